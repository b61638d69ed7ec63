import { normal, poisson } from './distributions.ts';
import type { Fault } from './faults.ts';
import { latencies, type Profile, rankedLatencies } from './latencies.ts';
import type { Random } from './random.ts';
import { featureShare, maxConnections, writeShare } from './service.ts';

/** One minute each, from an hour that does not matter on; NaN where nothing is reported. */
export type Values = Float64Array;

/** A metric with the statistics that are asked of it. A datapoint comes, or not, with all of them. */
export interface Reported {
  readonly stats: Readonly<Record<string, Values>>;
  /** How many minutes later than others each one comes; `lost` where it never does. */
  readonly later: Uint8Array;
}
export const lost = 255;

export interface Run {
  /** In seconds after the first minute's beginning. */
  readonly openAt: number;
  readonly endsAt: number;
  /** Infinity where nothing goes wrong. */
  readonly onset: number;
  /** By name. */
  readonly metrics: Readonly<Record<MetricName, Reported>>;
  /** The hour before the window. */
  readonly before: { readonly p95Ms: number; readonly samples: number };
}

export interface Scenario {
  /** Requests a minute, as the mean of a day. */
  readonly level: number;
  readonly profile: Profile;
  readonly fault?: Fault;
  /** In seconds after the opening; else a random second of its first twenty minutes. */
  readonly onset?: number;
  /** As many requests in each minute of the day, and each datapoint after the same ingest delay. @default false */
  readonly steady?: boolean;
}

/** Alarms look back before the window; the longest of those here, half an hour. */
export const minutesBefore = 30;
const windowMinutes = 60;
export const minutes = minutesBefore + 1 + windowMinutes + 1;
/** So that the slowest of the others has forty minutes left. */
const onsetWithin = 20 * 60;

/** Of each metric, so many of the datapoints are never seen, and so many a minute later than the others. */
const lostShare = 0.001;
const laterShare = 0.05;

const metricNames = [
  'RequestCount',
  'HTTPCode_Target_5XX_Count',
  'HTTPCode_ELB_5XX_Count',
  'HealthyHostCount',
  'TargetResponseTime',
  'DatabaseConnections',
  'CPUUtilization',
  'FailedSearches',
  'LostOrders',
] as const;
export type MetricName = (typeof metricNames)[number];

/** A window of an hour, opened at a random time of the day, with what came before. */
export function simulate(random: Random, { level, profile, fault = none, onset, steady = false }: Scenario): Run {
  const openAt = minutesBefore * 60 + Math.floor(random() * 60);
  const after = onset ?? Math.floor(random() * onsetWithin);
  const from = fault === none ? Number.POSITIVE_INFINITY : openAt + after;
  const midnight = random() * day;
  const rate = (minute: number): number => level * (steady ? 1 : shapeAt(midnight + minute * 60));
  const samples = poisson(random, 60 * rate(minutesBefore - 30));
  const [p95 = Number.NaN] = rankedLatencies(random, samples, profile);
  const values = emptyValues();
  for (let minute = 0; minute < minutes; minute += 1) {
    // Which share of this minute is after the onset.
    const share = Math.min(1, Math.max(0, (60 * (minute + 1) - from) / 60));
    fillMinute(random, values, { minute, rate: rate(minute), share, from, profile, fault });
  }
  const metrics = Object.fromEntries(
    metricNames.map((name) => [name, reported(random, values[name], steady ? 0 : laterShare)]),
  );
  return {
    openAt,
    endsAt: openAt + windowMinutes * 60,
    onset: from,
    metrics: metrics as Run['metrics'],
    before: { p95Ms: p95, samples },
  };
}

const none: Fault = { name: 'none', what: 'nothing is wrong' };
const day = 86_400;
/** Between 0.3 and 1.7 of the mean. */
const shapeAt = (second: number): number => 1 + 0.7 * Math.sin((2 * Math.PI * second) / day);

