import type { CommitPerson } from '../domain/approvals/excluded.ts';
import type { Release } from '../domain/release.ts';

/** Asks who wrote what a release brings: the commits after `previous`, or without one those of its pull request. */
export interface ReleaseAuthors {
  /**
   * Every author, co-author and committer of every commit, once for each commit. GitHub itself, which commits merges, is nobody.
   * @throws SourceError when that cannot be told whole.
   */
  authorsOf(
    release: Pick<Release, 'commit' | 'previous' | 'pullRequest'>,
    signal: AbortSignal,
  ): Promise<readonly CommitPerson[]>;
}
