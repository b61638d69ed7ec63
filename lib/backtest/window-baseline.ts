import type { BaselineSettings } from '../config/window-settings.ts';
import { thresholdMsOf } from '../domain/window/own-alarm.ts';
import { minuteMs } from './evaluations.ts';
import { columnName, type History } from './history.ts';

/** In minutes: see lib/sources/cloudwatch-baseline.ts. */
export const baselineMinutes = 60;

/** The threshold of the alarm that a window makes for itself, in the metric's unit; undefined where the hour before has too few samples. */
export type ThresholdAt = (openedMs: number) => number | undefined;

/**
 * The p95 of all requests of the hour before cannot be made of the minutes' p95; their mean, weighted by their samples, is near it.
 * A minute that could not be seen yet is left out, as it is in CloudWatch's answer.
 */
export function thresholdAt(history: History, settings: BaselineSettings, lateSeconds: number): ThresholdAt {
  const { millisecondsPerUnit, samplesAtLeast } = settings;
  const slow = history.columns.get(columnName({ ...settings, stat: 'p95' }));
  const counts = history.columns.get(columnName({ ...settings, stat: 'SampleCount' }));
  return (openedMs) => {
    const running = Math.floor((openedMs - history.startMs) / minuteMs);
    const seen = Math.floor((openedMs - lateSeconds * 1000 - history.startMs) / minuteMs);
    let sum = 0;
    let samples = 0;
    for (let index = Math.max(0, running - baselineMinutes); index < seen; index += 1) {
      const value = slow?.[index] ?? Number.NaN;
      const count = counts?.[index] ?? Number.NaN;
      if (Number.isNaN(value) || Number.isNaN(count)) continue;
      sum += value * count;
      samples += count;
    }
    if (samples < samplesAtLeast) return undefined;
    const p95Ms = (sum / samples) * millisecondsPerUnit;
    return thresholdMsOf({ p95Ms }, settings) / millisecondsPerUnit;
  };
}
