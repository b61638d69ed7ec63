import { falseRate } from '../../lib/backtest/false-rate.ts';
import type { CriterionId } from '../../lib/domain/window/criterion.ts';
import { batchesOf, summaryOf } from './detect.ts';
import { faultNamed } from './faults.ts';
import { calm, noisy } from './latencies.ts';
import { loadBalancer, type Watched, watchedAt } from './service.ts';
import type { Scenario } from './simulate.ts';
import { type Settings, type Tuning, tunings } from './tunings.ts';
import { redAt } from './watch.ts';

/** A criterion with other settings, on the same windows as the one that is configured by default. */
export interface Tuned {
  readonly criterion: CriterionId;
  readonly settings: string;
  /** In seconds, of the tuning's fault; missed is a share. */
  readonly detection: readonly Soon[];
  /** Per 1,000 healthy windows, by requests a minute. */
  readonly falsePer1000: readonly { readonly level: number; readonly calm: number; readonly noisy: number }[];
}

interface Soon {
  readonly level: string;
  readonly p50: number | null;
  readonly p99: number | null;
  readonly missed: number;
}

export interface TuningSize {
  readonly faulty: number;
  readonly healthy: number;
}

const faultyLevels = [
  { name: '100, steady', level: 100, steady: true },
  { name: '100', level: 100, steady: false },
  { name: '10,000', level: 10_000, steady: false },
] as const;
const healthyLevels = [10, 30, 100, 300, 1000, 10_000] as const;

/** Each of `tunings`. @param tell progress. */
export function tune(seed: number, size: TuningSize, tell: (progress: string) => void): Tuned[] {
  return tunings.flatMap((tuning) => {
    tell(`other settings of ${tuning.id}`);
    const detections = faultyLevels.map((one) => detectionOf(seed, size.faulty, tuning, one));
    const rates = healthyLevels.map((level) => {
      const [quiet, loud] = [calm, noisy].map((profile) => ratesOf(seed, size.healthy, tuning, { level, profile }));
      return tuning.all.map((_, index) => ({ level, calm: quiet?.[index] ?? 0, noisy: loud?.[index] ?? 0 }));
    });
    return tuning.all.map((settings, index) => ({
      criterion: tuning.id,
      settings: wordsOf(settings),
      detection: detections.flatMap((one) => one[index] ?? []),
      falsePer1000: rates.flatMap((one) => one[index] ?? []),
    }));
  });
}

function detectionOf(
  seed: number,
  count: number,
  tuning: Tuning,
  { name, level, steady }: (typeof faultyLevels)[number],
): Soon[] {
  const scenario = { level, steady, profile: calm, fault: faultNamed(tuning.fault) };
  return timesOf(seed, count, tuning, scenario).map(({ red, onsets }) => {
    const { p50, p99, missed, n } = summaryOf(red, onsets);
    return { level: name, p50, p99, missed: missed / n };
  });
}

function ratesOf(seed: number, count: number, tuning: Tuning, scenario: Scenario): number[] {
  return timesOf(seed, count, tuning, scenario).map(
    ({ red }) => falseRate(red.filter((at) => !Number.isNaN(at)).length, count).per1000,
  );
}

interface Times {
  readonly red: readonly number[];
  readonly onsets: readonly number[];
}

/** Of each of the settings, on the same windows. */
function timesOf(seed: number, count: number, { id, all }: Tuning, scenario: Scenario): Times[] {
  const watched = all.map((settings) => watchedWith(scenario.level, id, settings));
  const red = all.map((): number[] => []);
  const onsets: number[] = [];
  for (const runs of batchesOf(seed, scenario, count)) {
    onsets.push(...runs.map(({ onset }) => onset));
    for (const [index, one] of watched.entries()) red[index]?.push(...redAt(runs, one));
  }
  return red.map((one) => ({ red: one, onsets }));
}

function watchedWith(level: number, id: Tuning['id'], settings: Settings): Watched {
  const found = watchedAt(level, { [id]: { watch: { loadBalancer }, ...settings } }).find((one) => one.id === id);
  if (found === undefined) throw new TypeError(`nothing watches ${id}`);
  return found;
}

function wordsOf(settings: Settings): string {
  const words = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  return words.length === 0 ? 'as by default' : words.join(', ');
}
