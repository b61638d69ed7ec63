import { html, type Markup } from './escape.ts';
import { drawTick, hatch, percent } from './svg-parts.ts';
import { describe, lengthOf, type Span, type Timeline, type TimelineBar, type TimelineLane } from './timeline.ts';
import { durationWords, outcomeWords } from './words.ts';

/**
 * The time line as one inline SVG. It has no viewBox: places along the time are percentages and heights are pixels, so
 * that a phone narrows the bars and leaves the text as large as it is. Where there is room, the style sheet makes it
 * beside the plot, and moves the labels there.
 */

const axisHeight = 30;
const laneHeight = 38;
const barHeight = 35;

export function timelineSvg(timeline: Timeline): Markup {
  let y = axisHeight;
  const lanes = timeline.lanes.map((lane) => {
    const markup = drawLane(lane, timeline.lengthMs, y);
    y += laneHeight + lane.bars.length * barHeight;
    return markup;
  });
  const height = y + 6;
  return html`<svg class="timeline" role="img" aria-labelledby="timeline-title timeline-text" width="100%" height="${height}">
<title id="timeline-title">Time line of the run</title>
<desc id="timeline-text">${describe(timeline)} The table below has the same times.</desc>
${hatch}
${timeline.ticks.map((tick) => drawTick(tick, timeline.lengthMs, height))}
${lanes}
</svg>`;
}

function drawLane(lane: TimelineLane, lengthMs: number, top: number): Markup {
  const right = lane.span === undefined ? 'gave no answer' : durationWords(lengthOf(lane.span));
  const own = lane.span === undefined ? undefined : drawSpan(lane.span, lengthMs, top + 29, 2, 'lane-bar');
  return html`<g><text class="left lane" x="0" y="${top + 20}">${lane.title}</text><text class="right" x="100%" y="${top + 20}" text-anchor="end">${right}</text>
<g class="lift-lane">${own}</g>
${lane.bars.map((bar, index) => drawBar(bar, lengthMs, top + laneHeight + index * barHeight))}</g>
`;
}

function drawBar(bar: TimelineBar, lengthMs: number, top: number): Markup {
  const { id, outcome, span } = bar;
  const word = outcomeWords[outcome];
  const took = span === undefined ? 'never ran' : durationWords(lengthOf(span));
  const plot =
    span === undefined
      ? html`<line class="never" x1="0" x2="100%" y1="${top + 23}" y2="${top + 23}"/>`
      : drawSpan(span, lengthMs, top + 19, 8, 'bar', `${id}: ${word}, from ${at(span.fromMs)} to ${at(span.toMs)}`);
  const words = outcome === 'pass' ? undefined : html`<tspan class="word">${word} · </tspan>`;
  return html`<g class="o-${outcome}"><use class="left" href="#i-${outcome}" x="0" y="${top + 1}" width="14" height="14"/><text class="left label" x="20" y="${top + 12}">${id}</text><text class="right" x="100%" y="${top + 12}" text-anchor="end">${words}${took}</text><g class="lift">${plot}</g></g>
`;
}

function drawSpan(span: Span, lengthMs: number, y: number, height: number, className: string, title?: string): Markup {
  const [x, width] = [percent(span.fromMs, lengthMs), percent(lengthOf(span), lengthMs)];
  const tip = title === undefined ? undefined : html`<title>${title}</title>`;
  return html`<rect class="${className}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${height / 2}">${tip}</rect>`;
}

const at = (ms: number): string => (ms === 0 ? '0' : durationWords(ms));
