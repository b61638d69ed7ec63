import type { CheckGroup } from '../checks/define-group.ts';
import type { WindowSettings } from '../config/window-settings.ts';
import type { Finding } from '../domain/check-result.ts';
import type { Run } from '../domain/gate.ts';
import type { Probe } from '../domain/probe.ts';
import { standingOf } from '../domain/window/standing.ts';
import { verifiedEvents } from '../domain/window/verification-words.ts';
import type { Verification, VerifiedItem, WindowRecord } from '../domain/window/window.ts';
import type { Sources } from '../sources/sources.ts';
import type { WindowStore } from '../stores/window-store.ts';
import { lookAtAll } from './verify-deployment/look-at-all.ts';

export interface VerifyDeploymentDependencies {
  readonly store: Pick<WindowStore, 'window' | 'saveVerification' | 'addEvents'>;
  /** The group `post-deploy`. */
  readonly group: CheckGroup;
  /** All that the group's checks need. */
  readonly sources: Partial<Sources>;
  /** Asks a criterion's probe, and judges its answer. */
  readonly askProbe: (probe: Probe, signal: AbortSignal) => Promise<Finding>;
  readonly clock: () => Date;
  /** Waits so many milliseconds, or until the signal is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** How long a rollback waits at most for a verification, in milliseconds. */
const pollMs = 1000;

/**
 * Looks at the checks of the group `post-deploy` and at the probes of criteria, and again at what failed, and writes down what it
 * saw: what follows, Watch decides. It ends early, and writes nothing, when the window has a trigger or is over: nothing may keep a
 * rollback waiting. Done again, what was written the first time stays.
 * @throws Error where nothing was begun, or the table cannot be read or written: then the verification is lost.
 */
export async function verifyDeployment(
  { run }: { readonly run: Run },
  settings: WindowSettings,
  dependencies: VerifyDeploymentDependencies,
): Promise<'verified' | 'overtaken'> {
  const { store } = dependencies;
  const record = await store.window(run.id);
  const begun = record?.verifying?.at(-1);
  if (record === undefined || begun === undefined) {
    throw new Error(`no verification of a window ${run.id} has begun: there is nothing to look at`);
  }
  const before = record.verifications?.find(({ dueAt }) => dueAt === begun.dueAt);
  if (before !== undefined) return written(run.id, before, store);
  if (standingOf(record) !== undefined) return 'overtaken';
  const verification = await verify(record, begun.dueAt, settings, dependencies);
  if (verification === undefined || (await isOvertaken(run.id, store))) return 'overtaken';
  await store.saveVerification(run.id, verification);
  return written(run.id, verification, store);
}

async function written(
  run: string,
  verification: Verification,
  store: Pick<WindowStore, 'addEvents'>,
): Promise<'verified'> {
  await store.addEvents(run, verifiedEvents(verification));
  return 'verified';
}

async function verify(
  record: WindowRecord,
  dueAt: string,
  { verification: rules }: Pick<WindowSettings, 'verification'>,
  dependencies: VerifyDeploymentDependencies,
): Promise<Verification | undefined> {
  if (rules === undefined) throw new Error('a verification is due, and the configuration says of nothing how to look');
  const { clock } = dependencies;
  const startedAt = clock().toISOString();
  const looking = new AbortController();
  try {
    const items = await Promise.race([
      lookAtAll(record, rules, { ...dependencies, signal: looking.signal }),
      overtaken(record.run.id, looking.signal, dependencies),
    ]);
    return items && { dueAt, startedAt, endedAt: clock().toISOString(), items: inOrder(record, items) };
  } finally {
    looking.abort();
  }
}

/** Resolves when something else is to be done than to look. */
async function overtaken(
  run: string,
  signal: AbortSignal,
  { store, pause }: Pick<VerifyDeploymentDependencies, 'store' | 'pause'>,
): Promise<undefined> {
  for (;;) {
    await pause(pollMs, signal);
    if (signal.aborted || (await isOvertaken(run, store))) return undefined;
  }
}

/** That the table cannot be read for a moment is no reason to stop looking; whatever decides reads it again. */
async function isOvertaken(run: string, store: Pick<WindowStore, 'window'>): Promise<boolean> {
  const record = await store.window(run).catch(() => undefined);
  return record !== undefined && standingOf(record) !== undefined;
}

/** As the checklist has them. */
function inOrder({ checks = [], criteria }: WindowRecord, items: readonly VerifiedItem[]): readonly VerifiedItem[] {
  const ids: readonly string[] = [...checks, ...criteria].map(({ id }) => id);
  return items.toSorted((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id));
}
