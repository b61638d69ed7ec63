import type * as z from 'zod/mini';
import type { Probe } from '../../domain/probe.ts';
import type { CriterionId, Response } from '../../domain/window/criterion.ts';
import type { CriterionSettings } from '../window-settings.ts';
import { dataLoss, dataLossAlarms } from './data-loss.ts';
import { dbPoolAlarms, dbPoolExhausted } from './db-pool-exhausted.ts';
import type { AlarmContext } from './define-alarm.ts';
import { errorRateAlarms, errorRateCritical, errorRateHigh } from './error-rate.ts';
import { featureBroken, featureBrokenAlarms } from './feature-broken.ts';
import { performanceAlarms, performanceDegraded } from './performance-degraded.ts';
import { probeNames, probesIn } from './probes.ts';
import { responseTime, responseTimeAlarms } from './response-time.ts';
import { serviceOutage, serviceOutageAlarms } from './service-outage.ts';

/** What the configuration says of each criterion. */
export const criterionSchemas = {
  'error-rate-critical': errorRateCritical,
  'service-outage': serviceOutage,
  'data-loss': dataLoss,
  'error-rate-high': errorRateHigh,
  'response-time': responseTime,
  'db-pool-exhausted': dbPoolExhausted,
  'feature-broken': featureBroken,
  'performance-degraded': performanceDegraded,
} as const satisfies Record<CriterionId, z.ZodMiniType>;

type Schemas = typeof criterionSchemas;
export type CriterionInput<Id extends CriterionId = CriterionId> = z.input<Schemas[Id]>;
export type Criterion<Id extends CriterionId = CriterionId> = z.output<Schemas[Id]>;

type Watched = Pick<CriterionSettings, 'alarms' | 'baseline' | 'probes'>;

/** What watches a criterion, of its settings. */
const watchedBy: { readonly [Id in CriterionId]: (context: AlarmContext, settings: Criterion<Id>) => Watched } = {
  'error-rate-critical': (context, settings) => ({ alarms: errorRateAlarms(context, settings) }),
  'service-outage': (context, settings) => ({ alarms: serviceOutageAlarms(context, settings) }),
  'data-loss': (context, settings) => ({ alarms: dataLossAlarms(context, settings) }),
  'error-rate-high': (context, settings) => ({ alarms: errorRateAlarms(context, settings) }),
  'response-time': responseTimeAlarms,
  'db-pool-exhausted': (context, settings) => ({ alarms: dbPoolAlarms(context, settings) }),
  'feature-broken': (context, settings) => ({
    alarms: featureBrokenAlarms(context, settings),
    ...probeNames(settings.watch),
  }),
  'performance-degraded': (context, settings) => ({
    alarms: performanceAlarms(context, settings),
    ...probeNames(settings.watch),
  }),
};

export function watchedOf<Id extends CriterionId>(
  context: AlarmContext & { readonly id: Id },
  settings: Criterion<Id>,
): Watched {
  return watchedBy[context.id](context, settings);
}

/** Where people alone watch, no alarm asks for a response. */
export const responseOf = (settings: Criterion): Response | undefined =>
  'response' in settings ? settings.response : undefined;

/** What each verification asks for a criterion. */
export const probesOf = ({ watch }: Criterion): Probe[] => (typeof watch === 'string' ? [] : probesIn(watch));
