import type { AlarmSeries } from '../../domain/window/alarm.ts';
import { idsIn } from './ids-in.ts';
import { MetricMathError } from './metric-math-error.ts';
import type { Node } from './node.ts';
import { parseExpression } from './parse-expression.ts';

export type Expression = Extract<AlarmSeries, { readonly expression: string }>;
export interface Parsed extends Expression {
  readonly node: Node;
}

/** As many as GetMetricData takes (API_GetMetricData, MetricDataQueries). */
const most = 500;

/**
 * The expressions that a series needs, each after those that it is made of, and the ids of the metrics.
 * @throws MetricMathError where one names a series that is not there, or needs itself.
 */
export function orderExpressions(
  series: readonly AlarmSeries[],
  returns: string,
): { readonly expressions: readonly Parsed[]; readonly metrics: readonly string[] } {
  if (series.length > most) throw new MetricMathError(`has ${series.length} series, ${most} at most`, returns);
  const byId = new Map(series.map((one) => [one.id, one]));
  const done = new Map<string, Parsed | undefined>();
  const begun = new Set<string>();
  const visit = (id: string, within: string): void => {
    if (done.has(id)) return;
    const one = byId.get(id);
    if (one === undefined) throw new MetricMathError(`has ${id}, and no series has that id`, within);
    if (begun.has(id)) throw new MetricMathError(`needs the values of ${id} for ${id} itself`, within);
    begun.add(id);
    if (!('expression' in one)) return void done.set(id, undefined);
    const node = parseExpression(one.expression);
    for (const needed of idsIn(node)) visit(needed, one.expression);
    done.set(id, { ...one, node });
  };
  visit(returns, returns);
  const expressions = [...done.values()].filter((one) => one !== undefined);
  return { expressions, metrics: [...done].flatMap(([id, one]) => (one === undefined ? [id] : [])) };
}
