import type { Release } from '../release.ts';
import { shortCommit } from '../short-commit.ts';
import type { WindowRecord } from './window.ts';

/** What the window that was opened last means for the next one. */
export type Place =
  | {
      readonly next: 'open';
      /** The run of the window that is still open, and ends with this. */
      readonly supersedes?: string;
    }
  /** Nobody closed it, and nobody will: that is done first. */
  | { readonly next: 'sweep' }
  | { readonly next: 'refused'; readonly error: 'RollbackInProgress'; readonly cause: string }
  | { readonly next: 'not-opened'; readonly reason: string };

/**
 * @param before the window that was opened last, if any.
 * @param hasEnded whether its execution is over for certain.
 */
export function placeAfter(before: WindowRecord | undefined, release: Release, hasEnded: boolean): Place {
  if (before === undefined) return { next: 'open' };
  const { run, closed, trigger, ended, supersededBy } = before;
  if (isRollbackOf(release, before)) {
    const commit = shortCommit(release.commit);
    const reason = `${commit} is what the window ${run.id} rolls back to: a rollback opens no window that could roll back`;
    return { next: 'not-opened', reason };
  }
  if (closed !== undefined) return { next: 'open' };
  if (hasEnded) return { next: 'sweep' };
  if (trigger !== undefined) {
    const cause = `the window ${run.id} is rolling ${before.release.version} back, since ${trigger.recordedAt}: ${trigger.reason}; open a window once that is over`;
    return { next: 'refused', error: 'RollbackInProgress', cause };
  }
  return ended === undefined && supersededBy === undefined ? { next: 'open', supersedes: run.id } : { next: 'open' };
}

/** Whether what is deployed is what the last window goes, or went, back to: by itself, or by people where it could not. */
function isRollbackOf({ commit }: Release, { trigger, release: bad }: WindowRecord): boolean {
  // A release that names itself as what it replaces has nothing to go back to, and is not that.
  return trigger !== undefined && bad.previous?.commit === commit && bad.commit !== commit;
}
