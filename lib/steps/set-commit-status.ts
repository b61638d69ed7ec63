import type { CommitStatusSettings } from '../config/function-settings.ts';
import { type CommitStatusResult, statusOf } from '../domain/commit-status.ts';
import { cutText } from '../domain/evidence.ts';
import type { Run } from '../domain/gate.ts';
import type { Release } from '../domain/release.ts';
import { redact } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import type { Decision } from '../domain/verdict.ts';
import type { GithubCommitStatus } from '../sources/github-commit-status.ts';
import type { Conclusion } from './write-report.ts';

/** Of the payload only what the status tells. */
export interface SetCommitStatusInput {
  readonly run: Run;
  readonly release: Pick<Release, 'commit'>;
  readonly decision: Pick<Decision, 'summary'>;
  readonly conclusion: Pick<Conclusion, 'verdict' | 'blocking' | 'expiresAt' | 'report'>;
}

const longestReason = 300;

/**
 * Tells the verdict on the release's commit. That GitHub does not take it is an answer, not an exception: the verdict
 * stands whatever becomes of this.
 */
export async function setCommitStatus(
  { run, release, decision, conclusion }: SetCommitStatusInput,
  { context }: Pick<CommitStatusSettings, 'context'>,
  github: GithubCommitStatus,
  signal: AbortSignal,
): Promise<CommitStatusResult> {
  const { verdict, blocking, expiresAt, report } = conclusion;
  const { summary } = decision;
  const status = statusOf({
    context,
    verdict,
    summary,
    blocking,
    expiresAt,
    report: report.html,
    execution: run.execution,
  });
  try {
    await github.set(release.commit, status, signal);
    return { context, set: true };
  } catch (cause) {
    // Anything else is a defect, which the state machine tells in the function's place.
    if (!(cause instanceof SourceError)) throw cause;
    // Redacted before it is cut: half of a secret would not be recognized.
    return { context, set: false, reason: cutText(redact(cause.message), longestReason) };
  }
}
