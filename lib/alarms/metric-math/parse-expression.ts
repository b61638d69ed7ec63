import { evaluated, MetricMathError } from './metric-math-error.ts';
import { comparisons, type Join, joins, type Node, type Operator } from './node.ts';
import { splitTokens, type Token } from './split-tokens.ts';

/** Ours have two or three; so many are far from the end of the stack. */
const deepest = 64;

interface Reader {
  readonly expression: string;
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
}

/** @throws MetricMathError where it is no metric math, or some that is not evaluated here. */
export function parseExpression(expression: string): Node {
  const reader: Reader = { expression, tokens: splitTokens(expression), at: 0, depth: 0 };
  const node = comparison(reader);
  if (reader.at < reader.tokens.length) refuse(reader, 'where it should end');
  return node;
}

function comparison(reader: Reader): Node {
  if (reader.depth >= deepest) throw new MetricMathError(`is nested deeper than ${deepest}`, reader.expression);
  reader.depth += 1;
  const left = sum(reader);
  const operator = take(reader, comparisons);
  const node = operator === undefined ? left : operation(operator, left, sum(reader));
  reader.depth -= 1;
  return node;
}

function sum(reader: Reader): Node {
  let node = product(reader);
  for (let sign = take(reader, ['+', '-']); sign !== undefined; sign = take(reader, ['+', '-']))
    node = operation(sign, node, product(reader));
  return node;
}

function product(reader: Reader): Node {
  let node = factor(reader);
  for (let sign = take(reader, ['*', '/']); sign !== undefined; sign = take(reader, ['*', '/']))
    node = operation(sign, node, factor(reader));
  return node;
}

function factor(reader: Reader): Node {
  let isNegative = false;
  while (take(reader, ['-']) !== undefined) isNegative = !isNegative;
  const node = operand(reader);
  return isNegative ? operation('*', { kind: 'number', value: -1 }, node) : node;
}

function operand(reader: Reader): Node {
  const token = reader.tokens[reader.at];
  if (take(reader, ['(']) !== undefined) {
    const node = comparison(reader);
    expect(reader, ')');
    return node;
  }
  if (token === undefined || token.kind === 'sign') return refuse(reader, 'where a value should be');
  reader.at += 1;
  if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
  if (token.text === 'IF') return condition(reader);
  const join = joins.find((one) => one === token.text);
  if (join !== undefined) return joined(reader, join);
  // Ids begin with a small letter, functions are written in capitals ("Using metric math").
  if (!/^[a-z]/.test(token.text)) throw new MetricMathError(`has ${token.text}; ${evaluated}`, reader.expression);
  return { kind: 'series', id: token.text };
}

function condition(reader: Reader): Node {
  expect(reader, '(');
  const asked = comparison(reader);
  expect(reader, ',');
  const then = comparison(reader);
  const otherwise = take(reader, [',']) === undefined ? undefined : comparison(reader);
  expect(reader, ')');
  return { kind: 'if', condition: asked, then, ...(otherwise === undefined ? {} : { otherwise }) };
}

function joined(reader: Reader, by: Join): Node {
  expect(reader, '(');
  if (take(reader, ['[']) === undefined)
    throw new MetricMathError(`has ${by} of what is no array, [a, b]; ${evaluated}`, reader.expression);
  const of = [comparison(reader)];
  while (take(reader, [',']) !== undefined) of.push(comparison(reader));
  expect(reader, ']');
  expect(reader, ')');
  return { kind: 'join', by, of };
}

const operation = (operator: Operator, left: Node, right: Node): Node => ({ kind: 'operation', operator, left, right });

function take<const T extends string>(reader: Reader, signs: readonly T[]): T | undefined {
  const token = reader.tokens[reader.at];
  const found = token?.kind === 'sign' ? signs.find((sign) => sign === token.text) : undefined;
  if (found !== undefined) reader.at += 1;
  return found;
}

function expect(reader: Reader, sign: string): void {
  if (take(reader, [sign]) === undefined) refuse(reader, `where ${JSON.stringify(sign)} should be`);
}

function refuse({ expression, tokens, at }: Reader, where: string): never {
  const token = tokens[at];
  const what = token === undefined ? 'its end' : JSON.stringify(token.text);
  throw new MetricMathError(`has ${what} ${where}; ${evaluated}`, expression);
}
