import type { AlarmSighting } from './alarm.ts';
import { noticeOf, type WindowNotice } from './notice.ts';
import { latestOf } from './transition.ts';
import type { Drill, WindowRecord } from './window.ts';

/** As much of a window, or of its report, as tells. */
interface MaybeDrill {
  readonly drill?: Pick<Drill, 'alarm' | 'at'> | undefined;
  readonly trigger?: { readonly alarm?: string | undefined; readonly at: string; readonly reason: string } | undefined;
}

/** With which the headline of everything begins that people are told of a drill, and the reason with which its alarm is set to red. */
export const drillHeadline = 'DRILL: ';

/**
 * Whether the rollback is one that somebody provoked to see that it works: its trigger is the alarm of the drill, red for the drill's
 * reason. What turned red before the drill is no part of it, and neither is what turned red by itself after it: CloudWatch may
 * have refused to set the alarm, and then it is as true as any other.
 */
export function isDrill({ drill, trigger }: MaybeDrill): boolean {
  if (drill === undefined || trigger === undefined || trigger.alarm !== drill.alarm) return false;
  return trigger.reason.startsWith(drillHeadline) && latestOf(trigger.at) >= Date.parse(drill.at);
}

/** What people are told, such that nobody gets up for a drill. */
export function unlessDrill(record: WindowRecord, notice: WindowNotice): WindowNotice {
  if (!isDrill(record)) return notice;
  const { by = 'somebody', reason = '' } = record.drill ?? {};
  const lines = [`This is a drill: ${by} provoked it. ${reason}`, '', notice.text];
  return noticeOf('notice', `${drillHeadline}${notice.subject}`, lines);
}

/** Alarms that may be provoked: the stack's own, and the window's, of criteria that roll back. */
export function drillAlarms({ criteria, ownAlarm }: WindowRecord, ofStack: ReadonlySet<string>): readonly string[] {
  return criteria
    .filter(({ response, notWatched }) => response === 'rollback' && notWatched === undefined)
    .flatMap(({ alarms }) => alarms)
    .filter((name) => name === ownAlarm || ofStack.has(name));
}

/** Why an alarm would prove nothing: it must turn red, tell so, and be OK again when the old version serves. */
export function whyUnfit(name: string, seen: AlarmSighting | undefined): string | undefined {
  if (seen === undefined) return `${name} is not there`;
  if (seen.state === 'ALARM') return `${name} is red already`;
  if (seen.state !== 'OK') return `${name} has no data, and would not be OK again`;
  return seen.silenced === undefined ? undefined : `${name} tells nobody: ${seen.silenced}`;
}
