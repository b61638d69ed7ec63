import type { ApprovalItem, DecidedItem, Waivable } from './approvals/approval.ts';
import type { GroupFailure, GroupResult } from './check-result.ts';
import type { CheckId, GroupId } from './checklist.ts';
import type { Fingerprint, Release } from './release.ts';
import type { Decision, Question } from './verdict.ts';

/** One execution of the gate. */
export interface Run {
  /** The execution's name; unique for a gate for 90 days. */
  readonly id: string;
  /** The execution's ARN; absent for a run in a terminal. */
  readonly execution?: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** What the configuration says of each item: the gate holds the groups' answers against this. */
export interface ExpectedGroup {
  readonly group: GroupId;
  /** In the checklist's order. */
  readonly checks: readonly ExpectedCheck[];
}

export type ExpectedCheck =
  | { readonly id: CheckId; readonly title: string; readonly waivable?: Waivable }
  | { readonly id: CheckId; readonly title: string; readonly manual: ApprovalItem }
  | { readonly id: CheckId; readonly title: string; readonly off: string };

/** Whether a function looks at it. What people decide, and what is off, no function looks at. */
export function isOn(check: ExpectedCheck): boolean {
  return !('off' in check || 'manual' in check);
}

/**
 * The state machine's payload: every step's input is a `Pick` of it, and each step adds one key.
 * `ParseRelease` starts it, so that nothing of an unvalidated input travels on.
 */
export interface GatePayload {
  readonly run: Run;
  readonly release: Release;
  readonly fingerprint: Fingerprint;
  readonly groups: readonly GroupAnswer[];
  /** A question as long as people are asked. */
  readonly decision: Decision | Question;
  /** What people decided; only where they were asked. */
  readonly approvals: ApprovalsAnswer;
  /** What groups found that were looked at again, since what they had seen was old when the last decision fell. */
  readonly refreshed: readonly GroupAnswer[];
}

export type GroupAnswer = GroupResult | GroupFailure;

/** What CloseApprovals answers, or what stands in its place where people could not be asked. */
export type ApprovalsAnswer = ClosedApprovals | { readonly failure: GroupFailure['failure'] };

export interface ClosedApprovals {
  readonly items: readonly DecidedItem[];
  /** Groups that are to look again before the verdict. */
  readonly stale: readonly GroupId[];
}
