import type { WatchAnswer } from '../domain/window/payload.ts';
import type { Trigger } from '../domain/window/window.ts';
import { triggerSourceWords } from '../domain/window/window-summary.ts';
import { reasonWords } from '../domain/window/words.ts';
import type { WaitingTasks } from '../stores/waiting-task.ts';
import type { WindowStore } from '../stores/window-store.ts';

export interface TriggerWindowDependencies {
  readonly store: Pick<WindowStore, 'recordTrigger' | 'token' | 'addEvents'>;
  readonly tasks: Pick<WaitingTasks, 'complete'>;
}

export type RecordedTrigger = Awaited<ReturnType<WindowStore['recordTrigger']>>;

/**
 * Records the trigger with one conditional write, and only then lets Watch move on: whoever reads the token sees the trigger.
 * Also where another trigger was there before, since what recorded that one may have crashed before it came to the token.
 */
export async function triggerWindow(
  run: string,
  trigger: Trigger,
  { store, tasks }: TriggerWindowDependencies,
): Promise<RecordedTrigger> {
  const recorded = await store.recordTrigger(run, trigger);
  if (recorded === 'over') return recorded;
  await moveOn(run, 'trigger', { store, tasks });
  if (recorded === 'recorded') await noteTrigger(run, trigger, store);
  return recorded;
}

export async function noteTrigger(run: string, trigger: Trigger, store: Pick<WindowStore, 'addEvents'>): Promise<void> {
  const { at, reason, alarm } = trigger;
  const text = `triggered by ${triggerSourceWords(trigger)}: ${reasonWords(reason)}`;
  await store.addEvents(run, [{ at, kind: 'trigger', text, ...(alarm === undefined ? {} : { alarm }) }]);
}

/**
 * Ends the Watch that waits. Where there is none, or Step Functions does not answer, its next look finds by itself what is
 * next: that is no failure of whoever calls this, who would only do again what is done.
 */
export async function moveOn(
  run: string,
  next: WatchAnswer['next'],
  { store, tasks }: Pick<TriggerWindowDependencies, 'tasks'> & { readonly store: Pick<WindowStore, 'token'> },
): Promise<boolean> {
  try {
    const token = await store.token(run);
    if (token === undefined) return false;
    return (await tasks.complete(token, { next })) === 'moved on';
  } catch {
    return false;
  }
}
