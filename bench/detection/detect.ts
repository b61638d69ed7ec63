import type { CriterionId } from '../../lib/domain/window/criterion.ts';
import { percentile } from '../row.ts';
import { type FaultName, faultNamed } from './faults.ts';
import { calm } from './latencies.ts';
import { peers, soonestAt } from './peers.ts';
import { randomOf } from './random.ts';
import { type Watched, watchedAt } from './service.ts';
import { type Run, type Scenario, simulate } from './simulate.ts';
import { redAt } from './watch.ts';

/** How soon something told of a fault, in seconds from its onset to the trigger. */
export interface Detection {
  readonly fault: FaultName;
  /** Requests a minute. */
  readonly level: number;
  /** A criterion, `first rollback` of all that roll back, `lower bound`, or the name of another tool. */
  readonly by: string;
  /** Of so many windows; in some more it had gone back before the onset already. */
  readonly n: number;
  readonly before: number;
  readonly missed: number;
  /** Of those that were not missed; null where all were. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

export const lowerBound = 'lower bound';
export const firstRollback = 'first rollback';

/** For which faults a criterion is there. */
export const toldBy = {
  'error-rate-critical': ['step-20', 'step-8', 'ramp', 'intermittent', 'alternating'],
  'service-outage': ['silence', 'no-target'],
  'data-loss': ['loss'],
  'error-rate-high': ['step-20', 'step-8', 'step-2', 'ramp', 'intermittent', 'alternating'],
  'response-time': ['slow-2', 'slow-3'],
  'db-pool-exhausted': ['pool-full', 'pool-leak'],
  'feature-broken': ['feature'],
  'performance-degraded': ['cpu'],
} as const satisfies Record<CriterionId, readonly FaultName[]>;

/** What the others can see at all: requests, errors, response times. */
const seenByOthers: readonly FaultName[] = [
  ...toldBy['error-rate-high'],
  ...toldBy['service-outage'],
  ...toldBy['response-time'],
];

/** Runs that are simulated together. */
const batch = 200;

export function runsOf(seed: number, scenario: Scenario, count: number, from = 0): Run[] {
  const { level, profile, fault, steady } = scenario;
  const name = [fault?.name ?? 'healthy', profile.name, level, steady ? 'steady' : 'daily'];
  return Array.from({ length: count }, (_, index) => simulate(randomOf(seed, ...name, from + index), scenario));
}

/** The same runs, batch by batch, so that a year of windows need not be kept. */
export function* batchesOf(seed: number, scenario: Scenario, count: number): Generator<Run[]> {
  for (let from = 0; from < count; from += batch) yield runsOf(seed, scenario, Math.min(batch, count - from), from);
}

export interface Detecting {
  readonly seed: number;
  readonly runs: number;
  readonly level: number;
  readonly steady?: boolean;
}

/** All that tells of one fault. */
export function detect(name: FaultName, { seed, runs, level, steady = false }: Detecting): Detection[] {
  const fault = faultNamed(name);
  const watched = watchedAt(level);
  const times = new Map<string, number[]>();
  const onsets: number[] = [];
  for (const batch of batchesOf(seed, { level, profile: calm, fault, steady }, runs)) {
    onsets.push(...batch.map(({ onset }) => onset));
    for (const [by, at] of triggersOf(batch, name, watched)) times.set(by, [...(times.get(by) ?? []), ...at]);
  }
  return [...times].map(([by, at]) => ({ fault: name, level, by, ...summaryOf(at, onsets) }));
}

function triggersOf(
  runs: readonly Run[],
  fault: FaultName,
  watched: readonly Watched[],
): Map<string, ArrayLike<number> & Iterable<number>> {
  const red = watched.map((one) => ({ one, at: redAt(runs, one) }));
  const told = red.filter(({ one }) => (toldBy[one.id] as readonly FaultName[]).includes(fault));
  const rollsBack = red.filter(({ one }) => one.response === 'rollback').map(({ at }) => at);
  return new Map<string, ArrayLike<number> & Iterable<number>>([
    ...told.map(({ one, at }) => [one.id, at] as const),
    [firstRollback, firstOf(rollsBack)],
    [lowerBound, runs.map(soonestAt)],
    ...(seenByOthers.includes(fault) ? peers : []).map(({ name, triggersAt }) => [name, runs.map(triggersAt)] as const),
  ]);
}

/** Of each run, the first time of any of these. */
export function firstOf(times: readonly Float64Array[]): Float64Array {
  return Float64Array.from({ length: times[0]?.length ?? 0 }, (_, run) => {
    const first = Math.min(...times.map((one) => one[run] ?? Number.NaN).filter((at) => !Number.isNaN(at)));
    return Number.isFinite(first) ? first : Number.NaN;
  });
}

export function summaryOf(
  at: readonly number[],
  onsets: readonly number[],
): Pick<Detection, 'n' | 'before' | 'missed' | 'p50' | 'p95' | 'p99' | 'max'> {
  const seconds = at.map((one, run) => one - (onsets[run] ?? 0));
  const found = seconds.filter((one) => one >= 0);
  const before = seconds.filter((one) => one < 0).length;
  const of = (share: number): number | null => (found.length === 0 ? null : percentile(found, share));
  const n = at.length - before;
  return { n, before, missed: n - found.length, p50: of(0.5), p95: of(0.95), p99: of(0.99), max: of(1) };
}
