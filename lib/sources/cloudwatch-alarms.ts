import {
  CloudWatchClient,
  type CompositeAlarm,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  type MetricAlarm,
  PutMetricAlarmCommand,
  ResourceNotFound,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { cutText } from '../domain/evidence.ts';
import { onOneLine } from '../domain/one-line.ts';
import { SourceError } from '../domain/source-error.ts';
import { type AlarmSighting, alarmStates } from '../domain/window/alarm.ts';
import { reasonWords } from '../domain/window/words.ts';
import type { Alarms } from './alarms.ts';
import { limitAnswers } from './answer-limit.ts';
import { askAws } from './aws-call.ts';
import { alarmInput } from './cloudwatch-alarm-input.ts';
import { measureBaseline } from './cloudwatch-baseline.ts';
import { findMuted } from './cloudwatch-mute-rules.ts';

/** Of DescribeAlarms' names and records, and of DeleteAlarms' names (their API references). */
const mostInOneCall = 100;
/** Of SetAlarmState's reason, in characters (its API reference). */
const longestStateReason = 1023;
/** 5,000 alarms; more that begin with one name are a listing without end. */
const mostPages = 50;

/**
 * PutMetricAlarm and DeleteAlarms take three calls a second, of everybody in the account and region (CloudWatch's
 * documentation, "Service quotas"): the SDK waits and tries again, in five attempts for some seconds.
 */
const maxAttempts = 5;

export function cloudwatchAlarms(client = limitAnswers(new CloudWatchClient({ maxAttempts }), 'CloudWatch')): Alarms {
  return {
    look: (names, signal) => look(client, names, signal),
    async put(alarm, { topic }, signal) {
      const command = new PutMetricAlarmCommand(alarmInput(alarm, topic));
      await askAws('CloudWatch', 'cloudwatch:PutMetricAlarm', () => client.send(command, { abortSignal: signal }));
    },
    provoke: (name, reason, signal) => provoke(client, { name, reason }, signal),
    async remove(names, signal) {
      for (const some of inChunks(names)) await remove(client, some, signal);
    },
    named: (prefix, signal) => named(client, prefix, signal),
    baseline: (query, now, signal) => measureBaseline(client, query, now, signal),
  };
}

async function look(
  client: CloudWatchClient,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, AlarmSighting>> {
  const asked = new Set(names);
  // Without a name CloudWatch would answer with all alarms there are.
  if (asked.size === 0) return new Map();
  const muted = findMuted(client, [...asked], signal);
  const found = new Map<string, AlarmSighting>();
  for (const AlarmNames of inChunks([...asked])) {
    const alarms = await describe(client, { AlarmNames }, signal);
    for (const alarm of alarms) {
      const { AlarmName: name = '' } = alarm;
      if (asked.has(name)) found.set(name, sightingOf(name, alarm));
    }
  }
  const rules = await muted;
  return new Map([...found].map(([name, sighting]) => [name, withMute(sighting, rules.get(name))]));
}

type Described = MetricAlarm | CompositeAlarm;

/** Both kinds are asked for by name: without it CloudWatch leaves composite alarms out. */
async function describe(
  client: CloudWatchClient,
  which: { readonly AlarmNames: string[] } | { readonly AlarmNamePrefix: string },
  signal: AbortSignal,
): Promise<Described[]> {
  const found: Described[] = [];
  let token: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const command = new DescribeAlarmsCommand({
      ...which,
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      MaxRecords: mostInOneCall,
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const answer = await askAws('CloudWatch', 'cloudwatch:DescribeAlarms', () =>
      client.send(command, { abortSignal: signal }),
    );
    // An answer without lists is one without alarms: whoever asked for some misses them.
    found.push(...(answer.MetricAlarms ?? []), ...(answer.CompositeAlarms ?? []));
    token = answer.NextToken || undefined;
    if (token === undefined) return found;
  }
  throw new SourceError(`CloudWatch answered cloudwatch:DescribeAlarms with more than ${mostPages} pages`);
}

function sightingOf(name: string, alarm: Described): AlarmSighting {
  const state = alarmStates.find((one) => one === alarm.StateValue);
  if (state === undefined)
    throw new SourceError(`CloudWatch said of the alarm ${name} that its state is ${alarm.StateValue ?? 'not there'}`);
  // The update's time also moves where a new reason leaves the state as it was. Not every implementation has the other one.
  const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  if (since === undefined || Number.isNaN(since.getTime()))
    throw new SourceError(`CloudWatch did not say since when the alarm ${name} is ${state}`);
  const silenced = whySilenced(alarm);
  return {
    ...{ name, state, since: since.toISOString() },
    reason: reasonWords(alarm.StateReason ?? ''),
    ...(silenced === undefined ? {} : { silenced }),
  };
}

/** Why it might not tell, were it red. That it cannot be evaluated comes to the same. */
function whySilenced(alarm: Described): string | undefined {
  if (alarm.ActionsEnabled === false) return 'its actions are disabled';
  if ('ActionsSuppressedBy' in alarm && alarm.ActionsSuppressedBy !== undefined) {
    return `its actions are suppressed: ${reasonWords(alarm.ActionsSuppressedReason ?? alarm.ActionsSuppressedBy)}`;
  }
  if ('EvaluationState' in alarm && alarm.EvaluationState !== undefined) {
    return `CloudWatch cannot evaluate it completely: ${alarm.EvaluationState}`;
  }
  return undefined;
}

function withMute(sighting: AlarmSighting, rule: string | undefined): AlarmSighting {
  if (rule === undefined || sighting.silenced !== undefined) return sighting;
  return { ...sighting, silenced: `it is muted by the rule ${rule}` };
}

/** Red until it is evaluated again, "typically within minutes" (API_SetAlarmState); one that is red already tells nobody anew. */
async function provoke(
  client: CloudWatchClient,
  { name, reason }: { readonly name: string; readonly reason: string },
  signal: AbortSignal,
): Promise<void> {
  const command = new SetAlarmStateCommand({
    AlarmName: name,
    StateValue: 'ALARM',
    StateReason: cutText(onOneLine(reason), longestStateReason),
  });
  await askAws('CloudWatch', 'cloudwatch:SetAlarmState', async () => {
    try {
      await client.send(command, { abortSignal: signal });
    } catch (cause) {
      if (!(cause instanceof ResourceNotFound)) throw cause;
      throw new SourceError(`CloudWatch has no alarm ${name}, so nothing was provoked`, { cause });
    }
  });
}

/** Where one of them is gone, CloudWatch may have left the others: they are deleted one by one. */
async function remove(client: CloudWatchClient, names: readonly string[], signal: AbortSignal): Promise<void> {
  const isGone = await askAws('CloudWatch', 'cloudwatch:DeleteAlarms', async () => {
    try {
      await client.send(new DeleteAlarmsCommand({ AlarmNames: [...names] }), { abortSignal: signal });
      return false;
    } catch (cause) {
      if (cause instanceof ResourceNotFound) return true;
      throw cause;
    }
  });
  if (isGone && names.length > 1) for (const name of names) await remove(client, [name], signal);
}

async function named(client: CloudWatchClient, prefix: string, signal: AbortSignal): Promise<readonly string[]> {
  if (prefix === '') throw new Error('a prefix must be given: without one these would be all alarms there are');
  const found = await describe(client, { AlarmNamePrefix: prefix }, signal);
  return found.map(({ AlarmName }) => AlarmName ?? '').filter((name) => name.startsWith(prefix));
}

function inChunks(names: readonly string[]): string[][] {
  const chunks: string[][] = [];
  for (let at = 0; at < names.length; at += mostInOneCall) chunks.push(names.slice(at, at + mostInOneCall));
  return chunks;
}
