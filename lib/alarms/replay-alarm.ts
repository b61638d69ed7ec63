import type { AlarmState } from '../domain/window/alarm.ts';
import type { Datapoints } from './datapoint.ts';
import { evaluateRange } from './evaluate-range.ts';
import { type EvaluationRule, evaluationRange } from './evaluation-rule.ts';

/** An alarm became this: only then do its actions run ("Alarm actions"). */
export interface AlarmChange {
  /** How many periods had passed since the first datapoint's beginning. */
  readonly period: number;
  readonly state: AlarmState;
}

export interface Replay {
  readonly points: Datapoints;
  readonly rule: EvaluationRule;
  /** How many whole periods after its own end a datapoint can be seen. @default 0 */
  readonly late?: number;
  /** The alarm's state before. @default 'INSUFFICIENT_DATA', as of an alarm that was just made. */
  readonly before?: AlarmState;
  /** @default - as CloudWatch's tables have it: see `evaluationRange` */
  readonly range?: number;
}

/** An alarm that is evaluated at the end of each period, as CloudWatch does with periods of a minute; its changes in order. */
export function replayAlarm({
  points,
  rule,
  late = 0,
  before = 'INSUFFICIENT_DATA',
  range = evaluationRange(rule),
}: Replay): AlarmChange[] {
  const changes: AlarmChange[] = [];
  let state = before;
  for (let period = 1; period <= points.length + late; period += 1) {
    const next = evaluateRange(points, { period, range, late }, rule);
    if (next === 'retain' || next === state) continue;
    state = next;
    changes.push({ period, state });
  }
  return changes;
}
