import type { ReportedAlarm, ReportedCriterion, WindowReport } from '../domain/window/window-report.ts';
import { type Span, ticksOf } from './timeline.ts';
import { triggerMomentWords } from './window-trigger-words.ts';
import { describeVerifications, type GridCell, verificationLook } from './window-verifications.ts';
import { criterionStandings, secondsWords, standingOfCriterion, stateWords } from './window-words.ts';
import { durationWords } from './words.ts';

export interface StateBar {
  readonly state: ReportedAlarm['states'][number]['state'];
  readonly span: Span;
}

export interface AlarmLane {
  /** `error-rate-critical`, `service-outage 2` of several alarms. */
  readonly label: string;
  readonly alarm: string;
  readonly look: (typeof criterionStandings)[keyof typeof criterionStandings]['look'];
  /** Its last state in a word. */
  readonly last: string;
  /** Whether that is Alarm. */
  readonly isRed: boolean;
  readonly bars: readonly StateBar[];
  readonly blind: readonly Span[];
}

/** A verification at the time at which it began. */
export interface VerificationMark extends GridCell {
  /** `verification after 5 min` */
  readonly label: string;
  readonly atMs: number;
}

/** Something that happened once, with a number that stands in the drawing. */
export interface Mark {
  readonly number: number;
  readonly words: string;
  readonly at: string;
  readonly atMs: number;
}

/** What is drawn: a lane an alarm, from the window's opening to its close. */
export interface WindowTimeline {
  /** More than 0. */
  readonly lengthMs: number;
  readonly ticks: readonly { readonly atMs: number; readonly label: string }[];
  readonly lanes: readonly AlarmLane[];
  readonly verifications: readonly VerificationMark[];
  /** When nobody saw anything at all: CloudWatch, or the window's own look. */
  readonly blind: readonly Span[];
  readonly marks: readonly Mark[];
}

export function windowTimeline(report: WindowReport): WindowTimeline {
  const origin = Date.parse(report.openedAt);
  const times = [
    ...markMoments(report).map(({ at }) => at),
    ...shownVerifications(report).map(({ at }) => at),
    ...[report.closedAt, report.lookedAt],
    ...phaseEnds(report),
  ];
  const end = Math.max(...times.flatMap((at) => (at === undefined ? [] : [Date.parse(at)])));
  const lengthMs = Math.max(1, end - origin);
  const alarms = new Set(report.criteria.flatMap((criterion) => criterion.alarms.map(({ name }) => name)));
  const place = (at: string): number => Math.min(lengthMs, Math.max(0, Date.parse(at) - origin));
  const span = (from: string, to: string | undefined): Span => {
    const fromMs = place(from);
    return { fromMs, toMs: to === undefined ? lengthMs : Math.max(fromMs, place(to)) };
  };
  return {
    lengthMs,
    ticks: ticksOf(lengthMs),
    lanes: report.criteria.flatMap((criterion) =>
      criterion.alarms.map((alarm, index) => laneOf({ criterion, alarm, index }, report, span)),
    ),
    verifications: shownVerifications(report).map(({ at, label, look, words }) => ({
      ...{ label, look, words },
      atMs: place(at),
    })),
    blind: report.blind.filter(({ what }) => !alarms.has(what)).map(({ from, to }) => span(from, to)),
    marks: markMoments(report).map(({ words, at }, index) => ({ number: index + 1, words, at, atMs: place(at) })),
  };
}

function shownVerifications(report: WindowReport): (GridCell & { readonly label: string; readonly at: string })[] {
  return (report.verifications ?? []).flatMap((one) => {
    const cell = verificationLook(one);
    if (cell === undefined) return [];
    const afterMs = Math.max(0, Date.parse(one.dueAt) - Date.parse(report.openedAt));
    return [{ ...cell, label: `verification after ${durationWords(afterMs)}`, at: one.startedAt ?? one.dueAt }];
  });
}

interface Placed {
  readonly criterion: ReportedCriterion;
  readonly alarm: ReportedAlarm;
  readonly index: number;
}

function laneOf(
  { criterion, alarm, index }: Placed,
  report: WindowReport,
  span: (from: string, to: string | undefined) => Span,
): AlarmLane {
  const { name, states, seen } = alarm;
  const spots = report.blind.filter(({ what }) => what === name);
  const only = { ...criterion, alarms: [alarm] };
  const last = seen?.state ?? states.at(-1)?.state;
  return {
    label: laneLabel(criterion, index),
    alarm: name,
    look: criterionStandings[standingOfCriterion(only, report)].look,
    last: last === undefined ? 'never seen' : stateWords[last],
    isRed: last === 'ALARM',
    bars: states.map(({ state, from, to }) => ({ state, span: span(from, to) })),
    blind: spots.map(({ from, to }) => span(from, to)),
  };
}

/** As short as it can be told from others: alarms' names are up to 255 characters long. */
export function laneLabel({ id, alarms }: ReportedCriterion, index: number): string {
  return alarms.length === 1 ? id : `${id} ${index + 1}`;
}

const phaseEnds = ({ criteria }: WindowReport): string[] =>
  criteria.flatMap(({ alarms }) => alarms.flatMap(({ states }) => states.map(({ to }) => to)));

/** In the order in which they come about; the numbers follow it. */
function markMoments(report: WindowReport): { readonly words: string; readonly at: string }[] {
  const { openedAt, trigger, rollback, ended, supersededBy, closedAt, drill } = report;
  const moments: (readonly [string, string | undefined])[] = [
    ['Opened', openedAt],
    ['Drill: the alarm was set to red', drill?.at],
    [trigger === undefined ? '' : triggerMarkWords(trigger), trigger?.at],
    ['Rollback started', rollback?.startedAt],
    ['Old version served', rollback?.doneAt],
    ['Rollback verified', rollback?.verifiedAt],
    ['Taken over by a newer deployment', supersededBy?.at],
    [ended?.why === 'closed' ? 'Closed early' : 'Time was up', ended?.at],
    ['Result written', closedAt],
  ];
  return moments
    .flatMap(([words, at]) => (at === undefined ? [] : [{ words, at }]))
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function triggerMarkWords(trigger: NonNullable<WindowReport['trigger']>): string {
  const words = triggerMomentWords(trigger);
  if (trigger.alarm === undefined && trigger.by !== 'look') return 'Triggered';
  return `Trigger: ${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

/** The time line in a few sentences, for those who do not see it. */
export function describeWindow({ lanes, lengthMs, marks }: WindowTimeline, report: WindowReport): string {
  const red = lanes.filter(({ bars }) => bars.some(({ state }) => state === 'ALARM')).map(({ label }) => label);
  const { tookSeconds, blind } = report;
  return [
    `${durationWords(lengthMs)} with ${lanes.length} ${lanes.length === 1 ? 'alarm' : 'alarms'} and ${marks.length} marks.`,
    red.length === 0 ? 'No alarm was red.' : `Red at some time: ${red.join(', ')}.`,
    ...[describeVerifications(report)].flatMap((text) => (text === undefined ? [] : [text])),
    ...(blind.length === 0 ? [] : [`${blind.length} blind ${blind.length === 1 ? 'spot' : 'spots'}.`]),
    ...(tookSeconds === undefined ? [] : [`The rollback was verified ${secondsWords(tookSeconds)} after the trigger.`]),
  ].join(' ');
}
