import {
  definePreflight,
  type Environment,
  type EnvironmentInput,
  off,
  type RollbackInput,
} from '../../../lib/config/index.ts';
import { type CriterionSettings, type WindowSettings, windowSettings } from '../../../lib/config/window-settings.ts';
import { InvalidInputError } from '../../../lib/domain/problem.ts';
import type { AlarmDefinition } from '../../../lib/domain/window/alarm.ts';
import { type CriterionId, criterionIds } from '../../../lib/domain/window/criterion.ts';
import { environment } from '../../support/config.ts';

export const reason = off('not watched in this test');
export const runbook = 'https://github.com/acme/shop-api/blob/main/docs/runbook.md';
export const onCall = { approvers: { groups: ['on-call'] } };
export const loadBalancer = {
  loadBalancer: 'app/shop/50dc6c495c0c9188',
  targetGroup: 'targetgroup/shop-api/73e2d6bc24d8a067',
};
export const lambda = { function: 'shop-api', alias: 'live' };

const allOff = Object.fromEntries(criterionIds.map((id) => [id, reason])) as Record<CriterionId, typeof reason>;

/** A window that asks nobody, in which one criterion is watched. */
export const quiet = {
  strategy: { lambdaAlias: lambda },
  schemaGuard: off('this service has no database'),
  runbook,
  criteria: { ...allOff, 'error-rate-critical': { watch: { lambda } } },
} as const satisfies RollbackInput;

/** That window with these criteria alone. */
export const watching = (criteria: Readonly<Record<string, unknown>>, changes: object = {}): object => ({
  ...quiet,
  criteria: { ...allOff, ...criteria },
  ...changes,
});

export interface Place {
  readonly service?: string;
  readonly name?: string;
  /** Of the window, where it is not the usual one. */
  readonly runbook?: string;
  /** Anything else of the environment. */
  readonly changes?: object;
}

export function parsed(
  rollback: unknown,
  { service = 'shop-api', name = 'production', changes }: Place = {},
): Environment {
  const input = { ...environment, ...changes, rollback } as EnvironmentInput;
  const one = definePreflight({ service, environments: { [name]: input } }).environments[name];
  if (one === undefined) throw new Error('the environment is missing');
  return one;
}

export function settingsOf(rollback: unknown, place: Place = {}): WindowSettings {
  const settings = windowSettings(parsed(rollback, place));
  if (settings === undefined) throw new Error('there is no window');
  return settings;
}

/** As `path: message`; the path is below the environment. */
export function problems(rollback: unknown, changes: object = {}): string[] {
  try {
    parsed(rollback, { changes });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.problems.map(({ path, message }) => `${path.replace('environments.production.', '')}: ${message}`);
  }
}

/** What is made of one criterion's settings; whoever is asked is there, if they ask. */
export function criterionOf(id: CriterionId, settings: unknown, place: Place = {}): CriterionSettings {
  const isAsking = problems(watching({ [id]: settings })).some((one) => one.startsWith('rollback.asks: is missing'));
  const one = settingsOf(
    watching({ [id]: settings }, { ...(isAsking ? { asks: onCall } : {}), runbook: place.runbook ?? runbook }),
    place,
  ).criteria.find((criterion) => criterion.id === id);
  if (one === undefined) throw new Error(`there is no ${id}`);
  return one;
}

/** Every alarm that is made for it, that of the baseline included. */
export function definitionsOf({ alarms, baseline }: CriterionSettings): AlarmDefinition[] {
  const made = alarms.flatMap(({ definition }) => (definition === undefined ? [] : [definition]));
  return baseline === undefined ? made : [...made, baseline.alarm];
}

export function alarmOf(id: CriterionId, settings: unknown, place: Place = {}): AlarmDefinition {
  const [first, ...others] = definitionsOf(criterionOf(id, settings, place));
  if (first === undefined || others.length > 0) throw new Error(`${id} makes ${others.length + 1} alarms`);
  return first;
}

/** Everything that may be watched for each criterion, with the least that must be written of it. */
const ownMetric = { namespace: 'Shop', metric: 'Broken', dimensions: { Service: 'shop-api' } };
export const limited = { ...ownMetric, stat: 'Sum', above: 0 };
const httpApi = { id: 'a1b2c3d4e5' };
const ecsService = { cluster: 'production', service: 'shop-api' };
const rds = { instance: 'Shop-Production' };
const alarm = { name: 'Shop checkout' };
export const probe = { name: 'search', url: 'https://shop.example.com/search?q=shoe' };
const rates = { loadBalancer, httpApi, lambda, metric: { errors: ownMetric, requests: ownMetric }, alarm };
export const watchedFor: Readonly<Record<CriterionId, Readonly<Record<string, object>>>> = {
  'error-rate-critical': rates,
  'service-outage': {
    loadBalancer,
    httpApi,
    lambda,
    ecsService,
    metric: { ...ownMetric, stat: 'Sum', below: 1 },
    alarm,
  },
  'data-loss': { metric: limited, alarm },
  'error-rate-high': rates,
  'response-time': { loadBalancer, httpApi, lambda, metric: { ...ownMetric, unit: 'seconds' }, alarm },
  'db-pool-exhausted': { rds: { ...rds, maxConnections: 200 }, metric: limited, alarm },
  'feature-broken': { metric: limited, alarm, probe },
  'performance-degraded': {
    loadBalancer: { ...loadBalancer, p95AboveMs: 800 },
    httpApi: { ...httpApi, p95AboveMs: 800 },
    lambda: { ...lambda, p95AboveMs: 800 },
    ecsService,
    rds,
    metric: limited,
    alarm,
    probe,
  },
};

/** Each of them by itself. */
export const everyWatch = criterionIds.flatMap((id) =>
  Object.entries(watchedFor[id]).map(([key, settings]) => ({ id, key, watch: { [key]: settings } })),
);
