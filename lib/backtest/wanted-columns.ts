import type { WindowSettings } from '../config/window-settings.ts';
import { columnName, type MetricSeries } from './history.ts';
import { metricsOf, planCriteria } from './planned-criteria.ts';

/**
 * All metrics that a backtest of these settings reads, each once, in the order of the criteria and of their alarms' series.
 * A period of some minutes makes an average or a percentile of its minutes by their samples, so that these are asked for too.
 */
export function wantedColumns(settings: Pick<WindowSettings, 'criteria'>): MetricSeries[] {
  const found = new Map<string, MetricSeries>();
  for (const { definition } of planCriteria(settings).flatMap(({ alarms }) => alarms)) {
    const metrics = metricsOf(definition);
    const weights = definition.periodSeconds === 60 ? [] : metrics.filter(isWeighted).map(samplesOf);
    for (const one of [...metrics, ...weights]) {
      const name = columnName(one);
      if (!found.has(name)) found.set(name, one);
    }
  }
  return [...found.values()];
}

/** How many samples its values are made of. */
export const samplesOf = (one: MetricSeries): MetricSeries => ({
  ...one,
  id: `${one.id}_samples`,
  stat: 'SampleCount',
});

/** Values of minutes do not simply add up, and none of them is that of all. */
export const isWeighted = ({ stat }: Pick<MetricSeries, 'stat'>): boolean =>
  !['Sum', 'SampleCount', 'Minimum', 'Maximum'].includes(stat);
