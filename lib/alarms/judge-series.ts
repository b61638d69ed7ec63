import type { AlarmDefinition, Comparison } from '../domain/window/alarm.ts';
import { breaching, type Datapoints, missing, within } from './datapoint.ts';

/** What each value of the series that an alarm compares is to it. @param values oldest first; NaN where there is none. */
export function judgeSeries(
  values: Float64Array,
  { comparison, threshold }: Pick<AlarmDefinition, 'comparison' | 'threshold'>,
): Datapoints {
  const isBreaching = comparisons[comparison];
  const points = new Int8Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) points[index] = missing;
    else points[index] = isBreaching(value, threshold) ? breaching : within;
  }
  return points;
}

const comparisons: Readonly<Record<Comparison, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};
