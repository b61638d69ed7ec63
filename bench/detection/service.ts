import type { RollbackInput } from '../../lib/config/index.ts';
import { windowSettings } from '../../lib/config/window-settings.ts';
import type { AlarmDefinition } from '../../lib/domain/window/alarm.ts';
import type { CriterionId, Response } from '../../lib/domain/window/criterion.ts';
import type { ThresholdRule } from '../../lib/domain/window/own-alarm.ts';
import { guardedWith } from '../../test/support/watched.ts';

/** One alarm of a criterion, as the configuration makes it. */
export interface Watched {
  readonly id: CriterionId;
  readonly response: Response;
  readonly definition: AlarmDefinition;
  /** Only of `response-time`, whose threshold is made when the window opens. */
  readonly baseline?: ThresholdRule & { readonly millisecondsPerUnit: number; readonly samplesAtLeast: number };
}

type Criteria = RollbackInput['criteria'];

/** What answers the requests. */
export const loadBalancer = {
  loadBalancer: 'app/shop/50dc6c495c0c9188',
  targetGroup: 'targetgroup/shop-api/73e2d6bc24d8a067',
};
export const maxConnections = 200;
/** Of all requests, so many use the feature that may break; and so many write what may be lost. */
export const featureShare = 0.2;
export const writeShare = 0.05;

/**
 * The alarms of a service behind a load balancer, with every default of lib/config; what has no default is the team's own: names, how many
 * connections there are, and above which number of failed calls a feature counts as broken (a tenth of its calls).
 *
 * @param requests a minute, on average.
 * @param changes criteria that are configured otherwise.
 */
export function watchedAt(requests: number, changes: Partial<Criteria> = {}): Watched[] {
  const failedAbove = Math.max(1, Math.round(0.1 * featureShare * requests));
  const criteria: Criteria = {
    'error-rate-critical': { watch: { loadBalancer } },
    'service-outage': { watch: { loadBalancer } },
    'data-loss': { watch: { metric: { namespace: 'Shop', metric: 'LostOrders', stat: 'Sum', above: 0 } } },
    'error-rate-high': { watch: { loadBalancer } },
    'response-time': { watch: { loadBalancer } },
    'db-pool-exhausted': { watch: { rds: { instance: 'shop-production', maxConnections } } },
    'feature-broken': {
      watch: { metric: { namespace: 'Shop', metric: 'FailedSearches', stat: 'Sum', above: failedAbove } },
    },
    'performance-degraded': { watch: { rds: { instance: 'shop-production' } } },
    ...changes,
  };
  const config = guardedWith({ criteria });
  const settings = config.environments['production'] && windowSettings(config.environments['production']);
  if (settings === undefined) throw new TypeError('the environment has no rollback window');
  return settings.criteria.flatMap(({ id, response, alarms, baseline }) => [
    ...alarms.flatMap(({ definition }) => (definition === undefined ? [] : [{ id, response, definition }])),
    ...(baseline === undefined ? [] : [{ id, response, definition: baseline.alarm, baseline }]),
  ]);
}
