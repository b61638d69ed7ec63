import type { WindowSettings } from '../config/window-settings.ts';
import type { ItemRecord } from '../domain/approvals/approval-record.ts';
import type { Run } from '../domain/gate.ts';
import { nextLook, wasRead } from '../domain/window/blindness.ts';
import { decideLook, type LookDecision } from '../domain/window/look.ts';
import type { WatchAnswer } from '../domain/window/payload.ts';
import { standingOf } from '../domain/window/standing.ts';
import { dueVerification } from '../domain/window/verification.ts';
import type { Trigger, WindowRecord } from '../domain/window/window.ts';
import type { Alarms } from '../sources/alarms.ts';
import type { Notices } from '../sources/notices.ts';
import type { ApprovalStore } from '../stores/approval-store.ts';
import type { WaitingTasks } from '../stores/waiting-task.ts';
import type { WindowStore } from '../stores/window-store.ts';
import { askAbout } from './ask-about.ts';
import { type SeenWindow, seeWindow } from './see-window.ts';
import { tellOnce } from './tell-people.ts';
import { noteTrigger } from './trigger-window.ts';

export interface WatchWindowInput {
  readonly run: Run;
  readonly token: string;
}

export interface WatchWindowDependencies {
  readonly store: WindowStore;
  /** Absent where nothing asks. */
  readonly approvals?: ApprovalStore | undefined;
  /** The console's address; '' where nothing asks. */
  readonly console: string;
  readonly alarms: Pick<Alarms, 'look'>;
  readonly notices: Notices;
  readonly tasks: Pick<WaitingTasks, 'complete'>;
  readonly now: Date;
  readonly signal: AbortSignal;
}

type Next = WatchAnswer['next'] | 'wait';

/**
 * Stores its token, then looks: whoever changes something does it the other way round, so that one of the two finds the
 * other. Where something is up, it completes its own token with what is next; else the token waits.
 * @returns what is next; 'wait' where nothing is.
 * @throws Error when a table could not be read or written. What could be done was done: the next look does the rest.
 */
export async function watchWindow(
  { run, token }: WatchWindowInput,
  settings: WindowSettings,
  dependencies: WatchWindowDependencies,
): Promise<Next> {
  const { store, tasks } = dependencies;
  await store.saveToken(run.id, token);
  const before = await windowOf(run.id, store);
  const standing = standingOf(before);
  const { next, afterwards } = standing ? { next: standing } : await look(before, token, settings, dependencies);
  if (next !== 'wait') await tasks.complete(token, { next });
  await afterwards?.();
  return next;
}

interface Looked {
  readonly next: Next;
  /** What is in no hurry. */
  readonly afterwards?: () => Promise<void>;
}

/** Two looks overlap where an event ends one Watch while its function still looks: what was seen is then held against what the other wrote. */
const mostRaces = 5;

async function look(
  before: WindowRecord,
  token: string,
  settings: WindowSettings,
  dependencies: WatchWindowDependencies,
): Promise<Looked> {
  const { store } = dependencies;
  const seen = await seeWindow(before, token, dependencies);
  let record = before;
  for (let race = 0; race < mostRaces; race += 1) {
    const standing = standingOf(record);
    if (standing !== undefined) return { next: standing };
    const decision = decideLook(record, settings, seen);
    if (decision.trigger !== undefined) return trigger({ record, decision }, decision.trigger, dependencies);
    const looked = await keepWatching({ record, decision, token }, seen, settings, dependencies);
    if (looked !== 'overtaken') return looked;
    record = await windowOf(before.run.id, store);
  }
  return { next: 'look' };
}

async function windowOf(run: string, store: Pick<WindowStore, 'window'>): Promise<WindowRecord> {
  const record = await store.window(run);
  if (record === undefined) throw new Error(`there is no window ${run}`);
  return record;
}

interface Look {
  readonly record: WindowRecord;
  readonly decision: LookDecision;
}

/** Nothing comes before the trigger is recorded, and nothing between that and the token. */
async function trigger(
  { record, decision }: Look,
  found: Trigger,
  { store, notices }: WatchWindowDependencies,
): Promise<Looked> {
  const { events, look: seen, notices: due } = decision;
  const run = record.run.id;
  const recorded = await store.recordTrigger(run, found);
  async function afterwards(): Promise<void> {
    await store.addEvents(run, events);
    if (recorded === 'recorded') await noteTrigger(run, found, store);
    if (!(await store.saveLook(run, seen, record.lookedAt))) return;
    await tellOnce({ ...record, ...seen }, due, { store, notices });
  }
  return { next: recorded === 'over' ? 'look' : 'trigger', afterwards };
}

async function keepWatching(
  { record, decision, token }: Look & { readonly token: string },
  seen: SeenWindow,
  settings: WindowSettings,
  dependencies: WatchWindowDependencies,
): Promise<Looked | 'overtaken'> {
  const { store, approvals, now } = dependencies;
  const run = record.run.id;
  // Decided at the last moment: what it was decided as, the next look finds.
  if (!(await expire(decision.expired, approvals, now))) return { next: 'look' };
  await store.addEvents(run, decision.events);
  if (!(await store.saveLook(run, decision.look, record.lookedAt))) return 'overtaken';
  const looked = { ...record, ...decision.look };
  const questions = { record: looked, asks: decision.asks, items: seen.items ?? [], token };
  const asked = await askAbout(questions, settings, dependencies);
  await tellOnce(looked, [...decision.notices, ...asked], dependencies);
  const [cause] = seen.failures;
  async function failIfUnread(): Promise<void> {
    if (cause !== undefined) throw new Error('a part of the window could not be read', { cause });
  }
  // What users see does not wait for tables either.
  if (decision.isVerificationDue) return { next: await beginVerification(run, dependencies), afterwards: failIfUnread };
  await failIfUnread();
  return { next: decision.isOver ? await endWindow(run, dependencies) : 'wait' };
}

/**
 * Writes down that a verification begins, before anybody can run it: whatever becomes of this function, it is begun once at most.
 * Nothing comes between that and the token: what crashes here is a verification that is lost.
 */
async function beginVerification(run: string, { store, now }: WatchWindowDependencies): Promise<Next> {
  const record = await windowOf(run, store);
  const standing = standingOf(record);
  if (standing !== undefined) return standing;
  const dueAt = dueVerification(record, now);
  if (dueAt === undefined) return 'look';
  const lookedAt = nextLook(record, now);
  const verifying = [...(record.verifying ?? []), { dueAt, begunAt: now.toISOString() }];
  const begun = { lookedAt, ...(wasRead(record) ? { readAt: lookedAt } : {}), verifying };
  return (await store.saveLook(run, begun, record.lookedAt)) ? 'verify' : 'look';
}

async function endWindow(run: string, { store, now }: WatchWindowDependencies): Promise<Next> {
  const ended = await store.end(run, { at: now.toISOString(), why: 'time-up' });
  return ended === 'ended' ? 'end' : ended === 'triggered' ? 'trigger' : 'superseded';
}

/** @returns whether nobody has decided one of them meanwhile. */
async function expire(items: readonly ItemRecord[], approvals: ApprovalStore | undefined, now: Date): Promise<boolean> {
  if (approvals === undefined) return true;
  const decidedAt = now.toISOString();
  const written = items.map((item) =>
    approvals.replace({ ...item, status: 'expired', decidedAt, revision: item.revision + 1 }),
  );
  return (await Promise.all(written)).every(Boolean);
}
