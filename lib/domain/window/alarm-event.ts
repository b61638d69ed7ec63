import * as z from 'zod/mini';
import { type AlarmState, alarmStates } from './alarm.ts';
import { reasonWords } from './words.ts';

/** An alarm's change of state, as CloudWatch told it through SNS or EventBridge. */
export interface AlarmEvent {
  readonly alarm: string;
  readonly account: string;
  /** `eu-central-1` */
  readonly region: string;
  readonly state: AlarmState;
  /** On one line, and cut. */
  readonly reason: string;
  /** CloudWatch's own time of the change, ISO 8601. */
  readonly at: string;
}

/** SNS and EventBridge carry 256 KiB at most ("Amazon SNS quotas"); what CloudWatch writes has some 10 KB. */
const longestMessage = 262_144;
/** CloudWatch's own limit of a name (API_PutMetricAlarm, "AlarmName"). */
const alarmName = z.string().check(z.minLength(1), z.maxLength(255), z.regex(/^\P{Cc}+$/u));
const account = z.string().check(z.regex(/^\d{12}$/));
const region = z.string().check(z.regex(/^[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/));
const state = z.enum(alarmStates);
const reason = z.string();

/** What CloudWatch publishes ("Notify users on alarm changes", the JSON of an action): the region is a name for people there. */
const notification = z.object({
  AlarmName: alarmName,
  AWSAccountId: account,
  NewStateValue: state,
  NewStateReason: reason,
  StateChangeTime: z.string(),
  Region: z.string(),
  AlarmArn: z.optional(z.string()),
});

/** "Alarm events and EventBridge": `CloudWatch Alarm State Change`. */
const stateChange = z.object({
  source: z.literal('aws.cloudwatch'),
  'detail-type': z.literal('CloudWatch Alarm State Change'),
  account,
  region,
  detail: z.object({
    alarmName,
    state: z.object({ value: state, reason: z._default(reason, ''), timestamp: z.string() }),
  }),
});

/** The event in a message of SNS (its text), or in one of EventBridge (parsed); undefined for anything else. */
export function alarmEventOf(message: unknown): AlarmEvent | undefined {
  return typeof message === 'string' ? ofNotification(parsed(message)) : ofStateChange(message);
}

function parsed(text: string): unknown {
  if (text.length > longestMessage) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function ofNotification(message: unknown): AlarmEvent | undefined {
  const { data } = notification.safeParse(message);
  const at = data && instantOf(data.StateChangeTime);
  if (data === undefined || at === undefined) return undefined;
  const { AlarmName: alarm, AWSAccountId: owner, NewStateValue, NewStateReason, AlarmArn, Region } = data;
  const where = AlarmArn === undefined ? Region : regionOfAlarm(AlarmArn, owner, alarm);
  const found = region.safeParse(where);
  if (!found.success) return undefined;
  return {
    alarm,
    account: owner,
    region: found.data,
    state: NewStateValue,
    reason: reasonWords(NewStateReason),
    at,
  };
}

/** undefined where the ARN is not that alarm's: one half of the message is wrong, and nobody knows which. */
function regionOfAlarm(arn: string, owner: string, alarm: string): string | undefined {
  const [prefix, partition = '', service, where, of, kind, ...name] = arn.split(':');
  const isAlarm = prefix === 'arn' && partition.startsWith('aws') && service === 'cloudwatch' && kind === 'alarm';
  return isAlarm && of === owner && name.join(':') === alarm ? where : undefined;
}

function ofStateChange(message: unknown): AlarmEvent | undefined {
  const { data } = stateChange.safeParse(message);
  const at = data && instantOf(data.detail.state.timestamp);
  if (data === undefined || at === undefined) return undefined;
  const { alarmName: alarm, state: is } = data.detail;
  return {
    alarm,
    account: data.account,
    region: data.region,
    state: is.value,
    reason: reasonWords(is.reason),
    at,
  };
}

const instant = /^(?<moment>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?<zone>Z|[+-]\d\d:?\d\d)$/;

/** CloudWatch writes `2026-11-23T10:00:00.000+0000`, which is no ISO 8601 of one kind. */
function instantOf(text: string): string | undefined {
  const { moment = '', zone = '' } = instant.exec(text)?.groups ?? {};
  const time = Date.parse(`${moment}${zone.replace(/^(.\d\d)(\d\d)$/, '$1:$2')}`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
