import type { CheckResult } from '../check-result.ts';
import type { CheckId } from '../checklist.ts';
import type { ApprovalsAnswer, ClosedApprovals, ExpectedGroup, GatePayload } from '../gate.ts';
import { answeredGroups, answersAgain, answersIn, closedIn, latestAnswers } from '../group-answers.ts';
import type { DecidedGroup } from '../verdict.ts';
import type { Waivable, Waiver } from './approval.ts';
import { isBlocking, waivableOf } from './asked-items.ts';
import { readableWaivers } from './item-schema.ts';
import { waiverHolds } from './waiver.ts';

export function waivableChecks(expected: readonly ExpectedGroup[]): ReadonlyMap<CheckId, Waivable> {
  return new Map(
    expected.flatMap(({ checks }) =>
      checks.flatMap((check): [CheckId, Waivable][] => {
        const waivable = waivableOf(check);
        return waivable === undefined ? [] : [[check.id, waivable]];
      }),
    ),
  );
}

/**
 * Checks of which a waiver of an earlier run may make a difference: by what was seen first, when people were asked, or by
 * what was seen last.
 */
export function waivableFailures(
  expected: readonly ExpectedGroup[],
  { groups, approvals, refreshed }: Pick<GatePayload, 'groups'> & Partial<Pick<GatePayload, 'approvals' | 'refreshed'>>,
): CheckId[] {
  const waivable = waivableChecks(expected);
  const first = answersIn(groups);
  const last = approvals === undefined ? [] : [latestAnswers(first, answersAgain(refreshed), approvals)];
  const checks = [first, ...last]
    .flatMap((answers) => answeredGroups(expected, answers))
    .flatMap((group) => group.checks);
  return [...new Set(checks.filter((check) => isBlocking(check) && waivable.has(check.id)).map(({ id }) => id))];
}

export interface Carried {
  readonly expected: readonly ExpectedGroup[];
  /** Of earlier runs. */
  readonly waivers: readonly Waiver[];
  readonly now: Date;
}

/**
 * The checks, each with the waiver of an earlier run that accepts its failure; of several the one that holds longest.
 * @param asked failures that people were asked about in this run, by `failureKey`: what they said counts, and nothing else.
 */
export function withCarried(
  groups: readonly DecidedGroup[],
  { expected, waivers, now }: Carried,
  asked: ReadonlySet<string>,
): DecidedGroup[] {
  const waivable = waivableChecks(expected);
  const held = readableWaivers(waivers).toSorted((a, b) => (b.until ?? '').localeCompare(a.until ?? ''));
  return eachCheck(groups, (check) => {
    const { longestDays } = waivable.get(check.id) ?? {};
    if (!isBlocking(check) || longestDays === undefined || asked.has(failureKey(check.id, check.outcome))) return check;
    const failure = { check: check.id, outcome: check.outcome, longestDays };
    return withWaiver(
      check,
      held.find((waiver) => waiverHolds(waiver, failure, now)),
    );
  });
}

/** The check with its waiver, where that is one of this very failure. */
export function withWaiver(check: CheckResult, waiver: Waiver | undefined): CheckResult {
  if (waiver === undefined || waiver.check !== check.id || waiver.outcome !== check.outcome) return check;
  const { check: _check, outcome: _outcome, ...given } = waiver;
  return { ...check, waiver: given };
}

export function failureKey(check: unknown, outcome: unknown): string {
  return `${String(check)} ${String(outcome)}`;
}

/** The failures that an answer of the approval step speaks of, whatever it is. */
export function answeredKeys(approvals: ApprovalsAnswer): ReadonlySet<string> {
  const { items } = closedIn(approvals);
  const given: ClosedApprovals['items'] | readonly null[] = Array.isArray(items) ? items : [];
  return new Set(given.map((item) => failureKey(item?.id, item?.failure?.outcome)));
}

export function eachCheck(
  groups: readonly DecidedGroup[],
  change: (check: CheckResult) => CheckResult,
): DecidedGroup[] {
  return groups.map((group) => ({ ...group, checks: group.checks.map(change) }));
}
