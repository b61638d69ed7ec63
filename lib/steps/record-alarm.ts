import { admitEvent } from '../domain/window/admitted-event.ts';
import type { AlarmEvent } from '../domain/window/alarm-event.ts';
import { stateEvent } from '../domain/window/look-events.ts';
import type { WatchedCriterion, WindowRecord } from '../domain/window/window.ts';
import type { WaitingTasks } from '../stores/waiting-task.ts';
import type { WindowStore } from '../stores/window-store.ts';
import { moveOn, triggerWindow } from './trigger-window.ts';

export interface RecordAlarmDependencies {
  readonly store: WindowStore;
  readonly tasks: Pick<WaitingTasks, 'complete'>;
  /** Account and region of this stack: another one's alarms have no effect. */
  readonly account: string;
  readonly region: string;
  readonly now: Date;
}

/** What came of an alarm's event: `triggered`, `asked`, `told`, `noted` (a state that is no alarm), or `ignored` and why. */
export interface RecordedAlarm {
  readonly outcome: 'triggered' | 'triggered before' | 'asked' | 'told' | 'noted' | 'ignored';
  readonly why?: string;
}

/**
 * Records what an alarm's notification says, with one conditional write where that triggers, and lets Watch move on. Done
 * again, as SNS may, it changes nothing more. Asking and telling people is Watch's: it reads the time line.
 */
export async function recordAlarm(event: AlarmEvent, dependencies: RecordAlarmDependencies): Promise<RecordedAlarm> {
  const { store, account, region } = dependencies;
  const record = await store.current();
  const admitted = admitEvent(event, record, { account, region });
  if ('why' in admitted) return ignore(event, admitted.belongs ? record : undefined, admitted.why, store);
  if (record === undefined) throw new Error('an event was admitted without a window');
  const { criterion, isRed } = admitted;
  if (isRed && criterion.response === 'rollback') return trigger(event, record, criterion, dependencies);
  await noteState(event, record, store);
  if (!isRed || record.trigger !== undefined) return { outcome: 'noted' };
  await moveOn(record.run.id, 'look', dependencies);
  return { outcome: criterion.response === 'ask' ? 'asked' : 'told' };
}

/** The trigger comes first: nothing else is in a hurry. */
async function trigger(
  event: AlarmEvent,
  record: WindowRecord,
  { id }: WatchedCriterion,
  { store, tasks, now }: RecordAlarmDependencies,
): Promise<RecordedAlarm> {
  const { alarm, reason, at } = event;
  const recordedAt = now.toISOString();
  const found = { criterion: id, alarm, reason, at, recordedAt, by: 'notification' } as const;
  const recorded = await triggerWindow(record.run.id, found, { store, tasks });
  if (recorded === 'over') return ignore(event, record, 'the window was over before it was recorded', store);
  await noteState(event, record, store);
  return { outcome: recorded === 'recorded' ? 'triggered' : 'triggered before' };
}

function noteState({ alarm, state, at, reason }: AlarmEvent, { run }: WindowRecord, store: WindowStore): Promise<void> {
  return store.addEvents(run.id, [stateEvent(alarm, state, at, reason)]);
}

async function ignore(
  { alarm, state, at }: AlarmEvent,
  record: WindowRecord | undefined,
  why: string,
  store: WindowStore,
): Promise<RecordedAlarm> {
  await store.addEvents(record?.run.id, [{ at, kind: 'ignored', text: `no effect: ${why}`, alarm, state }]);
  return { outcome: 'ignored', why };
}
