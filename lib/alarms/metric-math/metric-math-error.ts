import { cutText } from '../../domain/evidence.ts';

/** Metric math that is wrong, or that is not evaluated here; the message says which, and what is evaluated. */
export class MetricMathError extends Error {
  override readonly name = 'MetricMathError';

  constructor(problem: string, expression: string) {
    super(`metric math ${problem}, in ${JSON.stringify(cutText(expression, 200))}`);
  }
}

/** What a message says after the thing that is refused. */
export const evaluated =
  'evaluated are numbers, ids, + - * /, comparisons, IF(series, then, else), SUM([…]), MAX([…]) and parentheses';
