import type { Run } from '../domain/gate.ts';
import { SourceError } from '../domain/source-error.ts';
import { askedRunOf } from '../domain/window/asked.ts';
import { alarmsOf } from '../domain/window/blindness.ts';
import { closingWords, leftAlarmWords } from '../domain/window/closing-words.ts';
import { stateEvents } from '../domain/window/look-events.ts';
import type { WindowPayload } from '../domain/window/payload.ts';
import { resultOf } from '../domain/window/result.ts';
import type { WindowEvent, WindowRecord } from '../domain/window/window.ts';
import type { AskedItem } from '../domain/window/window-summary.ts';
import { reasonWords } from '../domain/window/words.ts';
import type { Alarms } from '../sources/alarms.ts';
import type { Notices } from '../sources/notices.ts';
import type { ApprovalStore } from '../stores/approval-store.ts';
import type { WindowStore } from '../stores/window-store.ts';
import { tellUnlessTold } from './tell-unless-told.ts';

export interface CloseWindowDependencies {
  readonly store: WindowStore;
  readonly approvals?: ApprovalStore | undefined;
  readonly alarms: Pick<Alarms, 'remove' | 'look'>;
  readonly notices: Notices;
  /** Where the runbook lies, to which a page links: an address without a fragment. */
  readonly runbook: string;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** A trigger and a window that takes over exclude each other. */
const mostRaces = 2;

/**
 * Writes down how the window ended, by what the store says and nothing else, and cleans up after it. The result comes first:
 * nothing that fails afterwards takes it back. Done again, the first result stays, and what is left to do is done.
 */
export async function closeWindow(
  { run }: { readonly run: Run },
  dependencies: CloseWindowDependencies,
): Promise<WindowPayload['closed']> {
  const { store, runbook } = dependencies;
  const window = await closed(run.id, dependencies);
  const { at, result } = window.closed;
  await store.addEvents(run.id, [
    ...(await lastLook(window, at, dependencies)),
    { at, kind: 'ended', text: `closed as ${result}` },
  ]);
  const items = await closeApprovals(window, at, dependencies);
  const problem = await removeOwnAlarm(window, dependencies);
  if (problem !== undefined) await tellUnlessTold(run.id, leftAlarmWords(window, problem), dependencies);
  if (result === 'rollback-failed' || result === 'inconclusive') {
    await tellUnlessTold(run.id, closingWords(window, items, runbook), dependencies);
  }
  return { result };
}

type Closed = WindowRecord & Required<Pick<WindowRecord, 'closed'>>;

/** Where a trigger comes, or another window, between what is read and what is written: by that. Each comes once. */
async function closed(run: string, { store, now }: Pick<CloseWindowDependencies, 'store' | 'now'>): Promise<Closed> {
  for (let race = 0; race < mostRaces; race += 1) {
    await store.close(run, { at: now.toISOString(), result: resultOf(await windowOf(run, store)) });
    const window = await windowOf(run, store);
    if (window.closed !== undefined) return { ...window, closed: window.closed };
  }
  throw new Error(`the window ${run} could not be closed: what decides it is written again and again`);
}

async function windowOf(run: string, store: Pick<WindowStore, 'window'>): Promise<WindowRecord> {
  const window = await store.window(run);
  if (window === undefined) throw new Error(`there is no window ${run} that could be closed`);
  return window;
}

/** What the alarms did that the time line does not hold; for that alone, so that it is no matter where nobody can look. */
async function lastLook(
  window: WindowRecord,
  at: string,
  { store, alarms, signal }: Pick<CloseWindowDependencies, 'store' | 'alarms' | 'signal'>,
): Promise<readonly WindowEvent[]> {
  try {
    const seen = await alarms.look(alarmsOf(window), signal);
    const events = stateEvents(window, { alarms: seen }, await store.events(window.run.id));
    // Done again later, what came after the window's end is not part of it.
    return events.filter((event) => Date.parse(event.at) <= Date.parse(at));
  } catch (cause) {
    if (!(cause instanceof SourceError)) throw cause;
    return [{ at, kind: 'blind', text: `no look at the alarms at the end: ${reasonWords(cause.message)}` }];
  }
}

/** From here on nobody can decide what was asked: nothing would come of it. @returns what people were asked. */
async function closeApprovals(
  { run }: WindowRecord,
  at: string,
  { approvals }: Pick<CloseWindowDependencies, 'approvals'>,
): Promise<readonly AskedItem[]> {
  const asked = await approvals?.run(askedRunOf(run.id));
  if (asked === undefined) return [];
  if (asked.closedAt === undefined) await approvals?.close(asked.run.id, at);
  return asked.items;
}

/** @returns why it is still there. */
async function removeOwnAlarm(
  { ownAlarm }: WindowRecord,
  { alarms, signal }: Pick<CloseWindowDependencies, 'alarms' | 'signal'>,
): Promise<string | undefined> {
  if (ownAlarm === undefined) return undefined;
  try {
    await alarms.remove([ownAlarm], signal);
    return undefined;
  } catch (cause) {
    if (!(cause instanceof SourceError)) throw cause;
    return reasonWords(cause.message);
  }
}
