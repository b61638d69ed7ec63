import { type LimitedMetric, nameOfMetric } from '../presets/any-metric.ts';
import { type AlarmParts, seriesOf } from './define-alarm.ts';
import type { Timing } from './timing.ts';

const whyMissing = {
  notBreaching: 'since it is silent while nothing goes wrong',
  breaching: 'since silence is no proof that all is well',
  missing: 'since silence means that nobody sees anything',
} as const;

/** The alarm on a metric that must stay on one side of a limit. @param why it takes so many datapoints; continues a sentence. */
export function limitedMetricParts(one: LimitedMetric, { period, datapoints }: Timing, why: string): AlarmParts {
  const { namespace, metric, dimensions, stat, above, below } = one;
  const missingData = one.missingData ?? (above === undefined ? 'breaching' : 'notBreaching');
  const limit = above === undefined ? `below ${below}` : `above ${above}`;
  return {
    means: `${stat} is ${limit}: ${nameOfMetric(one)}`,
    series: [seriesOf('value', stat, { namespace, metric, dimensions })],
    returns: 'value',
    comparison: above === undefined ? 'LessThanThreshold' : 'GreaterThanThreshold',
    threshold: above ?? below ?? 0,
    missingData,
    timing: { period, datapoints },
    reasons: { datapoints: why, missingData: whyMissing[missingData], floor: 'none, since it is no rate of requests' },
  };
}
