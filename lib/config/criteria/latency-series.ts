import type { AlarmSeries } from '../../domain/window/alarm.ts';
import type { Latency } from '../presets/signals.ts';
import { type Reasons, seriesOf } from './define-alarm.ts';

/** p95 of fewer is the slowest one alone. */
export const usualFloor = 20;

/**
 * p95 where there are enough requests, else 0; each request is a sample of the metric itself. A period without any has no datapoint: filled
 * with 0, a newest one that comes late would be a good one.
 */
export function p95Series({ metric }: Pick<Latency, 'metric'>, floor: number): readonly AlarmSeries[] {
  return [
    seriesOf('slow', 'p95', metric),
    seriesOf('requests', 'SampleCount', metric),
    { id: 'p95', expression: `IF(requests >= ${floor}, slow, 0)`, label: 'p95' },
  ];
}

export const latencyReasons = (floor: number): Reasons => ({
  datapoints: 'since caches are cold after a deploy, and a late period must not hide the others',
  missingData: 'since without requests none is slow; service-outage watches for silence',
  floor: `${floor} requests a period, since p95 of a few is the slowest one alone`,
});
