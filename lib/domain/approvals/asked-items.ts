import type { CheckResult } from '../check-result.ts';
import { daysInWords } from '../duration.ts';
import { cutText } from '../evidence.ts';
import type { ExpectedCheck, ExpectedGroup } from '../gate.ts';
import { blocks } from '../outcome.ts';
import type { DecidedGroup } from '../verdict.ts';
import type { ApprovalItem, FailedOutcome, Waivable, WaivableFailure } from './approval.ts';

/** A check that keeps the release back: it did not pass, and nobody accepted that. */
export interface BlockingCheck extends CheckResult {
  readonly outcome: FailedOutcome;
}

export function isBlocking(check: CheckResult): check is BlockingCheck {
  return blocks(check.outcome) && check.waiver === undefined;
}

/** How a check's failure may be accepted; undefined where nobody may. */
export function waivableOf(expected: ExpectedCheck | undefined): Waivable | undefined {
  return expected !== undefined && 'waivable' in expected && !('off' in expected) ? expected.waivable : undefined;
}

/** What people are asked: in the checklist's order, what is theirs to decide and what they may accept; then the team's own items. */
export function askedItems(
  expected: readonly ExpectedGroup[],
  groups: readonly DecidedGroup[],
  own: readonly ApprovalItem[],
): ApprovalItem[] {
  const found = new Map<string, CheckResult>(groups.flatMap(({ checks }) => checks.map((check) => [check.id, check])));
  const asked = expected.flatMap(({ group, checks }) =>
    checks.flatMap((check): ApprovalItem[] => {
      if ('off' in check) return [];
      if ('manual' in check) return [{ ...check.manual, id: check.id, kind: 'manual', group }];
      const [result, waivable] = [found.get(check.id), waivableOf(check)];
      return result && waivable && isBlocking(result) ? [waiverItem({ ...result, title: check.title }, waivable)] : [];
    }),
  );
  return [...asked, ...own];
}

function waiverItem(check: BlockingCheck, waivable: Waivable): ApprovalItem {
  const { approvers, quorum, expiresAfterSeconds, longestDays } = waivable;
  const { id, group, title, outcome } = check;
  const summary = cutText(check.summary);
  const failure: WaivableFailure = { outcome, summary, longestDays };
  return {
    id,
    kind: 'waiver',
    title: `Accept: ${title} ${outcome === 'fail' ? 'failed' : 'could not be looked at'}`,
    instructions: [
      `Found: ${summary}.`,
      ...(check.remediation === undefined ? [] : [`Instead of accepting it: ${check.remediation}`]),
      meaningOf(failure),
    ].join('\n'),
    approvers,
    quorum,
    expiresAfterSeconds,
    group,
    failure,
  };
}

function meaningOf({ outcome, longestDays }: WaivableFailure): string {
  const what =
    outcome === 'fail'
      ? 'Accepting lets this release go although the check failed. It does not accept that the gate cannot look at all.'
      : 'Accepting lets this release go although nobody could look, so nobody knows. It does not accept a failure that is seen.';
  const howLong =
    longestDays === 0
      ? 'It is for this run alone.'
      : `Without an end date it is for this run alone; with one it holds for later runs too, for ${daysInWords(longestDays)} at most.`;
  return `${what} ${howLong}`;
}
