import type { ReportedCriterion, WindowReport } from '../domain/window/window-report.ts';
import { inMarkdown } from './escape.ts';
import { factLine, momentOf, signs } from './markdown-parts.ts';
import type { Span } from './timeline.ts';
import { baselineFacts } from './window-facts.ts';
import { type AlarmLane, describeWindow, type WindowTimeline, windowTimeline } from './window-timeline.ts';
import { probeNames, seenWords as verifiedWords } from './window-verifications.ts';
import {
  criterionStandings,
  eventWords,
  excerptOf,
  responseWords,
  standingOfCriterion,
  stateWords,
} from './window-words.ts';

export function blindSection({ blind }: WindowReport): string[] {
  if (blind.length === 0) return [];
  const { first, leftOut, last } = excerptOf(blind);
  const line = ({ what, why, from, to }: (typeof blind)[number]): string =>
    `- ${inMarkdown(what)}: ${inMarkdown(why)}, from ${momentOf(from)} ${to === undefined ? 'on' : `to ${momentOf(to)}`}`;
  const gap = leftOut === 0 ? [] : [`- ${leftOut} more stand in the JSON.`];
  return ['## Blind spots', [...first.map(line), ...gap, ...last.map(line)].join('\n')];
}

export function criteriaSection(report: WindowReport): string[] {
  const rows = report.criteria.map((criterion) => {
    const { look, words } = criterionStandings[standingOfCriterion(criterion, report)];
    const { title, severity, response } = criterion;
    return `| ${signs[look]} ${words} | ${inMarkdown(title)} | ${severity}, ${responseWords[response]} | ${seenWords(criterion)} |`;
  });
  const red = report.redAtOpen.map(
    ({ name, since, reason }) => `- ${inMarkdown(name)}, since ${momentOf(since)}: ${inMarkdown(reason)}`,
  );
  return [
    `## The ${report.criteria.length} criteria`,
    ['| Stands | Criterion | Red means | Seen last |', '| --- | --- | --- | --- |', ...rows].join('\n'),
    '### Baseline of the response time',
    baselineFacts(report).map(factLine).join('\n'),
    ...(red.length === 0
      ? []
      : ['### Red already when the window opened', 'Only a new transition of these counted.', red.join('\n')]),
  ];
}

function seenWords(criterion: ReportedCriterion): string {
  const { alarms, notWatched, probes } = criterion;
  if (notWatched !== undefined) return inMarkdown(notWatched);
  if (alarms.length === 0 && probes === undefined) return 'people alone watch it';
  return [...alarmWords(criterion), ...probeWords(criterion)].join('; ');
}

function probeWords(criterion: ReportedCriterion): string[] {
  const { probes } = criterion;
  if (probes === undefined) return [];
  const last = probes.last === undefined ? 'none was made' : verifiedWords(probes.last).toLowerCase();
  return [`each verification ${inMarkdown(probeNames(criterion))}, the last one: ${last}`];
}

function alarmWords({ alarms }: ReportedCriterion): string[] {
  return alarms.map(({ name, seen }) => {
    if (seen === undefined) return `${inMarkdown(name)}: never seen`;
    const silenced = seen.silenced === undefined ? '' : `, silenced: ${inMarkdown(seen.silenced)}`;
    return `${inMarkdown(name)}: ${stateWords[seen.state]} since ${inMarkdown(seen.since)}${silenced}`;
  });
}

/** Columns of the drawing: with the names it fits a job summary, and a terminal of 80. */
const drawingWidth = 40;

export function timelineSection(report: WindowReport): string[] {
  const timeline = windowTimeline(report);
  const { lanes, marks, verifications } = timeline;
  const hasVerified = verifications.length > 0;
  const width = Math.max(0, ...lanes.map(({ label }) => label.length), hasVerified ? verifiedLane.length : 0);
  const drawn = [
    ...(hasVerified
      ? [`${verifiedLane.padEnd(width)} |${drawVerifications(timeline)}| ${verifications.at(-1)?.words}`]
      : []),
    ...lanes.map((lane) => `${lane.label.padEnd(width)} |${drawLane(lane, timeline)}| ${lane.last}`),
  ];
  const drawing =
    drawn.length === 0
      ? []
      : [
          ['```text', ...drawn, '```'].join('\n'),
          `A alarm · - OK · . not red · ? no data · % not seen${hasVerified ? verifiedLegend : ''}`,
        ];
  return [
    '## Time line',
    describeWindow(timeline, report),
    ...drawing,
    marks.map(({ words, at }) => `- ${words}: ${momentOf(at)}`).join('\n'),
    '### Everything that happened',
    eventTable(report),
  ];
}

const verifiedLane = 'verifications';
const verifiedLegend = ' · verifications: v passed, w warning, F failed, E could not look or lost';
const verifiedSigns: Readonly<Record<string, string>> = { pass: 'v', warn: 'w', fail: 'F', error: 'E' };

function drawVerifications({ verifications, lengthMs }: WindowTimeline): string {
  const cells = Array.from({ length: drawingWidth }, () => ' ');
  for (const { atMs, look } of verifications) {
    const at = Math.min(drawingWidth - 1, Math.floor((atMs / lengthMs) * drawingWidth));
    cells[at] = verifiedSigns[look] ?? '·';
  }
  return cells.join('');
}

const stateSigns = { OK: '-', ALARM: 'A', INSUFFICIENT_DATA: '?', 'not-red': '.' } as const;

function drawLane({ bars, blind }: AlarmLane, { lengthMs, blind: all }: WindowTimeline): string {
  const cells = Array.from({ length: drawingWidth }, () => ' ');
  const fill = ({ fromMs, toMs }: Span, sign: string): void => {
    const from = Math.min(drawingWidth - 1, Math.floor((fromMs / lengthMs) * drawingWidth));
    const to = Math.max(from + 1, Math.min(drawingWidth, Math.ceil((toMs / lengthMs) * drawingWidth)));
    cells.fill(sign, from, to);
  };
  for (const { state, span } of bars) fill(span, stateSigns[state]);
  for (const span of [...all, ...blind]) fill(span, '%');
  // However short: what was red is seen.
  for (const { state, span } of bars) if (state === 'ALARM') fill(span, 'A');
  return cells.join('');
}

function eventTable({ events }: WindowReport): string {
  const { first, leftOut, last } = excerptOf(events);
  const row = ({ at, kind, text, alarm, state }: WindowReport['events'][number]): string => {
    const of = [alarm, state && stateWords[state]].flatMap((one) => (one === undefined ? [] : [inMarkdown(one)]));
    return `| ${momentOf(at)} | ${eventWords[kind]} | ${inMarkdown(text)} | ${of.join(': ')} |`;
  };
  const gap = leftOut === 0 ? [] : [`| | | ${leftOut} more stand in the JSON | |`];
  if (events.length === 0) return 'Nothing was written down.';
  return [
    '| When | What | In words | Alarm |',
    '| --- | --- | --- | --- |',
    ...first.map(row),
    ...gap,
    ...last.map(row),
  ].join('\n');
}