/** Of each metric, the statistics that are asked of it. */
const emptyValues = () => ({
  RequestCount: { Sum: column() },
  HTTPCode_Target_5XX_Count: { Sum: column() },
  HTTPCode_ELB_5XX_Count: { Sum: column() },
  HealthyHostCount: { Maximum: column() },
  TargetResponseTime: { p95: column(), p99: column(), SampleCount: column() },
  DatabaseConnections: { Maximum: column() },
  CPUUtilization: { Average: column() },
  FailedSearches: { Sum: column() },
  LostOrders: { Sum: column() },
});
const column = (): Values => new Float64Array(minutes).fill(Number.NaN);

interface Minute {
  readonly minute: number;
  readonly rate: number;
  readonly share: number;
  readonly from: number;
  readonly profile: Profile;
  readonly fault: Fault;
}

function fillMinute(random: Random, values: ReturnType<typeof emptyValues>, at: Minute): void {
  const { minute, share, profile, fault } = at;
  const rate = at.rate * (fault.gone === undefined ? 1 : 1 - share);
  const extra = fault.errors === undefined || share === 0 ? 0 : meanOf(fault.errors, at);
  const failing = profile.errors + (1 - profile.errors) * extra;
  // What fails of a Poisson stream, and what does not, are two of them.
  const failed = poisson(random, rate * failing);
  const requests = failed + poisson(random, rate * (1 - failing));
  // A load balancer reports counts only where they are not 0.
  values.RequestCount.Sum[minute] = requests || Number.NaN;
  values.HTTPCode_Target_5XX_Count.Sum[minute] = failed || Number.NaN;
  const refused = fault.gone === 'targets' ? poisson(random, at.rate * share) : 0;
  values.HTTPCode_ELB_5XX_Count.Sum[minute] = refused || Number.NaN;
  // Maximum: the healthy part of a minute counts.
  values.HealthyHostCount.Maximum[minute] = share < 1 || fault.gone === undefined ? 2 : goneHosts[fault.gone];
  const [p95 = Number.NaN, p99 = Number.NaN] = latencies(random, requests, at);
  values.TargetResponseTime.p95[minute] = p95 / 1000;
  values.TargetResponseTime.p99[minute] = p99 / 1000;
  values.TargetResponseTime.SampleCount[minute] = requests || Number.NaN;
  fillOthers(random, values, at);
}

const goneHosts = { all: Number.NaN, targets: 0 } as const;

function fillOthers(random: Random, values: ReturnType<typeof emptyValues>, at: Minute): void {
  const { minute, rate, share, from, profile, fault } = at;
  const usual = 70 + 6 * normal(random);
  const end = 60 * (minute + 1) - from;
  const held = share > 0 && fault.connections !== undefined ? fault.connections(end) : 0;
  values.DatabaseConnections.Maximum[minute] = Math.min(maxConnections, Math.max(usual, held));
  const busy = Math.max(1, 40 + 5 * normal(random));
  values.CPUUtilization.Average[minute] = share * (fault.cpu ?? busy) + (1 - share) * busy;
  const broken = fault.broken === 'feature' ? share : 0;
  const failing = profile.errors * (1 - broken) + broken;
  // Metrics of one's own that are silent while nothing goes wrong.
  values.FailedSearches.Sum[minute] = poisson(random, rate * featureShare * failing) || Number.NaN;
  const losing = fault.broken === 'orders' ? share : 0;
  values.LostOrders.Sum[minute] = poisson(random, rate * writeShare * losing) || Number.NaN;
}

/** The mean over a minute, second by second. */
function meanOf(errors: (since: number) => number, { minute, from }: Minute): number {
  let sum = 0;
  for (let second = 60 * minute; second < 60 * (minute + 1); second += 1)
    if (second >= from) sum += errors(second - from);
  return sum / 60;
}

function reported(random: Random, stats: Reported['stats'], lateShare: number): Reported {
  const later = new Uint8Array(minutes);
  for (let minute = 0; minute < minutes; minute += 1) {
    const chance = random();
    if (chance < lostShare) later[minute] = lost;
    else if (chance < lostShare + lateShare) later[minute] = 1;
  }
  return { stats, later };
}
