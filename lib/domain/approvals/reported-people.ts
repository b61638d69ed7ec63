import { cutText } from '../evidence.ts';
import { listed } from '../listed.ts';
import { onOneLine } from '../one-line.ts';
import type { Report, ReportedCheck, ReportedItem } from '../report.ts';
import { itemFinding } from './item-finding.ts';

/** What people did to a report, for every format to tell. */

export type CheckWaiver = NonNullable<ReportedCheck['waiver']>;
export type WaivedCheck = ReportedCheck & { readonly waiver: CheckWaiver };

/** Checks whose failure somebody accepted, in this run or before. */
export function waivedChecks({ groups }: Report): WaivedCheck[] {
  return groups.flatMap((group) => group.checks).filter((check): check is WaivedCheck => check.waiver !== undefined);
}

/** `waived by Mona Lisa until 2026-12-01 in run 1.41.3-…: the snapshot is running` */
export function waiverWords({ by, until, run, reason }: CheckWaiver, report: Report): string {
  const names = listed(by.map(nameOf), 'and');
  const how = [...(until === undefined ? [] : [`until ${until}`]), ...(run === report.run.id ? [] : [`in run ${run}`])];
  return `${['waived by', names, ...how].join(' ')}: ${cutText(onOneLine(reason), 200)}`;
}

const nameOf = (by: string): string => cutText(onOneLine(by), 120);

/** What became of the question whether a blocking check's failure is accepted; undefined where nobody was asked. */
export function refusalOf({ id, outcome }: ReportedCheck, { approvals = [] }: Report): string | undefined {
  const item = approvals.find((one) => one.kind === 'waiver' && one.id === id);
  if (item === undefined) return undefined;
  if (item.status !== 'approved' || item.failure?.outcome === outcome) return itemFinding(item);
  // The check did not end as it had when people were asked.
  return `what was accepted is that it ${item.failure?.outcome === 'fail' ? 'failed' : 'could not look'}, and nothing else`;
}

/** Something that emergency powers decided, and that this verdict rests on. */
export interface BreakGlassUse {
  /** Of the item or the check. */
  readonly id: string;
  /** `approved by Mona Lisa: the shop is down`, for one line. */
  readonly words: string;
}

export function breakGlassUses(report: Report): BreakGlassUse[] {
  const before = waivedChecks(report)
    .filter(({ waiver }) => waiver.breakGlass && waiver.run !== report.run.id)
    .map(({ id, waiver }) => ({ id, words: waiverWords(waiver, report) }));
  return [...breakGlassVotes(report.approvals), ...before];
}

/** Votes by emergency powers on these items. */
export function breakGlassVotes(items: readonly ReportedItem[] = []): BreakGlassUse[] {
  return items.flatMap(({ id, votes }) =>
    votes
      .filter(({ breakGlass }) => breakGlass)
      .map(({ choice, by, comment }) => ({
        id,
        words: `${choice === 'approve' ? 'approved' : 'rejected'} by ${nameOf(by)}: ${cutText(onOneLine(comment), 300)}`,
      })),
  );
}
