import { html, type Markup } from './escape.ts';
import type { Timeline } from './timeline.ts';

/** What both reports' time lines draw alike. Places along the time are percentages, heights are pixels. */

/** What nobody could see; by its id in `fill: url(#hatch)`. */
export const hatch: Markup = html`<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/><rect class="hatch-line" width="3" height="6"/></pattern></defs>`;

export function drawTick({ atMs, label }: Timeline['ticks'][number], lengthMs: number, height: number): Markup {
  const x = percent(atMs, lengthMs);
  // A label near the right end stands left of its line, where it is not cut off.
  const anchor = atMs / lengthMs > 0.85 ? 'end' : 'start';
  const offset = anchor === 'end' ? -4 : 4;
  return html`<line class="grid" x1="${x}" x2="${x}" y1="4" y2="${height}"/><text class="axis" x="${x}" y="14" dx="${offset}" text-anchor="${anchor}">${label}</text>`;
}

export function percent(part: number, whole: number): string {
  return `${Number(((100 * part) / whole).toFixed(3))}%`;
}
