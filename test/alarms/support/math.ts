import { computeSeries } from '../../../lib/alarms/compute-series.ts';
import type { AlarmSeries } from '../../../lib/domain/window/alarm.ts';

const metric = (id: string): AlarmSeries => ({ id, namespace: 'Shop', metric: id, dimensions: {}, stat: 'Sum' });

/** Columns with null where there is no datapoint. */
export type Given = Readonly<Record<string, readonly (number | null)[]>>;

/** What an expression over these series gives, null where it gives no datapoint. */
export function math(expression: string, given: Given): (number | null)[] {
  const columns = new Map(
    Object.entries(given).map(([id, values]) => [id, Float64Array.from(values, (value) => value ?? Number.NaN)]),
  );
  const series = [...columns.keys()].map(metric);
  const result = { id: 'result', expression, label: 'result' };
  return [...computeSeries({ series: [...series, result], returns: 'result' }, columns)].map((value) =>
    Number.isNaN(value) ? null : value,
  );
}
