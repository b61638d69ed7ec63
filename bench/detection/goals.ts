import { thousands } from './columns.ts';
import { type Detection, firstRollback } from './detect.ts';
import type { FalseAlarms } from './healthy.ts';

export interface Goal {
  readonly what: string;
  readonly goal: string;
  readonly reached: string;
  readonly met: boolean;
}

export interface Measured {
  /** 20 % errors at 100 requests in each minute, each datapoint 60 s late. */
  readonly steady: readonly Detection[];
  readonly detections: readonly Detection[];
  readonly healthy: readonly FalseAlarms[];
}

const atMostSeconds = 180;
const atMostPer1000 = 1;

export function goalsOf({ steady, detections, healthy }: Measured): Goal[] {
  const critical = steady.filter(({ by }) => by === 'error-rate-critical');
  const rollbacks = healthy.filter(({ by }) => by === firstRollback);
  const silences = detections.filter(({ fault, by }) => fault === 'silence' && by === 'service-outage');
  return [
    ...critical.map((one) => ({
      what: `error-rate-critical: 20 % errors, ${thousands(one.level)} requests in each minute, 60 s ingest delay`,
      goal: `p99 at most ${atMostSeconds} s, none missed`,
      reached: `${one.p99 === null ? 'never' : `${one.p99.toFixed(0)} s`}, ${one.missed} of ${one.n} missed`,
      met: one.p99 !== null && one.p99 <= atMostSeconds && one.missed === 0,
    })),
    ...rollbacks.map(({ profile, level, per1000, low, high, healthy: windows }) => ({
      what: `false rollbacks, ${thousands(level)} requests a minute, ${profile} service`,
      goal: `at most ${atMostPer1000} per 1,000 healthy windows`,
      reached: `${per1000.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}) of ${thousands(windows)} windows`,
      met: per1000 <= atMostPer1000,
    })),
    ...silences.map(({ level, n, missed }) => ({
      what: `total silences, ${thousands(level)} requests a minute`,
      goal: 'all caught',
      reached: `${n - missed} of ${n}`,
      met: missed === 0,
    })),
  ];
}
