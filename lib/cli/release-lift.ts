import type { Problem } from '../domain/problem.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Io } from './output.ts';
import { prepareRun } from './prepare-run.ts';
import { tellWindow, type Wish, wishProblems } from './window-command.ts';
import { windowProblems } from './window-environment.ts';
import type { ReleaseLiftArguments } from './window-options.ts';

/** Lifts the quarantine of a release that was rolled back: the gate judges it again, as any other. */
export async function releaseLift(values: ReleaseLiftArguments, io: Io): Promise<ExitCode> {
  const { reason, commit, json } = values;
  const wish = { command: 'lift', reason, commit: commit ?? '' } as const;
  const { environment, release } = await prepareRun(
    values,
    async (_, found) => [...windowProblems(found), ...whichProblems(values), ...ownProblems(wish)],
    io,
  );
  const next = `the gate judges it again: preflight gate --env ${environment.name} --release FILE`;
  return tellWindow({ environment, wish: { ...wish, commit: commit ?? release?.commit ?? '' }, json, next }, io);
}

/** Which release it is, one of the two says. */
function whichProblems({ release, commit }: ReleaseLiftArguments): Problem[] {
  if (release === undefined && commit === undefined) {
    return [{ path: '--release', message: 'is missing; write --release FILE, or --commit COMMIT' }];
  }
  if (release === undefined || commit === undefined) return [];
  return [{ path: '--commit', message: 'contradicts --release; give one of them' }];
}

/** A commit that a release names is looked at with the release. */
function ownProblems(wish: Extract<Wish, { command: 'lift' }>): Problem[] {
  return wishProblems(wish).filter(({ path }) => path !== '--commit' || wish.commit !== '');
}
