import type { AlarmDefinition, AlarmState, Comparison } from '../../lib/domain/window/alarm.ts';

/** One datapoint that was there. */
export interface SeenValue {
  readonly at: Date;
  readonly value: number;
  readonly isBreaching: boolean;
}

export interface StateChange {
  readonly from: AlarmState;
  readonly to: AlarmState;
  /** Those that it follows from, N at most, newest first. */
  readonly values: readonly SeenValue[];
}

type Rule = Pick<
  AlarmDefinition,
  'comparison' | 'threshold' | 'datapointsToAlarm' | 'evaluationPeriods' | 'missingData'
>;

/** Why an alarm's state changed, as CloudWatch says it in its notifications. */
export function changeReason({ from, to, values }: StateChange, rule: Rule): string {
  const { comparison, threshold, datapointsToAlarm, evaluationPeriods: of } = rule;
  if (to === 'INSUFFICIENT_DATA') return `Insufficient Data: ${counted(of)} ${was(of)} unknown.`;
  const lacking = missingWords(of - values.length, rule);
  if (values.length === 0) {
    return `Threshold Crossed: no datapoints were received for ${of} ${of === 1 ? 'period' : 'periods'} and ${lacking}.`;
  }
  const isRed = to === 'ALARM';
  const counting = values.filter(({ isBreaching }) => isBreaching === isRed);
  const listed = counting.map(({ at, value }) => `${decimal(value)} (${timeOf(at)})`).join(', ');
  const compared = `${isRed ? '' : 'not '}${words[comparison]} the threshold (${decimal(threshold)})`;
  const seen = `${counting.length} out of the last ${of} datapoints [${listed}] ${was(counting.length)} ${compared}`;
  const fewest = isRed ? datapointsToAlarm : of - datapointsToAlarm + 1;
  const also = lacking === undefined ? '' : ` and ${lacking}`;
  return `Threshold Crossed: ${seen}${also} (minimum ${counted(fewest)} for ${from} -> ${to} transition).`;
}

/** Only what is taken for something is told of. */
function missingWords(count: number, { missingData }: Pick<Rule, 'missingData'>): string | undefined {
  if (count <= 0 || missingData === 'missing' || missingData === 'ignore') return undefined;
  const treatment = missingData === 'breaching' ? 'Breaching' : 'NonBreaching';
  return `${count} missing datapoint${count === 1 ? '' : 's'} ${was(count)} treated as [${treatment}]`;
}

const words: Readonly<Record<Comparison, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

const counted = (count: number): string => `${count} ${count === 1 ? 'datapoint' : 'datapoints'}`;
const was = (count: number): string => (count === 1 ? 'was' : 'were');
/** `5.0` */
const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** `23/11/26 10:00:00` */
function timeOf(at: Date): string {
  const [date = '', time = ''] = at.toISOString().split('T');
  const [year = '', month, day] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}
