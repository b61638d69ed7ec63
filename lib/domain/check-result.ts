import type { Waiver } from './approvals/approval.ts';
import type { CheckId, GroupId } from './checklist.ts';
import type { Evidence } from './evidence.ts';
import type { Outcome } from './outcome.ts';

/** What a check's `run` returns. Only `pass`, `warn` and `fail` below make one; `error` is the runner's to give. */
export interface Finding {
  readonly outcome: Extract<Outcome, 'pass' | 'warn' | 'fail'>;
  /** One plain sentence without a final period. */
  readonly summary: string;
  readonly evidence: readonly Evidence[];
}

export function pass(summary: string, evidence: readonly Evidence[]): Finding {
  return { outcome: 'pass', summary, evidence };
}

/** Not right, but no reason to keep the release back. */
export function warn(summary: string, evidence: readonly Evidence[]): Finding {
  return { outcome: 'warn', summary, evidence };
}

/** We looked, and it is not right. */
export function fail(summary: string, evidence: readonly Evidence[]): Finding {
  return { outcome: 'fail', summary, evidence };
}

/** What to do about an `error`, whichever check it is: what the check would advise does not follow from not having looked. */
export const remediationOfError = 'Put right what kept the gate from looking, then run it again.';

/** One line of the checklist in a run. */
export interface CheckResult {
  readonly id: CheckId;
  readonly group: GroupId;
  readonly title: string;
  readonly outcome: Outcome;
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  /** What to do about it; only where the outcome is not a pass. */
  readonly remediation?: string;
  /** Who accepted its failure: it still failed, but keeps nothing back. */
  readonly waiver?: Omit<Waiver, 'check' | 'outcome'>;
  /** ISO 8601; absent where the check never ran. */
  readonly startedAt?: string;
  readonly durationMs?: number;
}

/** Whether people were to decide it, and nobody was asked. What is off is skipped too, and its summary says so. */
export function isUnasked({ outcome, summary }: Pick<CheckResult, 'outcome' | 'summary'>): boolean {
  return outcome === 'skipped' && !summary.startsWith('off: ');
}

/** What a group's function answers. */
export interface GroupResult {
  readonly group: GroupId;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly checks: readonly CheckResult[];
}

/** What stands in its place where the function crashed, timed out or could not be called. */
export interface GroupFailure {
  readonly group: GroupId;
  /** The error as Step Functions catches it; some, such as States.Timeout, come without a cause. */
  readonly failure: { readonly Error: string; readonly Cause?: string };
}
