import type { Join, Operator } from './node.ts';

/*
 * Operations on columns: a value for each time, NaN where there is none. "Missing values in a time series are treated as 0. If the value
 * of a data point causes a function to attempt to divide by zero, the data point is dropped" ("Using metric math"). Our reading: 0 where
 * one of two series has a datapoint at that time; where neither has, or the only one has not, there is none.
 */

type Calculate = (left: number, right: number) => number;

export const calculations: Readonly<Record<Operator, Calculate>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => (right === 0 ? Number.NaN : left / right),
  '==': (left, right) => (left === right ? 1 : 0),
  '!=': (left, right) => (left === right ? 0 : 1),
  '<=': (left, right) => (left <= right ? 1 : 0),
  '>=': (left, right) => (left >= right ? 1 : 0),
  '<': (left, right) => (left < right ? 1 : 0),
  '>': (left, right) => (left > right ? 1 : 0),
};

export type Column = Float64Array;
export type Operand = number | Column;

/** @param into where the values go; as long as what is calculated with. */
export function calculate(operator: Operator, left: Operand, right: Operand, into: Column): Column {
  const of = calculations[operator];
  const isJoined = typeof left !== 'number' && typeof right !== 'number';
  for (let at = 0; at < into.length; at += 1) {
    const one = typeof left === 'number' ? left : (left[at] ?? Number.NaN);
    const other = typeof right === 'number' ? right : (right[at] ?? Number.NaN);
    if (isJoined) into[at] = Number.isNaN(one) && Number.isNaN(other) ? Number.NaN : of(one || 0, other || 0);
    else into[at] = Number.isNaN(one) || Number.isNaN(other) ? Number.NaN : of(one, other);
  }
  return into;
}

/**
 * "has the value of 0, if the corresponding data point of metric1 is TRUE and the corresponding data point does not exist in metric2"; "is
 * dropped, if … FALSE and the corresponding data point does not exist in metric3 or if metric3 is omitted" ("Using IF expressions").
 */
export function choose(condition: Column, then: Operand, otherwise: Operand, into: Column): Column {
  for (let at = 0; at < into.length; at += 1) {
    const asked = condition[at] ?? Number.NaN;
    if (Number.isNaN(asked)) into[at] = Number.NaN;
    else if (asked !== 0) into[at] = (typeof then === 'number' ? then : then[at]) || 0;
    else into[at] = typeof otherwise === 'number' ? otherwise : (otherwise[at] ?? Number.NaN);
  }
  return into;
}

/** One value for each time, of those that are there. */
export function join(by: Join, columns: readonly Column[], into: Column): Column {
  into.fill(Number.NaN);
  for (const column of columns) {
    for (let at = 0; at < into.length; at += 1) {
      const value = column[at] ?? Number.NaN;
      const before = into[at] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      if (Number.isNaN(before)) into[at] = value;
      else into[at] = by === 'SUM' ? before + value : Math.max(before, value);
    }
  }
  return into;
}
