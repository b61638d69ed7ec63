import type { Datapoints } from '../alarms/datapoint.ts';
import { evaluateRange } from '../alarms/evaluate-range.ts';
import { type EvaluationRule, evaluationRange } from '../alarms/evaluation-rule.ts';
import type { AlarmChange } from '../alarms/replay-alarm.ts';
import type { AlarmState } from '../domain/window/alarm.ts';
import type { Stretch } from './evaluations.ts';

/** Datapoints of a part of the history. */
export interface Judged {
  readonly points: Datapoints;
  /** How many minutes lie before the first of them. */
  readonly offset: number;
}

export interface StretchOf {
  readonly judged: Judged;
  readonly rule: EvaluationRule;
  /** In periods, and minutes of a period: see `Replay` of lib/alarms/replay-alarm.ts. */
  readonly late: number;
  readonly stride: number;
  readonly before: AlarmState;
}

/** An alarm that is evaluated in one stretch alone. */
export interface Replayed {
  /** The state after it. */
  readonly state: AlarmState;
  /** The first change to red in it. */
  readonly red?: number;
}

export function replayStretch({ judged, rule, late, stride, before }: StretchOf, { first, last }: Stretch): Replayed {
  const range = evaluationRange(rule);
  let state = before;
  let red: number | undefined;
  for (let period = first; period <= last; period += 1) {
    const next = evaluateRange(judged.points, { period: period - judged.offset, range, late, stride }, rule);
    if (next === 'retain' || next === state) continue;
    state = next;
    if (state === 'ALARM') red ??= period;
  }
  return red === undefined ? { state } : { state, red };
}

/** An alarm's state before an evaluation, of its changes through all of the history. */
export function stateBefore(changes: readonly AlarmChange[], period: number): AlarmState {
  return changes[firstFrom(changes, period) - 1]?.state ?? 'INSUFFICIENT_DATA';
}

/** The first change to red in a stretch. */
export function redWithin(changes: readonly AlarmChange[], { first, last }: Stretch): number | undefined {
  for (let index = firstFrom(changes, first); index < changes.length; index += 1) {
    const change = changes[index];
    if (change === undefined || change.period > last) return undefined;
    if (change.state === 'ALARM') return change.period;
  }
  return undefined;
}

/** Index of the first change at that evaluation or after it. */
function firstFrom(changes: readonly AlarmChange[], period: number): number {
  let [low, high] = [0, changes.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((changes[middle]?.period ?? Number.POSITIVE_INFINITY) < period) low = middle + 1;
    else high = middle;
  }
  return low;
}
