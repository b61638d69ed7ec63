import { isRecord } from '../../lib/domain/is-record.ts';
import type { DatabasesState } from './databases.ts';
import type { Fault } from './fault.ts';
import type { GithubState } from './github-state.ts';
import type { OpensearchState } from './opensearch.ts';
import type { RedisState } from './redis.ts';
import type { RegistryState } from './registry.ts';
import type { RehearsalState } from './rehearsals.ts';
import type { SentryState } from './sentry.ts';
import type { ShopState } from './shop.ts';
import type { TrafficState } from './traffic.ts';

/** What RDS reports about the instance `shop-production`, and about its newest snapshot. */
export interface RdsState {
  readonly status: string;
  readonly allocatedGiB: number;
  /** 0: continuous backups are off. */
  readonly backupRetentionDays: number;
  readonly restorableUntilHoursAgo: number;
  readonly snapshot: { readonly ageHours: number; readonly status: string };
}

/** What ACM reports about the certificate of `shop.example.com` and `admin.shop.example.com`. */
export interface AcmState {
  readonly status: string;
  readonly daysLeft: number;
}

/** The newest value of each metric, in the units that people use; `metrics.ts` knows what CloudWatch has. */
export interface MetricsState {
  readonly databaseFreeGiB: number;
  readonly databaseFreeMemoryGiB: number;
  /** Of each of the three data nodes. */
  readonly searchFreeGiB: readonly number[];
  readonly searchUsedGiB: number;
  readonly workerDiskUsedPercent: number;
  readonly workerFreeMemoryGiB: number;
}

export type FaultySystem = 'postgres' | 'redis' | 'opensearch' | 'shop' | 'registry' | 'github' | 'sentry';
/** `rds:DescribeDBSnapshots`; with a text that the request must contain: `secretsmanager:GetSecretValue shop/production/app`. */
export type AwsOperation = `${string}:${string}`;
export type Faults = { readonly [S in FaultySystem]?: Fault } & { readonly [O in AwsOperation]?: Fault };

/** Everything about the world that a scenario may change. */
export interface WorldState {
  /** Parameter Store, by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Secrets Manager, by name; all are JSON objects. */
  readonly secrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly rds: RdsState;
  readonly acm: AcmState;
  readonly metrics: MetricsState;
  readonly traffic: TrafficState;
  readonly databases: DatabasesState;
  readonly redis: RedisState;
  readonly opensearch: OpensearchState;
  readonly shop: ShopState;
  readonly registry: RegistryState;
  readonly github: GithubState;
  readonly sentry: SentryState;
  readonly rehearsals: readonly RehearsalState[];
  readonly faults: Faults;
}

/** What a scenario writes: only what differs. `null` takes an entry of a record away. */
export type Change<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Change<T[K]> | null }
    : T;

export type WorldChange = Omit<Change<WorldState>, 'faults'> & { readonly faults?: Faults };

export function changed(state: WorldState, change: WorldChange): WorldState {
  return merge(state, change) as WorldState;
}

function merge(base: unknown, change: unknown): unknown {
  if (!isRecord(base) || !isRecord(change)) return change;
  const merged = { ...base };
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete merged[key];
    else merged[key] = key in base ? merge(base[key], value) : value;
  }
  return merged;
}
