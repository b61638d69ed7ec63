import type { Load } from '../presets/signals.ts';
import { type AlarmParts, type Reasons, seriesOf } from './define-alarm.ts';
import type { Timing } from './timing.ts';

/** The alarm on what must not pass a limit, of something that reports every minute. */
export function loadParts(
  { what, of, metric, stat }: Load,
  limit: { readonly above: number; readonly inWords: string },
  { period, datapoints }: Timing,
  reasons: Pick<Reasons, 'datapoints'>,
): AlarmParts {
  return {
    means: `${of} above ${limit.inWords}: ${what}`,
    series: [seriesOf('used', stat, metric)],
    returns: 'used',
    comparison: 'GreaterThanThreshold',
    threshold: limit.above,
    missingData: 'missing',
    timing: { period, datapoints },
    reasons: {
      ...reasons,
      missingData: 'since AWS reports it every minute: silence means that nobody sees it',
      floor: 'none, since it is no rate of requests',
    },
  };
}
