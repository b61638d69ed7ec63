import type { AlarmState } from '../domain/window/alarm.ts';
import type { Datapoints } from './datapoint.ts';
import { evaluateRange } from './evaluate-range.ts';
import { type EvaluationRule, evaluationRange } from './evaluation-rule.ts';
import { hasLowSamples, type LowSamples } from './low-samples.ts';

/** An alarm became this: only then do its actions run ("Alarm actions"). */
export interface AlarmChange {
  /** How many points had passed since the first one's beginning: the evaluation that changed it. */
  readonly period: number;
  readonly state: AlarmState;
}

export interface Replay {
  /** One a period, oldest first; with a `stride`, one an evaluation, each of the whole period that ends with it. */
  readonly points: Datapoints;
  readonly rule: EvaluationRule;
  /** How many whole periods after its own end a datapoint can be seen. @default 0 */
  readonly late?: number;
  /** The alarm's state before. @default 'INSUFFICIENT_DATA', as of an alarm that was just made. */
  readonly before?: AlarmState;
  /** @default - as CloudWatch's tables have it: see `evaluationRange` */
  readonly range?: number;
  /**
   * How many evaluations a period has: `periodSeconds / evaluationEverySeconds(periodSeconds)`. "At the end of minute 5 the alarm evaluates
   * based on data from minutes 1 to 5. Then at the end of minute 6, … on the data from minutes 2 to 6" ("Alarm evaluation").
   * @default 1
   */
  readonly stride?: number;
  /** Only of an alarm whose EvaluateLowSampleCountPercentile is `ignore`, which none of ours is. @default - few samples count as many */
  readonly lowSamples?: LowSamples;
}

/** An alarm that is evaluated at the end of each point; its changes in order. */
export function replayAlarm(replay: Replay): AlarmChange[] {
  const { points, rule, late = 0, before = 'INSUFFICIENT_DATA', stride = 1, lowSamples } = replay;
  const range = replay.range ?? evaluationRange(rule);
  const changes: AlarmChange[] = [];
  let state = before;
  for (let period = 1; period <= points.length + late * stride; period += 1) {
    const next = evaluateRange(points, { period, range, late, stride }, rule);
    if (next === 'retain' || next === state) continue;
    if (lowSamples && hasLowSamples(lowSamples, { period, late, stride, periods: rule.evaluationPeriods })) continue;
    state = next;
    changes.push({ period, state });
  }
  return changes;
}
