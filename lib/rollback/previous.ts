import type { Release } from '../domain/release.ts';
import { shortCommit } from '../domain/short-commit.ts';
import type { NoTarget } from '../domain/window/window.ts';

export type Previous = NonNullable<Release['previous']>;

/** What would be gone back to, as the release says; why there is nothing where it names none, or itself. */
export function previousOf(release: Release): Previous | NoTarget {
  const { previous } = release;
  if (previous === undefined) {
    return {
      problem: `release ${release.version} does not say what it replaces: pass the version and commit that served before it as \`previous\``,
    };
  }
  return itselfOf(release) ?? previous;
}

/** A problem where the release says that it replaces itself. */
export function itselfOf({ version, commit, previous }: Release): NoTarget | undefined {
  if (previous?.commit !== commit) return undefined;
  return {
    problem: `release ${version} names its own commit ${shortCommit(commit)} as its \`previous\`: there is nothing to go back to`,
  };
}
