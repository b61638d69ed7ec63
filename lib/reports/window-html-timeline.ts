import type { WindowReport } from '../domain/window/window-report.ts';
import { html, type Markup } from './escape.ts';
import { moment, quote, table } from './html-parts.ts';
import { describeWindow, laneLabel, windowTimeline } from './window-timeline.ts';
import { windowTimelineSvg } from './window-timeline-svg.ts';
import { eventWords, excerptOf, momentWords, stateWords } from './window-words.ts';
import { durationWords } from './words.ts';

export function windowTimelineSection(report: WindowReport): Markup {
  const timeline = windowTimeline(report);
  const marks = timeline.marks.map(
    ({ number, words, at }) =>
      html`<li><span class="number">${number}</span> ${words} <span class="when">${clock(at, report.openedAt)}</span></li>`,
  );
  return html`<section aria-labelledby="timeline"><h2 id="timeline">Time line</h2><p class="lede">${describeWindow(timeline, report)}</p>
<div class="panel">${windowTimelineSvg(timeline, describeWindow(timeline, report))}
<ol class="marks">${marks}</ol>${legend}</div>
<details class="as-table"><summary>The alarms' states as a table</summary>${stateTable(report)}</details>
<h3 class="events">Everything that happened</h3><div class="panel happened">${eventTable(report)}</div></section>`;
}

const swatchShapes = {
  ALARM: { y: 1, height: 14 },
  OK: { y: 5, height: 6 },
  'not-red': { y: 7, height: 2 },
  INSUFFICIENT_DATA: { y: 5, height: 6 },
  unseen: { y: 1, height: 14 },
} as const;

/** A shape beside each word: the colours alone tell nothing. */
const legend: Markup = html`<ul class="keys">${(
  [
    ['ALARM', 'Alarm'],
    ['OK', 'OK'],
    ['not-red', 'Not red'],
    ['INSUFFICIENT_DATA', 'No data'],
    ['unseen', 'Could not be seen'],
  ] as const
).map(
  ([state, words]) =>
    html`<li><svg class="key" aria-hidden="true" focusable="false" width="28" height="16">${swatch(state)}</svg>${words}</li>`,
)}</ul>`;

function swatch(state: keyof typeof swatchShapes): Markup {
  const { y, height } = swatchShapes[state];
  return html`<rect class="s-${state}" x="1" y="${y}" width="26" height="${height}"/>`;
}

function stateTable({ criteria, openedAt }: WindowReport): Markup {
  const rows = criteria.flatMap((criterion) =>
    criterion.alarms.flatMap(({ states }, index) =>
      states.map(({ state, from, to }) => [
        html`<code>${laneLabel(criterion, index)}</code>`,
        html`${stateWords[state]}`,
        clock(from, openedAt),
        html`${durationWords(Math.max(0, Date.parse(to) - Date.parse(from)))}`,
      ]),
    ),
  );
  if (rows.length === 0) return html`<p class="none">No alarm was ever seen.</p>`;
  return table(['Alarm', 'State', 'From', 'For'], rows);
}

function eventTable({ events, openedAt }: WindowReport): Markup {
  if (events.length === 0) return html`<p class="none">Nothing was written down.</p>`;
  const { first, leftOut, last } = excerptOf(events);
  const row = ({ at, kind, text, alarm, state }: WindowReport['events'][number]): Markup[] => [
    clock(at, openedAt),
    html`<span class="kind k-${kind}">${eventWords[kind]}</span>`,
    html`<div>${alarm === undefined ? undefined : html`<p><code>${quote(alarm)}</code> ${state === undefined ? undefined : html`<strong>${stateWords[state]}</strong>`}</p>`}${quote(text)}</div>`,
  ];
  const gap = leftOut === 0 ? [] : [[html`–`, html`–`, html`${leftOut} more stand in the JSON`]];
  return table(['When', 'What', 'In words'], [...first.map(row), ...gap, ...last.map(row)]);
}

/** The time of day, where it is the window's own day. */
function clock(at: string, openedAt: string): Markup {
  if (at.slice(0, 11) !== openedAt.slice(0, 11) || momentWords(at) === at) return moment(at);
  return html`<time datetime="${at}">${at.slice(11, 19)}</time>`;
}
