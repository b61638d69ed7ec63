import type { GateSettings } from '../config/function-settings.ts';
import { cutText } from '../domain/evidence.ts';
import type { GatePayload, Run } from '../domain/gate.ts';
import { capProblems, describeProblems, type Problem } from '../domain/problem.ts';
import { fingerprintOf, parseRelease as parse } from '../domain/release.ts';

export interface ParseReleaseInput {
  readonly run: Run;
  /** The execution's input, as whoever started it passed it. */
  readonly release: unknown;
}

export type ParseReleaseOutput =
  | Pick<GatePayload, 'run' | 'release' | 'fingerprint'>
  | { readonly run: Run; readonly refused: { readonly cause: string; readonly problems: readonly Problem[] } };

/** Step Functions' own limit, in characters. */
const longestCause = 32_768;

/**
 * The gate's first step, and the window's: nothing of an input that is not a release travels any further.
 * A refusal is an answer, not an exception, so that the execution fails with a cause that people can read.
 */
export function parseRelease(
  { run, release }: ParseReleaseInput,
  settings: Pick<GateSettings, 'rules' | 'configuration'>,
): ParseReleaseOutput {
  const parsed = parse(release, settings.rules);
  if ('problems' in parsed) {
    const problems = capProblems(parsed.problems);
    const cause = cutText(`the release is not valid: ${describeProblems(problems)}`, longestCause);
    return { run, refused: { cause, problems } };
  }
  return { run, release: parsed.release, fingerprint: fingerprintOf(parsed.release, settings.configuration) };
}
