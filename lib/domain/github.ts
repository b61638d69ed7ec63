/** What GitHub says of a repository, as far as anything here judges it. */

/** One run of a check (a job of a workflow, mostly). */
export interface CheckRun {
  /** Grows with time: of several runs of one name and suite, the highest is the newest attempt. */
  readonly id: number;
  /** The run of a workflow, with all its attempts, or what another App has to say of the commit; undefined where not told. */
  readonly suite?: number | undefined;
  readonly name: string;
  /** The App that made it: `github-actions`; '' where GitHub no longer knows. */
  readonly app: string;
  /** `completed`, or what it is doing: `queued`, `in_progress`, `waiting`… */
  readonly status: string;
  /** `success`, `failure`, `neutral`, `skipped`, `cancelled`, `timed_out`, `action_required`, `stale`…; only when completed. */
  readonly conclusion: string | undefined;
  readonly completedAt: string | undefined;
}

/** What an older kind of CI says of a commit, the newest of each context. */
export interface CommitStatus {
  readonly context: string;
  readonly state: string;
  readonly updatedAt: string;
}

export interface PullRequest {
  readonly number: number;
  /** undefined where the account is gone. */
  readonly author: string | undefined;
  /** The newest commit of its branch. */
  readonly head: string;
  /** `owner/name` of the repository of its branch; undefined where that is gone. */
  readonly headRepository: string | undefined;
  /** The branch that it goes to. */
  readonly base: string;
  readonly merged: boolean;
  /** What merging it made: of a merge, a squash, or the last commit of a rebase. Not to be trusted before it is merged. */
  readonly mergeCommit: string | undefined;
}

export interface Review {
  readonly id: number;
  /** undefined where the account is gone. */
  readonly reviewer: string | undefined;
  readonly isBot: boolean;
  /** `APPROVED`, `CHANGES_REQUESTED`, `COMMENTED`, `DISMISSED`, `PENDING`. */
  readonly state: string;
  /** The head that was reviewed. */
  readonly commit: string | undefined;
  /** What the reviewer is to the repository: `OWNER`, `MEMBER`, `COLLABORATOR`, `CONTRIBUTOR`, `NONE`… */
  readonly association: string;
  readonly submittedAt: string | undefined;
}

export interface PullRequestCommit {
  readonly commit: string;
  /** Logins of author and committer, as far as GitHub knows an account for them. */
  readonly people: readonly string[];
  /** Whether it has several parents, as a merge of the base branch has. */
  readonly isMerge: boolean;
}

/** One upload of a code scanning tool. */
export interface Analysis {
  readonly tool: string;
  /** What tells several analyses of one tool and commit apart, a language mostly. */
  readonly category: string;
  readonly ref: string;
  /** Why the analysis is of no use; '' when it is. */
  readonly error: string;
  readonly createdAt: string;
  /** Whether the same tool, category and ref has no analysis of another commit after this one. */
  readonly newest: boolean;
}

/** What code scanning knows of a commit. */
export type CodeScanning =
  /** GitHub says that the repository has no code scanning. */
  | { readonly enabled: false; readonly reason: string }
  | {
      readonly enabled: true;
      readonly analyses: readonly Analysis[];
      /** Whether all analyses were looked through; false when the search was given up after the newest ones. */
      readonly exhausted: boolean;
    };

export interface Alert {
  readonly number: number;
  readonly tool: string;
  readonly rule: string;
  /** `critical`, `high`, `medium`, `low`; undefined where the tool says none. */
  readonly securitySeverity: string | undefined;
  /** `error`, `warning`, `note`, `none`; undefined where the tool says none. */
  readonly severity: string | undefined;
  readonly createdAt: string;
}

export interface Issue {
  readonly number: number;
  readonly title: string;
}

export interface RepositoryFile {
  /** As it is stored: with its BOM and line ends. */
  readonly text: string;
  /** Git's hash of its content. */
  readonly blob: string;
}

export interface Deployment {
  readonly id: number;
  readonly createdAt: string;
  /** The newest first: `success`, `failure`, `error`, `inactive`, `in_progress`, `queued`, `pending`. */
  readonly statuses: readonly { readonly state: string; readonly createdAt: string }[];
}
