import type { Suggestion } from '../backtest/backtest.ts';
import { type Plot, type PlotPoint, type PointKind, plotHeight, plotOf, plotTop } from './backtest-plot.ts';
import { choiceOf, countWords, foundWords, missedWords, rateWords, triedWords } from './backtest-words.ts';
import { html, type Markup } from './escape.ts';
import { percent } from './svg-parts.ts';

const axisHeight = 52;

/**
 * How fast a fault is found against how often a healthy window is rolled back, a mark for each of the settings that were tried. As the
 * time line it has no viewBox: a phone narrows the plot, and leaves the text as large as it is.
 * @param id of the drawing within the page.
 */
export function backtestPlotSvg(suggestion: Suggestion, id: string): Markup {
  const plot = plotOf(suggestion);
  const bottom = plotTop + plotHeight;
  return html`<svg class="plot" role="img" aria-labelledby="${id}-title ${id}-text" width="100%" height="${bottom + axisHeight}">
<title id="${id}-title">False rollbacks against detection time</title>
<desc id="${id}-text">${describePlot(suggestion)} The table below has the same numbers.</desc>
<text class="axis" x="0" y="12" dx="-30">False rollbacks per 1,000 healthy windows</text>
${plot.yTicks.map(({ y, label }) => html`<line class="grid" x1="0" x2="100%" y1="${y}" y2="${y}"/><text class="axis" x="0" y="${y + 4}" dx="-6" text-anchor="end">${label}</text>`)}
${plot.xTicks.map(({ at, label }) => html`<line class="grid" x1="${percent(at, 1)}" x2="${percent(at, 1)}" y1="${plotTop}" y2="${bottom}"/><text class="axis" x="${percent(at, 1)}" y="${bottom + 25}" text-anchor="middle">${label}</text>`)}
${missed(plot)}
<line class="goal" x1="0" x2="100%" y1="${plot.goalY}" y2="${plot.goalY}"/>
<text class="axis" x="0" y="${bottom + 46}">Minutes until a fault is found (median)</text>
${plot.points.map((point) => whisker(point))}
${plot.points.toReversed().map((point) => drawPoint(point, suggestion))}
</svg>`;
}

function missed({ missedAt }: Plot): Markup | undefined {
  if (missedAt === undefined) return undefined;
  const x = percent(missedAt, 1);
  return html`<line class="grid dashed" x1="${x}" x2="${x}" y1="${plotTop}" y2="${plotTop + plotHeight}"/><text class="axis" x="${x}" y="${plotTop + plotHeight + 25}" text-anchor="middle">${missedWords}</text>`;
}

function whisker({ x, lowY, highY, kind }: PlotPoint): Markup {
  const at = percent(x, 1);
  return html`<line class="whisker p-${kind}" x1="${at}" x2="${at}" y1="${highY}" y2="${lowY}"/>`;
}

/** Places along x are percentages, which neither a path nor a transform takes: each mark is a little drawing of its own there. */
function drawPoint(point: PlotPoint, { tried }: Suggestion): Markup {
  const { x, y, numbers, kind, label } = point;
  const at = percent(x, 1);
  const tips = numbers.flatMap((number) => {
    const one = tried[number - 1];
    return one === undefined
      ? []
      : [`${number}: ${triedWords(one)}; ${foundWords(one)}; ${rateWords(one.falseRollbacks)}`];
  });
  return html`<g class="p-${kind}"><svg class="mark" x="${at}" y="${y}" width="1" height="1">${mark(kind)}<title>${tips.join('\n')}</title></svg>${
    label.text === ''
      ? undefined
      : html`<text class="label" x="${at}" y="${y + label.dy}" dx="${label.dx}" text-anchor="${label.anchor}">${label.text}</text>`
  }</g>
`;
}

/** A shape each, around 0: the colours alone tell nothing. */
export function mark(kind: PointKind): Markup {
  if (kind === 'other') return html`<circle class="dot" r="4.5"/>`;
  if (kind === 'configured') return html`<rect class="square" x="-5.5" y="-5.5" width="11" height="11"/>`;
  if (kind === 'suggested') return html`<path class="diamond" d="M0 -9L9 0L0 9L-9 0z"/>`;
  return html`<path class="diamond" d="M0 -11L11 0L0 11L-11 0z"/><rect class="square" x="-4" y="-4" width="8" height="8"/>`;
}

/** The plot in a few sentences, for those who do not see it. */
export function describePlot(suggestion: Suggestion): string {
  const { now, better } = choiceOf(suggestion);
  const sentences = [
    `${countWords(suggestion.tried.length, 'setting')} tried on the same history.`,
    now && `Configured, ${triedWords(now)}: ${foundWords(now)}; false rollbacks ${rateWords(now.falseRollbacks)}.`,
    better &&
      `Suggested, ${triedWords(better)}: ${foundWords(better)}; false rollbacks ${rateWords(better.falseRollbacks)}.`,
  ];
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}
