import { evaluated, MetricMathError } from './metric-math-error.ts';

/** The longest that GetMetricData takes (API_MetricDataQuery, Expression). */
const longest = 2048;

const token = /\s*(?:(?<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?)|(?<word>[a-z_]\w*)|(?<sign>[<>=!]=|[-+*/<>(),[\]]))\s*/iy;

export interface Token {
  readonly kind: 'number' | 'word' | 'sign';
  readonly text: string;
}

/** @throws MetricMathError where something in it is no part of metric math that is evaluated here. */
export function splitTokens(expression: string): Token[] {
  if (expression.length > longest)
    throw new MetricMathError(`is ${expression.length} characters long, write ${longest} at most`, expression);
  const tokens: Token[] = [];
  for (let at = 0; at < expression.length; at = token.lastIndex) {
    token.lastIndex = at;
    const { number, word, sign } = token.exec(expression)?.groups ?? {};
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else
      throw new MetricMathError(
        `has ${JSON.stringify(expression.slice(at).trim().slice(0, 1))}; ${evaluated}`,
        expression,
      );
  }
  return tokens;
}
