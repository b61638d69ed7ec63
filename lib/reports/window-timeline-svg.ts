import { html, type Markup } from './escape.ts';
import { lookOf } from './icons.ts';
import { drawTick, hatch, percent } from './svg-parts.ts';
import type { Span } from './timeline.ts';
import type { AlarmLane, Mark, StateBar, VerificationMark, WindowTimeline } from './window-timeline.ts';
import { stateWords } from './window-words.ts';
import { durationWords } from './words.ts';

/**
 * The window as one inline SVG, drawn like the gate's: no viewBox, places along the time in percent, heights in pixels, so
 * that a phone narrows the bars and leaves the text as large as it is.
 */

const axisHeight = 22;
const markHeight = 24;
const laneHeight = 40;
/** As wide as a mark's circle on a phone of 320 pixels, where the plot has about 250: closer ones stand below each other. */
const markPercent = 9;
/** The same of a verification's shape of 16 pixels, and how much lower the next row stands. */
const verificationPercent = 6.5;
const verificationHeight = 18;

export function windowTimelineSvg(timeline: WindowTimeline, description: string): Markup {
  const { lanes, marks, ticks, lengthMs } = timeline;
  const placed = placeMarks(marks, lengthMs);
  const top = axisHeight + markHeight * (1 + Math.max(0, ...placed.map(({ row }) => row)));
  const verified = placeVerifications(timeline);
  const lanesTop = top + heightOfVerifications(verified);
  const height = lanesTop + laneHeight * lanes.length + 6;
  return html`<svg class="timeline window" role="img" aria-labelledby="timeline-title timeline-text" width="100%" height="${height}">
<title id="timeline-title">Time line of the window</title>
<desc id="timeline-text">${description} The lists and tables below have the same times.</desc>
<defs>${hatch}${dots}</defs>
${ticks.map((tick) => drawTick(tick, lengthMs, height))}
${drawVerifications(verified, lengthMs, top)}${lanes.map((lane, index) => drawLane(lane, timeline, lanesTop + index * laneHeight))}
${placed.map((mark) => drawMark(mark, lengthMs, height))}
</svg>`;
}

/** No data: neither well nor red. */
const dots: Markup = html`<pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="dots-ground" width="6" height="6"/><circle class="dots-dot" cx="3" cy="3" r="1.4"/></pattern>`;

interface Placed {
  readonly row: number;
}
type PlacedMark = Mark & Placed;
type PlacedVerification = VerificationMark & Placed;

/** Each in the first row in which it covers no other. @param apart how far they are apart then, in percent of the length. */
function placeMarks<M extends { readonly atMs: number }>(
  marks: readonly M[],
  lengthMs: number,
  apart = markPercent,
): (M & Placed)[] {
  const ends: number[] = [];
  return marks.map((mark) => {
    const at = (100 * mark.atMs) / lengthMs;
    const free = ends.findIndex((end) => at - end >= apart);
    const row = free === -1 ? ends.length : free;
    ends[row] = at;
    return { ...mark, row };
  });
}

function drawMark({ number, words, atMs, row }: PlacedMark, lengthMs: number, height: number): Markup {
  const [x, y] = [percent(atMs, lengthMs), axisHeight + row * markHeight + 11];
  return html`<g class="mark"><title>${number}: ${words}</title><line x1="${x}" x2="${x}" y1="${y + 9}" y2="${height}"/><circle cx="${x}" cy="${y}" r="9"/><text x="${x}" y="${y + 4}" text-anchor="middle">${number}</text></g>
`;
}

const placeVerifications = ({ verifications, lengthMs }: WindowTimeline): PlacedVerification[] =>
  placeMarks(verifications, lengthMs, verificationPercent);

function heightOfVerifications(placed: readonly PlacedVerification[]): number {
  return placed.length === 0 ? 0 : laneHeight + verificationHeight * Math.max(...placed.map(({ row }) => row));
}

/** A lane of its own: the shape and the colour of each one's outcome, with its words as a title. */
function drawVerifications(placed: readonly PlacedVerification[], lengthMs: number, top: number): Markup | undefined {
  const last = placed.at(-1);
  if (last === undefined) return undefined;
  const marks = placed.map(
    ({ label, look, words, atMs, row }) =>
      html`<g class="o-${lookOf(look)} verification"><title>${label}: ${words}</title><use href="#i-${lookOf(look)}" x="${percent(atMs, lengthMs)}" y="${top + 18 + row * verificationHeight}" width="16" height="16"/></g>`,
  );
  const look = lookOf(last.look);
  return html`<g class="o-${look}"><use class="left" href="#i-${look}" x="0" y="${top + 2}" width="14" height="14"/><text class="left label" x="20" y="${top + 13}">verifications</text><text class="right" x="100%" y="${top + 13}" text-anchor="end">${last.words}</text><g class="lift">
${marks}
</g></g>
`;
}

function drawLane(lane: AlarmLane, { lengthMs, blind }: WindowTimeline, top: number): Markup {
  const look = lookOf(lane.look);
  const center = top + 26;
  return html`<g class="o-${look}"><use class="left" href="#i-${look}" x="0" y="${top + 2}" width="14" height="14"/><text class="left label" x="20" y="${top + 13}">${lane.label}</text><text class="right${lane.isRed ? ' is-red' : ''}" x="100%" y="${top + 13}" text-anchor="end">${lane.last}</text><g class="lift">
${lane.bars.map((bar) => drawState(bar, lane.label, lengthMs, center))}
${[...blind, ...lane.blind].map((span) => drawSpan(span, { name: 'unseen', height: 16, title: `${lane.label}: could not be seen` }, lengthMs, center))}
</g></g>
`;
}

const heights = { ALARM: 14, OK: 6, INSUFFICIENT_DATA: 6, 'not-red': 2 } as const satisfies Record<
  StateBar['state'],
  number
>;

function drawState({ state, span }: StateBar, label: string, lengthMs: number, center: number): Markup {
  const took = durationWords(span.toMs - span.fromMs);
  const from = span.fromMs === 0 ? 'from the start' : `after ${durationWords(span.fromMs)}`;
  const title = `${label}: ${stateWords[state]} ${from}, for ${took}`;
  return drawSpan(span, { name: state, height: heights[state], title }, lengthMs, center);
}

function drawSpan(
  { fromMs, toMs }: Span,
  { name, height, title }: { readonly name: string; readonly height: number; readonly title: string },
  lengthMs: number,
  center: number,
): Markup {
  const [x, width] = [percent(fromMs, lengthMs), percent(toMs - fromMs, lengthMs)];
  return html`<rect class="s-${name}" x="${x}" y="${center - height / 2}" width="${width}" height="${height}"><title>${title}</title></rect>`;
}
