import { columnName, type History, type MetricSeries } from './history.ts';
import { isWeighted, samplesOf } from './wanted-columns.ts';

/**
 * A metric's values, one a minute: each of the whole period that ends with it, as CloudWatch evaluates an alarm each minute.
 *
 * @param minutes of a period.
 * @returns undefined where the history has not one value of it.
 */
export function periodColumn(history: History, metric: MetricSeries, minutes: number): Float64Array | undefined {
  const values = history.columns.get(columnName(metric));
  if (values === undefined || !hasValues(values)) return undefined;
  if (minutes === 1) return values;
  const weights = isWeighted(metric) ? history.columns.get(columnName(samplesOf(metric))) : undefined;
  const combine = combiners[metric.stat as keyof typeof combiners] ?? weighted(weights);
  const column = new Float64Array(values.length).fill(Number.NaN);
  for (let end = minutes; end <= values.length; end += 1) column[end - 1] = combine(values, end - minutes, end);
  return column;
}

export function hasValues(values: Float64Array): boolean {
  for (const value of values) if (!Number.isNaN(value)) return true;
  return false;
}

/** The value of a period of its minutes; those without one say nothing. NaN where none has one. */
type Combine = (minutes: Float64Array, from: number, to: number) => number;

const folded =
  (fold: (sum: number, value: number) => number): Combine =>
  (minutes, from, to) => {
    let all = Number.NaN;
    for (let index = from; index < to; index += 1) {
      const value = minutes[index] ?? Number.NaN;
      if (!Number.isNaN(value)) all = Number.isNaN(all) ? value : fold(all, value);
    }
    return all;
  };
const added = folded((sum, value) => sum + value);

const combiners = {
  Sum: added,
  SampleCount: added,
  Minimum: folded(Math.min),
  Maximum: folded(Math.max),
} as const satisfies Readonly<Record<string, Combine>>;

/** @param weights samples of each minute; where they are not known, a minute counts as one of them. */
function weighted(weights: Float64Array | undefined): Combine {
  return (minutes, from, to) => {
    let [sum, samples] = [0, 0];
    for (let index = from; index < to; index += 1) {
      const value = minutes[index] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      const counted = weights?.[index] ?? 1;
      const weight = Number.isNaN(counted) ? 1 : counted;
      sum += value * weight;
      samples += weight;
    }
    return samples === 0 ? Number.NaN : sum / samples;
  };
}
