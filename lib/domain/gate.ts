import type { GroupFailure, GroupResult } from './check-result.ts';
import type { CheckId, GroupId } from './checklist.ts';
import type { Fingerprint, Release } from './release.ts';
import type { Decision } from './verdict.ts';

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
  | { readonly id: CheckId; readonly title: string }
  | { readonly id: CheckId; readonly title: string; readonly off: string };

export function isOn(check: ExpectedCheck): boolean {
  return !('off' in check);
}

/**
 * The state machine's payload: every step's input is a `Pick` of it, and each step adds one key.
 * `ParseRelease` starts it, so that nothing of an unvalidated input travels on.
 */
export interface GatePayload {
  readonly run: Run;
  readonly release: Release;
  readonly fingerprint: Fingerprint;
  readonly groups: readonly (GroupResult | GroupFailure)[];
  readonly decision: Decision;
}
