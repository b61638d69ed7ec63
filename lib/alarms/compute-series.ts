import type { AlarmDefinition } from '../domain/window/alarm.ts';

/** Values of each metric of an alarm by the series' id: one a period, oldest first, NaN where there is none. All of one length. */
export type Columns = ReadonlyMap<string, Float64Array>;

/**
 * The values that an alarm compares with its threshold: those of its metric, or of its metric math.
 * @throws where an expression has a function or a form that is not evaluated here, or a series lacks its column.
 */
export function computeSeries(
  { series, returns }: Pick<AlarmDefinition, 'series' | 'returns'>,
  columns: Columns,
): Float64Array {
  const found = columns.get(returns);
  if (found === undefined) throw new TypeError(`not yet: ${series.length}`);
  return found;
}
