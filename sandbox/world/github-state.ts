/** What a check run came to, or what it is doing. */
export type Attempt =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'skipped'
  | 'cancelled'
  | 'timed_out'
  | 'action_required'
  | 'queued'
  | 'in_progress';

export interface ReviewState {
  readonly by: string;
  readonly state: 'approved' | 'changes requested' | 'commented' | 'dismissed';
  /** `older`: a head before the last push. */
  readonly of: 'head' | 'older';
}

export interface AlertState {
  readonly tool: string;
  readonly rule: string;
  readonly severity: 'critical' | 'high' | 'medium' | 'low';
  /** On the branch that the release comes from. */
  readonly state: 'open' | 'dismissed' | 'fixed';
}

export interface IssueState {
  readonly title: string;
  readonly labels: readonly string[];
  readonly state: 'open' | 'closed';
  /** GitHub lists pull requests among the issues. */
  readonly isPullRequest?: true;
}

export interface DeploymentState {
  readonly of: CommitName;
  readonly environment: string;
  /** Each status that it had, the oldest first. */
  readonly statuses: readonly ('queued' | 'in_progress' | 'success' | 'failure' | 'error' | 'inactive')[];
  readonly hoursAgo: number;
}

/** The two commits that the example release names. */
export type CommitName = 'release' | 'previous';

/** What GitHub knows of `acme/shop-api`. Whatever is of no commit in particular is of the release's. */
export interface GithubState {
  /** PEM, by which GitHub knows the App. */
  readonly appPublicKey: string;
  /** Check runs by name, each with its attempts, the oldest first. */
  readonly checks: Readonly<Record<string, readonly Attempt[]>>;
  /** By context. */
  readonly statuses: Readonly<Record<string, 'success' | 'failure' | 'error' | 'pending'>>;
  /** The one that was squashed into the release's commit. */
  readonly pullRequest: {
    readonly number: number;
    readonly title: string;
    readonly author: string;
    /** Who wrote each of its commits, the newest last: that is its head. */
    readonly commitsBy: readonly string[];
    readonly reviews: readonly ReviewState[];
  };
  /** By code scanning tool: the commits that it analyzed. */
  readonly analyses: Readonly<Record<string, readonly CommitName[]>>;
  /** Code scanning alerts, by number. */
  readonly alerts: Readonly<Record<number, AlertState>>;
  readonly issues: Readonly<Record<number, IssueState>>;
  /** CHANGELOG.md at the two commits; without one of them there is no such file. */
  readonly changelog: { readonly [Name in CommitName]?: string };
  /** The newest first. */
  readonly deployments: readonly DeploymentState[];
}
