import { type Detection, detect } from './detect.ts';
import { type FaultName, faults } from './faults.ts';
import { type Goal, goalsOf } from './goals.ts';
import { type FalseAlarms, falseAlarms } from './healthy.ts';
import { calm, noisy } from './latencies.ts';

/** Requests a minute. */
export const levels = [10, 100, 10_000] as const;
/** Floors and thresholds meet at other ones too: false rollbacks are counted there as well. */
const between = [30, 300, 1000, 3000] as const;

export interface Size {
  /** Windows of each fault and level. */
  readonly faulty: number;
  /** Healthy windows of each level, and of each level between them. */
  readonly healthy: number;
  readonly between: number;
}

export const full: Size = { faulty: 1000, healthy: 20_000, between: 5000 };
export const quick: Size = { faulty: 100, healthy: 2000, between: 500 };

export interface Result {
  readonly schema: 'preflight-detection/1';
  readonly seed: number;
  readonly size: Size;
  readonly detections: readonly Detection[];
  readonly steady: readonly Detection[];
  readonly healthy: readonly FalseAlarms[];
  readonly goals: readonly Goal[];
}

export interface Asked {
  readonly seed: number;
  readonly size: Size;
  /** @default - all */
  readonly faults?: readonly FaultName[];
}

/** Everything, one after another. @param tell progress. */
export function measure({ seed, size, ...asked }: Asked, tell: (progress: string) => void): Result {
  const names = asked.faults ?? faults.map(({ name }) => name);
  const detections = names.flatMap((name) =>
    levels.flatMap((level) => {
      tell(`${name} at ${level} requests a minute: ${size.faulty} windows`);
      return detect(name, { seed, level, runs: size.faulty });
    }),
  );
  tell('the goal: as many requests in each minute, and no late datapoint');
  const steady = detect('step-20', { seed, level: 100, runs: size.faulty, steady: true });
  const healthy = [...levels, ...between]
    .toSorted((a, b) => a - b)
    .flatMap((level) =>
      [calm, noisy].flatMap((profile) => {
        const windows = (levels as readonly number[]).includes(level) ? size.healthy : size.between;
        tell(`healthy, ${profile.name}, at ${level} requests a minute: ${windows} windows`);
        return falseAlarms({ seed, level, windows, profile });
      }),
    );
  const goals = goalsOf({ steady, detections, healthy });
  return { schema: 'preflight-detection/1', seed, size, detections, steady, healthy, goals };
}
