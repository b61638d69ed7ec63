import type { GithubSourceSettings } from '../config/function-settings.ts';
import type { VerdictStatus } from '../domain/commit-status.ts';
import { SourceError } from '../domain/source-error.ts';
import { type GithubClientOptions, githubClient } from './github-client.ts';
import { GithubFailure } from './github-failure.ts';

/** The one thing that is written to GitHub. */
export interface GithubCommitStatus {
  /**
   * Sets a status on a commit of the configured repository. Setting it again does no harm: the newest of a context counts.
   * @throws SourceError when GitHub does not take it.
   */
  set(commit: string, status: VerdictStatus, signal: AbortSignal): Promise<void>;
}

export function githubCommitStatus(settings: GithubSourceSettings, options: GithubClientOptions): GithubCommitStatus {
  const client = githubClient(settings, options);
  return {
    async set(commit, { context, state, description, targetUrl }, signal) {
      const link = targetUrl === undefined ? {} : { target_url: targetUrl };
      const status = { state, description, context, ...link };
      try {
        await client.ask('POST /repos/{owner}/{repo}/statuses/{sha}', { sha: commit, ...status }, signal);
      } catch (cause) {
        throw cause instanceof GithubFailure ? explain(cause, client.repository, commit) : cause;
      }
    },
  };
}

/** What these statuses mean for this question (GitHub docs, "Create a commit status"); others speak for themselves. */
function explain(failure: GithubFailure, repository: string, commit: string): SourceError {
  const { status, words } = failure;
  if (status === 404) {
    const message = `GitHub shows ${repository} to its App or token not at all, or not for writing (HTTP 404); it needs write access to commit statuses`;
    return new SourceError(message, { cause: failure });
  }
  if (status === 422) {
    const said = words === '' ? '' : `: ${words}`;
    return new SourceError(`GitHub takes no status for commit ${commit} of ${repository} (HTTP 422${said})`, {
      cause: failure,
    });
  }
  return failure;
}
