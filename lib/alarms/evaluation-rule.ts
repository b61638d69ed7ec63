import type { AlarmDefinition } from '../domain/window/alarm.ts';

/** M of N, and what no datapoint is taken for. */
export type EvaluationRule = Pick<AlarmDefinition, 'datapointsToAlarm' | 'evaluationPeriods' | 'missingData'>;

/**
 * How many of the newest periods CloudWatch looks at: more than N, in case some have no datapoint. How many more it does not publish;
 * this is what the user guide's tables have, 5 for an N of 3 ("Configuring how CloudWatch alarms treat missing data"). See
 * docs/alarm-evaluation.md for what depends on it.
 */
export const evaluationRange = ({ evaluationPeriods }: Pick<EvaluationRule, 'evaluationPeriods'>): number =>
  evaluationPeriods + 2;

/**
 * How often CloudWatch evaluates an alarm, in seconds. "For any period of one minute or longer, an alarm is evaluated every minute"; of 10, 20
 * or 30 seconds, "every 10 seconds" ("Alarm evaluation"). Alarms that look back for more than a day, each hour, are not made here.
 */
export const evaluationEverySeconds = (periodSeconds: number): number => (periodSeconds < 60 ? 10 : 60);
