/** What CloudWatch says of an alarm. */
export const alarmStates = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
export type AlarmState = (typeof alarmStates)[number];

/** One series that an alarm looks at: a metric, or an expression over the others. */
export type AlarmSeries =
  | {
      /** Begins with a small letter; letters, digits and underscores. */
      readonly id: string;
      readonly namespace: string;
      readonly metric: string;
      readonly dimensions: Readonly<Record<string, string>>;
      /** `Sum`, `Average`, `p95`… */
      readonly stat: string;
    }
  | { readonly id: string; readonly expression: string; readonly label: string };

export type Comparison =
  | 'GreaterThanThreshold'
  | 'GreaterThanOrEqualToThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold';

/** What CloudWatch takes a period without a datapoint for. */
export type MissingData = 'breaching' | 'notBreaching' | 'missing' | 'ignore';

/** An alarm as it is made in CloudWatch. */
export interface AlarmDefinition {
  /** Unique within the account and region, and known before the alarm is there. */
  readonly name: string;
  /** What it means, why it is set so, and where its runbook entry stands; 1,024 characters at most. */
  readonly description: string;
  /** The series whose values are compared, and all that it is made of. The one without a successor returns: `returns` names it. */
  readonly series: readonly AlarmSeries[];
  readonly returns: string;
  readonly comparison: Comparison;
  readonly threshold: number;
  /** In seconds: 10, 30 or a multiple of 60. */
  readonly periodSeconds: number;
  /** M of N. */
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly missingData: MissingData;
  readonly tags: Readonly<Record<string, string>>;
}

/** The statistics that CloudWatch calls simple; all others, percentiles among them, are extended ones (API_PutMetricAlarm). */
const simpleStatistics = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;

/** An alarm of one metric alone, and no expression. */
export interface PlainMetric {
  readonly metric: Extract<AlarmSeries, { readonly metric: string }>;
  /** Absent where the metric's `stat` is an extended one. */
  readonly simple?: (typeof simpleStatistics)[number];
}

/** Alarms of one metric are made in CloudWatch's plain form: not every implementation of it evaluates metric math. */
export function plainMetricOf({ series }: Pick<AlarmDefinition, 'series'>): PlainMetric | undefined {
  const [metric, ...others] = series;
  if (metric === undefined || others.length > 0 || !('metric' in metric)) return undefined;
  const simple = simpleStatistics.find((one) => one === metric.stat);
  return simple === undefined ? { metric } : { metric, simple };
}

/** An alarm as somebody saw it. */
export interface AlarmSighting {
  readonly name: string;
  readonly state: AlarmState;
  /** Since when it is in this state; ISO 8601. CloudWatch's own word. */
  readonly since: string;
  /** CloudWatch's reason, with the values and the threshold; one line, cut. */
  readonly reason: string;
  /** Why a red one might tell nobody: its actions are disabled, or it is muted. Absent where it tells. */
  readonly silenced?: string;
}
