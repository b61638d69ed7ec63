import type { GithubSourceSettings } from '../config/function-settings.ts';
import type {
  Alert,
  CheckRun,
  CodeScanning,
  CommitStatus,
  Deployment,
  Issue,
  PullRequest,
  PullRequestCommit,
  RepositoryFile,
  Review,
} from '../domain/github.ts';
import { type GithubClientOptions, githubClient } from './github-client.ts';
import { codeScanning } from './github-code-scanning.ts';
import { commits } from './github-commits.ts';
import { deployments } from './github-deployments.ts';
import { pullRequests } from './github-pull-requests.ts';
import { repository } from './github-repository.ts';
import type { SecretsManager } from './secrets-manager.ts';

/**
 * The configured repository on GitHub. Every method throws a SourceError when GitHub gives no usable answer: also when
 * the repository is not visible to the App or token. Lists are whole unless their docstring says otherwise; one of more
 * than 5,000 entries is a SourceError.
 */
export interface Github {
  /** `acme/shop-api` */
  readonly repository: string;
  /** Every attempt of every run on this commit, or those of one name; undefined when there is no such commit. */
  checkRuns(commit: string, signal: AbortSignal, name?: string): Promise<readonly CheckRun[] | undefined>;
  /** undefined when there is no such commit. */
  commitStatuses(commit: string, signal: AbortSignal): Promise<readonly CommitStatus[] | undefined>;
  /** Pull requests that this commit belongs to, merged or open; undefined when there is no such commit. */
  pullRequestsOf(commit: string, signal: AbortSignal): Promise<readonly PullRequest[] | undefined>;
  /** undefined when there is none of this number. */
  pullRequest(number: number, signal: AbortSignal): Promise<PullRequest | undefined>;
  /** In the order in which they were given. */
  reviews(pullRequest: number, signal: AbortSignal): Promise<readonly Review[]>;
  /** At most 250, GitHub's own bound. */
  commitsOf(pullRequest: number, signal: AbortSignal): Promise<readonly PullRequestCommit[]>;
  /**
   * The analyses of this commit, looked for among the newest 1,000; the search ends with the page on which each of the
   * tools has one. Tools are named exactly as GitHub reports them.
   */
  codeScanning(commit: string, tools: readonly string[], signal: AbortSignal): Promise<CodeScanning>;
  /**
   * Open alerts on a ref (`refs/heads/main`) that has an analysis, of every tool.
   * @throws SourceError also when GitHub then knows of no analysis.
   */
  openAlerts(ref: string, signal: AbortSignal): Promise<readonly Alert[]>;
  /**
   * Alerts on a ref that has an analysis, fixed after the given instant: open in what was analyzed before.
   * @throws SourceError also when GitHub then knows of no analysis.
   */
  alertsFixedSince(ref: string, since: Date, signal: AbortSignal): Promise<readonly Alert[]>;
  /**
   * Open issues (no pull requests) with this label: only so many as one answer held, when there are any.
   * @throws SourceError also when the repository has no issues switched on, or the label has a comma.
   */
  openIssues(
    label: string,
    signal: AbortSignal,
  ): Promise<{ readonly issues: readonly Issue[]; readonly more: boolean }>;
  /** Whether the repository has a label of this name, in whatever case. */
  hasLabel(label: string, signal: AbortSignal): Promise<boolean>;
  /**
   * undefined when there is no such file at this commit: also when a folder, a submodule, or a symbolic link that leads to
   * no file of the repository has its name.
   * @throws SourceError also when it is not UTF-8, or larger than some 7 MB.
   */
  file(path: string, commit: string, signal: AbortSignal): Promise<RepositoryFile | undefined>;
  /**
   * Deployments of this commit to one of GitHub's environments, the newest first: as far as the newest that is over (that
   * has a status `success`, `failure`, `error` or `inactive`), and the newest five at most.
   */
  deployments(commit: string, environment: string, signal: AbortSignal): Promise<readonly Deployment[]>;
}

export interface GithubOptions {
  /** How long a check may take: a rate limit that is over later is not waited for. */
  readonly deadlineSeconds: number;
  /** Where the App's key or the token is kept. */
  readonly secretsManager: SecretsManager;
}

export function github(settings: GithubSourceSettings, options: GithubClientOptions): Github {
  const client = githubClient(settings, options);
  return {
    repository: client.repository,
    ...commits(client),
    ...pullRequests(client),
    ...codeScanning(client),
    ...repository(client),
    ...deployments(client),
  };
}
