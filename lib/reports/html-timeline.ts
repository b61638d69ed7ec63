import type { Report } from '../domain/report.ts';
import { html, type Markup } from './escape.ts';
import { table } from './html-parts.ts';
import { describe, lengthOf, type Timeline, timelineOf } from './timeline.ts';
import { timelineSvg } from './timeline-svg.ts';
import { durationWords, outcomeWords } from './words.ts';

export function timelineSection(report: Report): Markup {
  const timeline = timelineOf(report);
  const drawing =
    timeline.lanes.length === 0
      ? undefined
      : html`<div class="panel">${timelineSvg(timeline)}</div>
<details class="as-table"><summary>The time line as a table</summary>${timelineTable(timeline)}</details>`;
  return html`<section aria-labelledby="timeline"><h2 id="timeline">Time line</h2><p class="lede">${describe(timeline)}</p>
${drawing}</section>`;
}

function timelineTable({ lanes }: Timeline): Markup {
  const rows = lanes.flatMap(({ bars }) =>
    bars.map(({ id, outcome, span }) => [
      html`<code>${id}</code>`,
      html`${outcomeWords[outcome]}`,
      html`${span === undefined ? 'never ran' : `after ${durationWords(span.fromMs)}`}`,
      html`${span === undefined ? '–' : durationWords(lengthOf(span))}`,
    ]),
  );
  return table(['Check', 'Outcome', 'Started', 'Took'], rows);
}
