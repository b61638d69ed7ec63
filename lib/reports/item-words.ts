import { type CheckWaiver, type WaivedCheck, waivedChecks } from '../domain/approvals/reported-people.ts';
import { listed } from '../domain/listed.ts';
import type { Report, ReportedItem } from '../domain/report.ts';
import { durationWords, instantWords } from './words.ts';

type Vote = ReportedItem['votes'][number];

/** `Approved`, `Rejected`, … */
export function statusWords({ status, kind }: Pick<ReportedItem, 'status' | 'kind'>): string {
  if (kind === 'waiver' && status === 'approved') return 'Accepted';
  if (kind === 'waiver' && status === 'rejected') return 'Not accepted';
  return {
    approved: 'Approved',
    rejected: 'Rejected',
    expired: 'Expired',
    open: 'Still open',
    unanswered: 'Not decided',
  }[status];
}

/** `approved`, `accepted until 2026-12-01`, `rejected`. */
export function voteWords({ choice, until, breakGlass }: Vote, { kind }: Pick<ReportedItem, 'kind'>): string {
  const words =
    kind === 'waiver' ? { approve: 'accepted', reject: 'did not accept' } : { approve: 'approved', reject: 'rejected' };
  return [
    words[choice],
    ...(until === undefined ? [] : [`until ${until}`]),
    ...(breakGlass ? ['by break glass'] : []),
  ].join(' ');
}

/** What was asked of how many, and when. */
export function askedWords(item: ReportedItem): string {
  const { quorum, openedAt, expiresAt, decidedAt, status } = item;
  const needed = quorum === 1 ? '1 approval needed' : `approvals of ${quorum} people needed`;
  const moments = [
    ...(openedAt === undefined ? [] : [`asked ${momentWords(openedAt)}`]),
    ...(decidedAt !== undefined && status !== 'expired' ? [`decided ${momentWords(decidedAt)}`] : []),
    ...(expiresAt !== undefined && status === 'expired' ? [`expired ${momentWords(expiresAt)}`] : []),
  ];
  return [needed, ...moments].join('; ');
}

/** `Mona Lisa and Hubert` */
export const acceptedBy = ({ by }: CheckWaiver): string => listed(by, 'and');

/** For which runs a waiver holds: `until 2026-12-01`, `for this run alone`; of an earlier run, in which it was given. */
export function waiverReach({ until, run }: CheckWaiver, report: Report): string {
  const end = until === undefined ? 'for this run alone' : `until ${until} (last day, UTC)`;
  return run === report.run.id ? end : `${end}, given in run ${run}`;
}

/** Checks whose failure was accepted in an earlier run. */
export function acceptedBefore(report: Report): WaivedCheck[] {
  return waivedChecks(report).filter(({ waiver }) => waiver.run !== report.run.id);
}

/** Said wherever decisions stand that may be the authors' own. */
export function authorsOffWords(reason: string): string {
  return `Nobody looked up who wrote this release, so its authors may have decided too: ${reason}`;
}

/** Titles of the groups that looked again after people had been asked. */
export function lookedAgain({ groups, approvals = [] }: Report): string[] {
  const opened = openedFirst(approvals);
  return groups
    .filter(({ startedAt }) => startedAt !== undefined && Date.parse(startedAt) >= opened)
    .map(({ title }) => title);
}

/** Milliseconds since the epoch; infinite where nobody was asked. */
export function openedFirst(approvals: readonly ReportedItem[]): number {
  return Math.min(...approvals.flatMap(({ openedAt }) => (openedAt === undefined ? [] : [Date.parse(openedAt)])));
}

/** How long people were waited for; undefined where nobody was asked. */
export function waitedWords({ approvals = [] }: Report): string | undefined {
  const ends = approvals.flatMap(({ decidedAt }) => (decidedAt === undefined ? [] : [Date.parse(decidedAt)]));
  const waited = Math.max(...ends) - openedFirst(approvals);
  return Number.isFinite(waited) ? durationWords(Math.max(0, waited)) : undefined;
}

const momentWords = (text: string): string => instantWords(text) ?? text;
