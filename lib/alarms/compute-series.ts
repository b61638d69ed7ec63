import type { AlarmDefinition } from '../domain/window/alarm.ts';
import { compileNode, type Evaluate } from './metric-math/compile-node.ts';
import { evaluated, MetricMathError } from './metric-math/metric-math-error.ts';
import { orderExpressions, type Parsed } from './metric-math/order-expressions.ts';

/** Values of each metric of an alarm by the series' id: one a period, oldest first, NaN where there is none. All of one length. */
export type Columns = ReadonlyMap<string, Float64Array>;

/** Nothing here looks from one time to another, so it goes slice by slice: what is between lies in the processor's cache. */
const sliceLength = 4096;

/**
 * The values that an alarm compares with its threshold: those of its metric, or of its metric math.
 * @throws MetricMathError where an expression has a function or a form that is not evaluated here; TypeError where a metric lacks its
 * column.
 */
export function computeSeries(
  { series, returns }: Pick<AlarmDefinition, 'series' | 'returns'>,
  columns: Columns,
): Float64Array {
  const { expressions, metrics } = orderExpressions(series, returns);
  const given = columnsOf(metrics, columns);
  const only = given.get(returns);
  if (only !== undefined) return only;
  const longest = Math.min(sliceLength, lengthOf(given));
  const compiled = expressions.map((one) => ({ id: one.id, evaluate: compile(one, longest) }));
  const values = new Float64Array(lengthOf(given));
  for (let from = 0; from < values.length; from += longest) {
    const length = Math.min(longest, values.length - from);
    const slice = new Map([...given].map(([id, column]) => [id, column.subarray(from, from + length)]));
    for (const { id, evaluate } of compiled) slice.set(id, evaluate({ columns: slice, length }));
    values.set(slice.get(returns) ?? [], from);
  }
  return values;
}

function compile({ expression, node }: Parsed, longest: number): Evaluate {
  const evaluate = compileNode(node, { expression, longest });
  // "The final result of any math expression must be a single time series or an array of time series"
  if (typeof evaluate === 'number') throw new MetricMathError(`is a number and no series; ${evaluated}`, expression);
  return evaluate;
}

function columnsOf(ids: readonly string[], columns: Columns): Map<string, Float64Array> {
  const given = new Map<string, Float64Array>();
  for (const id of ids) {
    const column = columns.get(id);
    if (column === undefined)
      throw new TypeError(`the series ${JSON.stringify(id)} has no column; give one for each metric`);
    given.set(id, column);
  }
  const lengths = new Set([...given.values()].map(({ length }) => length));
  if (lengths.size > 1) throw new TypeError(`columns of ${[...lengths].join(' and ')} values; give all of one length`);
  return given;
}

const lengthOf = (given: ReadonlyMap<string, Float64Array>): number => given.values().next().value?.length ?? 0;
