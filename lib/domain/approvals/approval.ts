import type { CheckId, GroupId } from '../checklist.ts';
import type { Outcome } from '../outcome.ts';

/** Who may decide an item: members of a group (a claim of their sign-in), or principals of IAM. */
export interface Approvers {
  readonly groups: readonly string[];
  /** ARNs of IAM roles and users. */
  readonly principals: readonly string[];
}

/** What an item's id may look like: those of the checklist do, and those that the configuration gives must. */
export const itemIdPattern = /[a-z][a-z0-9-]{0,47}/.source;

/** What people are asked in a run: to judge an item, or to accept a check's failure. */
export interface ApprovalItem {
  /** The id of the checklist's item, or the one that the configuration gives to an item of the team's own. */
  readonly id: string;
  readonly kind: 'manual' | 'waiver';
  readonly title: string;
  /** What to look at, and what to approve by: plain text, a line break is one. */
  readonly instructions: string;
  readonly approvers: Approvers;
  /** How many different people must approve. One rejection rejects. */
  readonly quorum: number;
  readonly expiresAfterSeconds: number;
  /** Absent for an item of the team's own. */
  readonly group?: GroupId;
  /** What would be accepted; only of a waiver. */
  readonly failure?: WaivableFailure;
}

export interface WaivableFailure {
  readonly outcome: FailedOutcome;
  readonly summary: string;
  /** How many days a waiver may hold for later runs; 0: for its own run alone. */
  readonly longestDays: number;
}

/** A `fail` and an `error` are accepted each by itself: who accepted what was seen did not accept that nothing is seen. */
export type FailedOutcome = Extract<Outcome, 'fail' | 'error'>;

/** How a failure of a check may be accepted. Part of what the configuration says of the check. */
export interface Waivable extends Pick<ApprovalItem, 'approvers' | 'quorum' | 'expiresAfterSeconds'> {
  readonly longestDays: number;
}

export type VoteChoice = 'approve' | 'reject';

/** What one person said of an item. Recorded once, never changed. */
export interface Vote {
  /** For people: `Mona Lisa (mona@acme.example)`. */
  readonly by: string;
  /** By which votes of one person are known to be of one; see `personOf`. */
  readonly person: string;
  readonly choice: VoteChoice;
  /** ISO 8601. */
  readonly at: string;
  /** '' where there is none. */
  readonly comment: string;
  /** Last day on which a waiver holds for later runs, `2026-12-01` (in UTC); absent: for its own run alone. */
  readonly until?: string;
  /** Decided by emergency powers, whoever may decide otherwise. */
  readonly breakGlass?: true;
}

export const itemStatuses = ['open', 'approved', 'rejected', 'expired'] as const;
export type ItemStatus = (typeof itemStatuses)[number];

/** What has become of an item. */
export interface ItemState {
  readonly status: ItemStatus;
  /** ISO 8601, as all moments here. */
  readonly openedAt: string;
  /** From then on nobody may decide it. */
  readonly expiresAt: string;
  readonly decidedAt?: string;
  /** In the order in which they were given. */
  readonly votes: readonly Vote[];
}

/** An item as it was decided: how it travels in the payload, and stands in the report. */
export interface DecidedItem extends Pick<ApprovalItem, 'id' | 'kind' | 'title' | 'quorum' | 'group'>, ItemState {
  /** Only of a waiver. */
  readonly failure?: WaivableFailure;
}

/** A check's failure that a person accepted, also for later runs. */
export interface Waiver {
  readonly check: CheckId;
  readonly outcome: FailedOutcome;
  /** Everyone whose approval it took, for people. */
  readonly by: readonly string[];
  readonly at: string;
  readonly reason: string;
  /** The last day on which it holds; absent: for the run in which it was given alone. */
  readonly until?: string;
  /** The run in which it was given. */
  readonly run: string;
  readonly breakGlass?: true;
}

/** Who must not decide on a release, since it is theirs. */
export interface Excluded {
  /** As people know them: a login, or a name. */
  readonly who: string;
  /** Every way in which they may sign in, normalized by `normalizeAlias`. */
  readonly aliases: readonly string[];
  /** All reasons: `asked for this release`, `wrote commit 3f786850e387`. */
  readonly why: readonly string[];
}
