import type { Run } from '../domain/gate.ts';
import { isDrill } from '../domain/window/drill.ts';
import { causeWords, rollbackNotice } from '../domain/window/rollback-words.ts';
import type { RollbackProgress, Trigger, WindowRecord } from '../domain/window/window.ts';
import type { Deployment, Progress, RollbackStrategy } from '../rollback/strategy.ts';
import type { Notices } from '../sources/notices.ts';
import type { WindowStore } from '../stores/window-store.ts';
import { tellPeople } from './tell-people.ts';

export interface RollBackDependencies {
  readonly store: WindowStore;
  readonly notices: Notices;
  readonly strategy: RollbackStrategy;
  /** Where the runbook lies, to which the page links; an address without a fragment. */
  readonly runbook: string;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/**
 * Puts the release into quarantine, unless it is a drill, then goes back, or begins to. Only of a window with a trigger. Done
 * again, it goes on where it was, and tells people again; after a failure it changes nothing more.
 * @throws SourceError when it is not known whether it went back: then it is to be done again.
 */
export async function rollBack({ run }: { readonly run: Run }, dependencies: RollBackDependencies): Promise<void> {
  const { store, notices, runbook, now } = dependencies;
  const { record, trigger } = await triggered(run.id, store);
  const before = record.rollback;
  const startedAt = before?.startedAt ?? now.toISOString();
  const detail = await keepBack(record, trigger, startedAt, store);
  if (before === undefined) await store.saveRollback(run.id, { startedAt, detail });
  const rollback = await goBack(record, trigger, startedAt, dependencies);
  await store.saveRollback(run.id, rollback);
  await store.addEvents(run.id, [
    {
      at: startedAt,
      kind: 'rollback',
      text: `begins: ${'what' in record.target ? record.target.what : 'without a target'}`,
    },
    { at: now.toISOString(), kind: 'rollback', text: rollback.failure ?? rollback.detail },
  ]);
  await tellPeople(run.id, startedAt, rollbackNotice(record, trigger, rollback, runbook), { store, notices });
}

async function triggered(run: string, store: Pick<WindowStore, 'window'>) {
  const record = await store.window(run);
  if (record === undefined) throw new Error(`there is no window ${run} that could be rolled back`);
  const { trigger, closed } = record;
  if (trigger === undefined) throw new Error(`window ${run} has no trigger: nothing is rolled back`);
  if (closed === undefined) return { record, trigger };
  throw new Error(`window ${run} was closed as ${closed.result} at ${closed.at}: nothing is rolled back any more`);
}

/** Nothing is wrong with a release that a drill rolls back. @returns what was done, in words. */
async function keepBack(record: WindowRecord, trigger: Trigger, at: string, store: Pick<WindowStore, 'quarantine'>) {
  if (isDrill(record)) return 'it is a drill, and nothing has changed yet';
  await store.quarantine(quarantineOf(record, trigger, at));
  return 'the release is in quarantine, and nothing else has changed yet';
}

/** What was rolled back must not pass the gate again, whatever its configuration is by then. */
function quarantineOf({ run, release, fingerprint }: WindowRecord, trigger: Trigger, at: string) {
  const { commit, images } = fingerprint;
  return { commit, images, version: release.version, run: run.id, at, reason: causeWords(trigger) };
}

async function goBack(
  record: WindowRecord,
  trigger: Trigger,
  startedAt: string,
  { strategy, signal }: RollBackDependencies,
): Promise<RollbackProgress> {
  const { target, run, release, rollback: before } = record;
  const kept = { ...before, startedAt };
  const fails = (failure: string): RollbackProgress => ({ detail: failure, ...kept, failure });
  if (before?.failure !== undefined || before?.verifiedAt !== undefined) return before;
  if ('problem' in target) return fails(`there is nothing to go back to: ${target.problem}`);
  if (target.strategy !== strategy.kind) {
    return fails(
      `the strategy ${target.strategy} found what to go back to, and ${strategy.kind} is configured now: nothing was changed`,
    );
  }
  const again = before === undefined ? {} : { again: true as const };
  const deployment: Deployment = { run: run.id, release, trigger, ...again };
  return afterwards(kept, await strategy.rollBack(target, deployment, signal));
}

function afterwards(before: Omit<RollbackProgress, 'detail'>, { status, detail, handle }: Progress): RollbackProgress {
  return {
    ...before,
    detail,
    ...(handle === undefined ? {} : { handle }),
    ...(status === 'failed' ? { failure: detail } : {}),
  };
}
