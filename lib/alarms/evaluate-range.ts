import type { AlarmState } from '../domain/window/alarm.ts';
import { breaching, type Datapoints, missing } from './datapoint.ts';
import type { EvaluationRule } from './evaluation-rule.ts';

/** Where an evaluation looks. */
export interface Look {
  /** It looks back from the end of this many points. */
  readonly period: number;
  /** How many of the newest periods are looked at: the evaluation range. */
  readonly range: number;
  /** How many of the newest periods have a datapoint that cannot be seen yet. @default 0 */
  readonly late?: number;
  /** How many points lie between the ends of two periods: more than 1 where there is one for each evaluation. @default 1 */
  readonly stride?: number;
}

/**
 * The state of an alarm by the datapoints of its evaluation range; what lies outside `points` is missing.
 * Every rule is of the user guide's page "Configuring how CloudWatch alarms treat missing data".
 *
 * @param points oldest first.
 * @returns 'retain' where the alarm stays what it is.
 */
export function evaluateRange(
  points: Datapoints,
  { period, range, late = 0, stride = 1 }: Look,
  { datapointsToAlarm, evaluationPeriods, missingData }: EvaluationRule,
): AlarmState | 'retain' {
  let real = 0;
  let bad = 0;
  let oldestBad = 0;
  for (let age = late + 1; age <= range && real < evaluationPeriods; age += 1) {
    const point = points[period - 1 - (age - 1) * stride] ?? missing;
    if (point === missing) continue;
    real += 1;
    if (point !== breaching) continue;
    bad += 1;
    oldestBad = age;
  }
  // "the most recent real data points … the value you set for how to treat missing data is not needed and is ignored"
  if (real >= evaluationPeriods) return bad >= datapointsToAlarm ? 'ALARM' : 'OK';
  if (real === 0) return ofSilence[missingData];
  // "fills in the missing data points …, only as few times as possible"
  const filled = missingData === 'breaching' ? evaluationPeriods - real : 0;
  if (bad + filled >= datapointsToAlarm) return 'ALARM';
  // "the oldest available breaching datapoint … is at least as old as the value of Datapoints to Alarm, and all other more recent data
  // points are breaching or missing". That none is within the threshold farther back either is what the table's `0 - X - -` adds.
  const goesOff = bad === real && oldestBad >= datapointsToAlarm;
  if (!goesOff || missingData === 'notBreaching') return 'OK';
  return missingData === 'ignore' ? 'retain' : 'ALARM';
}

/** The tables' `- - - - -`. */
const ofSilence = {
  breaching: 'ALARM',
  notBreaching: 'OK',
  missing: 'INSUFFICIENT_DATA',
  ignore: 'retain',
} as const satisfies Record<EvaluationRule['missingData'], AlarmState | 'retain'>;
