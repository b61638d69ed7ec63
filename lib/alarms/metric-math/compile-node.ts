import { evaluated, MetricMathError } from './metric-math-error.ts';
import type { Node } from './node.ts';
import { type Column, calculate, calculations, choose, join } from './operations.ts';

/** Values of some times, by the series' id: all of one length. */
export interface Slice {
  readonly columns: ReadonlyMap<string, Column>;
  readonly length: number;
}

/** Gives the values of a slice, in a buffer that the next slice overwrites. */
export type Evaluate = (slice: Slice) => Column;

export interface Compiling {
  readonly expression: string;
  /** The longest slice. */
  readonly longest: number;
}

/** What gives the values of a tree; a number where it has no series. */
export function compileNode(node: Node, compiling: Compiling): Evaluate | number {
  switch (node.kind) {
    case 'number':
      return node.value;
    case 'series':
      return ({ columns }) => columns.get(node.id) ?? new Float64Array();
    case 'operation':
      return compileOperation(node, compiling);
    case 'if':
      return compileIf(node, compiling);
    case 'join':
      return compileJoin(node, compiling);
  }
}

function compileOperation(
  { operator, left, right }: Extract<Node, { kind: 'operation' }>,
  compiling: Compiling,
): Evaluate | number {
  const [one, other] = [compileNode(left, compiling), compileNode(right, compiling)];
  if (typeof one === 'number' && typeof other === 'number') return calculations[operator](one, other);
  const into = new Float64Array(compiling.longest);
  return (slice) => calculate(operator, of(one, slice), of(other, slice), into.subarray(0, slice.length));
}

function compileIf({ condition, then, otherwise }: Extract<Node, { kind: 'if' }>, compiling: Compiling): Evaluate {
  const asked = compileNode(condition, compiling);
  if (typeof asked === 'number')
    throw new MetricMathError(`has IF with a number as its condition; ${evaluated}`, compiling.expression);
  const yes = compileNode(then, compiling);
  const no = otherwise === undefined ? Number.NaN : compileNode(otherwise, compiling);
  const into = new Float64Array(compiling.longest);
  return (slice) => choose(asked(slice), of(yes, slice), of(no, slice), into.subarray(0, slice.length));
}

function compileJoin({ by, of: nodes }: Extract<Node, { kind: 'join' }>, compiling: Compiling): Evaluate {
  const joined = nodes.map((node) => {
    const one = compileNode(node, compiling);
    if (typeof one === 'number')
      throw new MetricMathError(`has a number in the array of ${by}; ${evaluated}`, compiling.expression);
    return one;
  });
  const into = new Float64Array(compiling.longest);
  return (slice) =>
    join(
      by,
      joined.map((one) => one(slice)),
      into.subarray(0, slice.length),
    );
}

const of = (one: Evaluate | number, slice: Slice): Column | number => (typeof one === 'number' ? one : one(slice));
