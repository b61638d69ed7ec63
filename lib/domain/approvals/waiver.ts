import type { CheckId } from '../checklist.ts';
import { day, dayOf } from '../duration.ts';
import type { DecidedItem, FailedOutcome, Vote, Waiver } from './approval.ts';

/** A failure that somebody may have accepted. */
export interface AcceptableFailure {
  readonly check: CheckId;
  readonly outcome: FailedOutcome;
  /** How many days a waiver of this check may hold, as the configuration says now. */
  readonly longestDays: number;
}

/** Whether a waiver of an earlier run accepts this failure at `now`: the same check, the same outcome, not later than its last day. */
export function waiverHolds(waiver: Waiver, { check, outcome, longestDays }: AcceptableFailure, now: Date): boolean {
  const until = lastDay(waiver, longestDays);
  return waiver.check === check && waiver.outcome === outcome && until !== undefined && dayOf(now) <= until;
}

/** Whoever shortened what the configuration allows has shortened the waivers that were given before. */
function lastDay({ until, at }: Waiver, longestDays: number): string | undefined {
  const longest = new Date(Date.parse(at) + longestDays * day);
  if (until === undefined || !/^\d{4}-\d\d-\d\d$/.test(until) || Number.isNaN(longest.getTime())) return undefined;
  return until < dayOf(longest) ? until : dayOf(longest);
}

/** Of an item what makes a waiver. */
export interface ApprovedItem extends Pick<DecidedItem, 'id' | 'kind' | 'votes' | 'failure'> {
  readonly status: string;
}

/**
 * The waiver that an item's approval is; undefined where it is none.
 * @param run the id of the run in which it was given.
 */
export function waiverOf(item: ApprovedItem, run: string): Waiver | undefined {
  if (item.kind !== 'waiver' || item.status !== 'approved' || item.failure === undefined) return undefined;
  const approvals = decisiveApprovals(item.votes);
  const last = approvals.at(-1);
  if (last === undefined) return undefined;
  const until = earliest(approvals.map((vote) => vote.until));
  return {
    // A waiver's item has the id of its check.
    check: item.id as CheckId,
    outcome: item.failure.outcome,
    by: approvals.map((vote) => vote.by),
    at: last.at,
    reason: [...new Set(approvals.map((vote) => vote.comment))].filter((text) => text !== '').join('\n'),
    ...(until === undefined ? {} : { until }),
    run,
    ...(approvals.some((vote) => vote.breakGlass) ? { breakGlass: true } : {}),
  };
}

/** Emergency powers decide alone, whatever others said before. */
function decisiveApprovals(votes: readonly Vote[]): Vote[] {
  const approvals = votes.filter((vote) => vote.choice === 'approve');
  const alone = approvals.filter((vote) => vote.breakGlass === true);
  return alone.length > 0 ? alone : approvals;
}

/** Only what everyone agreed to: who named no day accepted it for one run alone. */
function earliest(days: readonly (string | undefined)[]): string | undefined {
  return days.includes(undefined) ? undefined : days.toSorted((a = '', b = '') => a.localeCompare(b))[0];
}
