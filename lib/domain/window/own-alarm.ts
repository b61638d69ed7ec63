import { cutText } from '../evidence.ts';
import type { AlarmDefinition } from './alarm.ts';
import type { Baseline } from './window.ts';

/** What a window's own alarm is made of; see `BaselineSettings`. */
export interface OwnAlarmRule {
  readonly millisecondsPerUnit: number;
  readonly factor: number;
  readonly floorMs: number;
  readonly samplesAtLeast: number;
  readonly alarm: AlarmDefinition;
}

/** CloudWatch's limit (API_PutMetricAlarm, "AlarmDescription"). */
const longestDescription = 1024;

/** With which the names of all such alarms of a criterion begin; the run follows. */
export const ownAlarmPrefix = ({ alarm }: Pick<OwnAlarmRule, 'alarm'>): string => `${alarm.name}-`;

/** Why no alarm can be made of this baseline; undefined where one can. A percentile of few samples is chance. */
export function whyNoBaseline(baseline: Baseline | undefined, { samplesAtLeast }: OwnAlarmRule): string | undefined {
  const samples = baseline?.samples ?? 0;
  if (samples >= samplesAtLeast) return undefined;
  return `the hour before had ${samples} samples, and a baseline takes at least ${samplesAtLeast}`;
}

/** One criterion at most is held against the hour before: its settings, where it is. */
export function baselineIn<B>(criteria: readonly { readonly baseline?: B }[]): B | undefined {
  return criteria.find(({ baseline }) => baseline !== undefined)?.baseline;
}

/** What a threshold is made of. */
export type ThresholdRule = Pick<OwnAlarmRule, 'factor' | 'floorMs'>;

/** Above which the alarm is red, in milliseconds. */
export function thresholdMsOf({ p95Ms }: Pick<Baseline, 'p95Ms'>, { factor, floorMs }: ThresholdRule): number {
  return Math.max(floorMs, p95Ms * factor);
}

/** The alarm of one window: red where p95 is the factor above the hour before, and slower than the floor. */
export function ownAlarm(baseline: Baseline, rule: OwnAlarmRule, run: string): AlarmDefinition {
  const thresholdMs = thresholdMsOf(baseline, rule);
  const { p95Ms, samples, from, to } = baseline;
  const made = `Threshold ${round(thresholdMs)} ms: p95 was ${round(p95Ms)} ms, of ${samples} samples from ${from} to ${to}.`;
  return {
    ...rule.alarm,
    name: `${ownAlarmPrefix(rule)}${run}`,
    description: cutText(`${made} ${rule.alarm.description}`, longestDescription),
    threshold: thresholdMs / rule.millisecondsPerUnit,
  };
}

const round = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;
