import type { WindowTimes } from '../config/window-settings.ts';
import type { Run } from '../domain/gate.ts';
import { redact } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import type { VerificationAnswer } from '../domain/window/payload.ts';
import type { RollbackProgress, RollbackTarget, Trigger, WindowEvent, WindowRecord } from '../domain/window/window.ts';
import { reasonWords } from '../domain/window/words.ts';
import type { RollbackStrategy } from '../rollback/strategy.ts';
import type { Alarms } from '../sources/alarms.ts';
import type { WindowStore } from '../stores/window-store.ts';

export interface VerifyRollbackDependencies {
  readonly store: WindowStore;
  readonly strategy: RollbackStrategy;
  readonly alarms: Pick<Alarms, 'look'>;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** What was seen, and in words what is still missing. */
interface Seen {
  readonly rollback: RollbackProgress;
  readonly missing?: string;
}

/**
 * Whether the old version serves, and the trigger's alarm has gone back to OK, within the time for it. What cannot be looked at
 * is looked at again until then. A trigger without an alarm needs none: there, only the old version counts.
 */
export async function verifyRollback(
  { run }: { readonly run: Run },
  { recovery }: Pick<WindowTimes, 'recovery'>,
  dependencies: VerifyRollbackDependencies,
): Promise<VerificationAnswer> {
  const { store, now } = dependencies;
  const record = await store.window(run.id);
  const { trigger, rollback: before } = record ?? {};
  if (record === undefined || trigger === undefined || before === undefined) {
    throw new Error(`no rollback of a window ${run.id} has begun: there is nothing to verify`);
  }
  if (before.verifiedAt !== undefined) return { next: 'verified' };
  if (before.failure !== undefined) return { next: 'failed' };
  const { rollback, missing } = await look(record, trigger, before, dependencies);
  const isLate = now.getTime() >= Date.parse(before.startedAt) + recovery * 1000;
  const failure = isLate && missing !== undefined ? `${recovery} seconds after it began, ${missing}` : undefined;
  const after = failure === undefined ? rollback : { ...rollback, failure };
  await store.saveRollback(run.id, after);
  await store.addEvents(run.id, eventsOf(before, after, trigger));
  if (after.verifiedAt !== undefined) return { next: 'verified' };
  return { next: after.failure === undefined ? 'again' : 'failed' };

  function eventsOf(old: RollbackProgress, next: RollbackProgress, { alarm }: Trigger): WindowEvent[] {
    const at = now.toISOString();
    const served = old.doneAt === undefined && next.doneAt !== undefined;
    return [
      ...(served ? [{ at, kind: 'rollback' as const, text: `the old version serves: ${next.detail}` }] : []),
      ...(next.recoveredAt === undefined || alarm === undefined
        ? []
        : [{ at, kind: 'alarm' as const, text: 'was seen OK after the rollback', alarm, state: 'OK' as const }]),
      ...(next.verifiedAt === undefined ? [] : [{ at, kind: 'rollback' as const, text: 'verified' }]),
      ...(next.failure === undefined ? [] : [{ at, kind: 'rollback' as const, text: `failed: ${next.failure}` }]),
    ];
  }
}

async function look(
  record: WindowRecord,
  trigger: Trigger,
  before: RollbackProgress,
  dependencies: VerifyRollbackDependencies,
): Promise<Seen> {
  const { target } = record;
  // RollBack says so itself; here only where what it wrote was lost.
  if ('problem' in target)
    return { rollback: { ...before, failure: `there is nothing to go back to: ${target.problem}` } };
  const served =
    before.doneAt === undefined ? await lookForOld(record, trigger, before, target, dependencies) : undefined;
  if (served !== undefined && served.rollback.doneAt === undefined) return served;
  return lookAtAlarm(trigger, served?.rollback ?? before, dependencies);
}

async function lookForOld(
  { run, release }: WindowRecord,
  trigger: Trigger,
  before: RollbackProgress,
  target: RollbackTarget,
  { strategy, now, signal }: VerifyRollbackDependencies,
): Promise<Seen> {
  try {
    const deployment = { run: run.id, release, trigger };
    const { status, detail, handle } = await strategy.progress(target, deployment, before.handle ?? {}, signal);
    const rollback = { ...before, detail, ...(handle === undefined ? {} : { handle }) };
    if (status === 'failed') return { rollback: { ...rollback, failure: detail } };
    if (status === 'done') return { rollback: { ...rollback, doneAt: now.toISOString() } };
    return { rollback, missing: `the old version does not serve: ${detail}` };
  } catch (cause) {
    return { rollback: before, missing: `it is not known whether the old version serves: ${reasonOf(cause)}` };
  }
}

async function lookAtAlarm(
  { alarm }: Trigger,
  before: RollbackProgress,
  { alarms, now, signal }: VerifyRollbackDependencies,
): Promise<Seen> {
  const at = now.toISOString();
  if (alarm === undefined) return { rollback: { ...before, verifiedAt: at } };
  try {
    const seen = (await alarms.look([alarm], signal)).get(alarm);
    if (seen?.state === 'OK') return { rollback: { ...before, recoveredAt: at, verifiedAt: at } };
    const missing =
      seen === undefined
        ? `the old version serves, but there is no alarm ${alarm} any more`
        : `the old version serves, but the alarm ${alarm} is ${seen.state} since ${seen.since}, not OK`;
    return { rollback: before, missing };
  } catch (cause) {
    const missing = `the old version serves, but it is not known how the alarm ${alarm} is: ${reasonOf(cause)}`;
    return { rollback: before, missing };
  }
}

/** Anything else is a defect, which the function's failure tells. Redacted before it is cut: half of a secret would not be recognized. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof SourceError)) throw cause;
  return reasonWords(redact(cause.message));
}
