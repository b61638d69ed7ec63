import type { PullRequest } from './github.ts';
import { listed } from './listed.ts';
import { shortCommit } from './short-commit.ts';

/** The pull request, or why there is none to judge. */
export type Chosen<P> = { readonly found: P } | { readonly problem: string };

/**
 * The one pull request that brought a commit, of those that GitHub connects with it: that whose merge made the commit;
 * else the only merged one, of which it is one of several commits; else the only open one.
 */
export function choosePullRequest<P extends Pick<PullRequest, 'number' | 'merged' | 'mergeCommit'>>(
  candidates: readonly P[],
  commit: string,
): Chosen<P> {
  const merged = candidates.filter((one) => one.merged);
  const made = merged.filter((one) => one.mergeCommit === commit);
  const left = [made, merged, candidates].find((some) => some.length > 0) ?? [];
  const [found] = left;
  if (found === undefined) {
    return {
      problem: `no pull request brought commit ${shortCommit(commit)}: what is pushed without one has no review`,
    };
  }
  if (left.length === 1) return { found };
  const several = numbersOf(left);
  return { problem: `commit ${shortCommit(commit)} belongs to ${several}; name one in the release's pullRequest` };
}

/** Whether a branch is one of these, in which one asterisk stands for any part of a name. */
export function goesInto(base: string, branches: readonly string[]): boolean {
  return branches.some((branch) => {
    const [start = '', end] = branch.split('*');
    if (end === undefined) return base === branch;
    return base.length >= start.length + end.length && base.startsWith(start) && base.endsWith(end);
  });
}

/** `pull requests #5 and #6` */
export function numbersOf(some: readonly Pick<PullRequest, 'number'>[]): string {
  const numbers = some.map(({ number }) => `#${number}`);
  return `${numbers.length === 1 ? 'pull request' : 'pull requests'} ${listed(numbers, 'and')}`;
}
