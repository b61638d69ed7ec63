import type { Outcome } from '../domain/outcome.ts';
import type { Report, ReportedCheck } from '../domain/report.ts';
import { openedFirst } from './item-words.ts';
import { durationWords, standingOf } from './words.ts';

/** Milliseconds since the time line's start. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface TimelineBar {
  readonly id: string;
  readonly outcome: Outcome;
  /** Absent where the check never ran. */
  readonly span?: Span;
}

export interface TimelineLane {
  readonly title: string;
  /** Absent where the group gave no answer. */
  readonly span?: Span;
  readonly bars: readonly TimelineBar[];
}

/** What ran when. Checks that are off, and those that people decide, are counted, not drawn. */
export interface Timeline {
  /** More than 0. */
  readonly lengthMs: number;
  readonly ticks: readonly { readonly atMs: number; readonly label: string }[];
  readonly lanes: readonly TimelineLane[];
  readonly off: number;
  readonly byPeople: number;
  /** For how long people were waited for before groups looked again: it is left out, since it dwarfs all else. */
  readonly leftOutMs: number;
}

/** Times are taken from the earliest moment that the report names, which is 0. */
export function timelineOf(full: Report): Timeline {
  const { report, leftOutMs } = withoutWait(full);
  const checks = report.groups.flatMap((group) => group.checks);
  const theirs = new Set<string>((report.approvals ?? []).filter(({ kind }) => kind === 'manual').map(({ id }) => id));
  const isDrawn = (check: ReportedCheck): boolean => check.outcome !== 'skipped' && !theirs.has(check.id);
  const times = [...report.groups.flatMap(groupTimes), ...checks.flatMap(checkTimes)];
  const started = Date.parse(report.run.startedAt);
  // Functions run on machines with clocks of their own: a check may seem to start before its run.
  const origin = Math.min(started, ...times);
  const end = Math.max(...(times.length > 0 ? times : [Date.parse(report.run.decidedAt)]));
  const lengthMs = Math.max(1, end - origin);
  const lanes = report.groups.map((group) => laneOf(group, origin, isDrawn)).filter(({ bars }) => bars.length > 0);
  const undrawn = checks.filter((check) => !isDrawn(check));
  const off = undrawn.filter((check) => standingOf(check) === 'skipped').length;
  return { lengthMs, ticks: ticksOf(lengthMs), lanes, off, byPeople: undrawn.length - off, leftOutMs };
}

/** As if those groups that looked again had done so when people were asked. */
function withoutWait(report: Report): { report: Report; leftOutMs: number } {
  const opened = openedFirst(report.approvals ?? []);
  const starts = report.groups.flatMap(({ startedAt }) => (startedAt === undefined ? [] : [Date.parse(startedAt)]));
  const again = Math.min(...starts.filter((start) => start >= opened));
  if (!Number.isFinite(again)) return { report, leftOutMs: 0 };
  const leftOutMs = again - opened;
  const earlier = (text: string | undefined): { at?: string } =>
    text === undefined || Date.parse(text) < again ? {} : { at: new Date(Date.parse(text) - leftOutMs).toISOString() };
  const groups = report.groups.map((group) => ({
    ...group,
    ...startingAt(earlier(group.startedAt).at),
    ...endingAt(earlier(group.endedAt).at),
    checks: group.checks.map((check) => ({ ...check, ...startingAt(earlier(check.startedAt).at) })),
  }));
  return { report: { ...report, groups }, leftOutMs };
}

const startingAt = (at: string | undefined) => (at === undefined ? {} : { startedAt: at });
const endingAt = (at: string | undefined) => (at === undefined ? {} : { endedAt: at });

function laneOf(
  group: Report['groups'][number],
  origin: number,
  isDrawn: (check: ReportedCheck) => boolean,
): TimelineLane {
  const bars = group.checks.filter(isDrawn).map((check) => barOf(check, origin));
  return { title: group.title, bars, ...spanOf(groupTimes(group), origin) };
}

function barOf(check: ReportedCheck, origin: number): TimelineBar {
  return { id: check.id, outcome: check.outcome, ...spanOf(checkTimes(check), origin) };
}

function spanOf([from, to]: readonly number[], origin: number): { span?: Span } {
  if (from === undefined || to === undefined) return {};
  return { span: { fromMs: from - origin, toMs: Math.max(from, to) - origin } };
}

function groupTimes({ startedAt, endedAt }: Report['groups'][number]): number[] {
  return startedAt === undefined || endedAt === undefined ? [] : [Date.parse(startedAt), Date.parse(endedAt)];
}

function checkTimes({ startedAt, durationMs }: ReportedCheck): number[] {
  if (startedAt === undefined) return [];
  const from = Date.parse(startedAt);
  return [from, from + (durationMs ?? 0)];
}

const [second, minute, hour] = [1000, 60_000, 3_600_000];
/** Distances between labels, in milliseconds. */
const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * second),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 6, 12, 24].map((hours) => hours * hour),
];
/** As many labels as stand side by side on a phone of 320 pixels. */
const mostSteps = 5;

export function ticksOf(lengthMs: number): Timeline['ticks'] {
  const step = steps.find((one) => lengthMs / one <= mostSteps) ?? lengthMs;
  return Array.from({ length: Math.floor(lengthMs / step) + 1 }, (_, index) => {
    const atMs = index * step;
    return { atMs, label: atMs === 0 ? '0' : durationWords(atMs) };
  });
}

/** In milliseconds; 0 for what never ran. */
export const lengthOf = (span: Span | undefined): number => (span === undefined ? 0 : span.toMs - span.fromMs);

/** The time line in a few sentences, for those who do not see it. */
export function describe({ lanes, lengthMs, off, byPeople, leftOutMs }: Timeline): string {
  const bars = lanes.flatMap((lane) => lane.bars);
  const ran = bars.filter((bar) => bar.span !== undefined);
  const longest = ran.toSorted((a, b) => lengthOf(b.span) - lengthOf(a.span))[0];
  const never = bars.length - ran.length;
  return [
    longest === undefined
      ? 'No check ran.'
      : `${ran.length} ${ran.length === 1 ? 'check' : 'checks'} ran within ${durationWords(lengthMs)}, side by side. The longest was ${longest.id} with ${durationWords(lengthOf(longest.span))}.`,
    ...(never === 0 ? [] : [`${never} never ran.`]),
    ...(leftOutMs === 0 ? [] : [`The ${durationWords(leftOutMs)} for which people were waited for are left out.`]),
    ...(byPeople === 0 ? [] : [`${byPeople} ${byPeople === 1 ? 'is' : 'are'} for people to decide, and not drawn.`]),
    ...(off === 0 ? [] : [`${off} ${off === 1 ? 'is' : 'are'} off, and not drawn.`]),
  ].join(' ');
}
