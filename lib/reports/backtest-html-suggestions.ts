import type { BacktestReport, Suggestion, Tried } from '../backtest/backtest.ts';
import { goal, type PointKind, plotOf } from './backtest-plot.ts';
import { backtestPlotSvg, mark } from './backtest-plot-svg.ts';
import {
  boundsWords,
  choiceOf,
  countWords,
  detectionWords,
  foundWords,
  numberWords,
  perThousand,
  rateWords,
  shareWords,
  triedWords,
} from './backtest-words.ts';
import { html, type Markup } from './escape.ts';
import { quote, table } from './html-parts.ts';

export function suggestionsSection({ suggestions }: BacktestReport): Markup {
  if (suggestions.length === 0) {
    return html`<section class="clear" aria-labelledby="suggestions"><h2 id="suggestions">Other settings</h2><p>None were tried: no alarm that rolls back or asks could be replayed.</p></section>`;
  }
  return html`<section aria-labelledby="suggestions"><h2 id="suggestions">Other settings, on the same history</h2><p class="lede">Further left finds a fault sooner, further down is wrong less often; small numbers have more room than large ones. The fault is twice the threshold, or silence, set into each healthy window; the time is the median, and missed is what half of them or more were. Suggested is the fastest of those with ${countWords(goal, 'false rollback')} per 1,000 windows at most.</p>
<div class="suggestions">${suggestions.map((one, index) => card(one, `plot-${index + 1}`))}</div></section>`;
}

function card(suggestion: Suggestion, id: string): Markup {
  const { criterion, alarm, why, tried } = suggestion;
  const { now, better } = choiceOf(suggestion);
  const isBoth = suggestion.suggested === suggestion.configured;
  return html`<article class="panel suggestion"><h3>${criterion}</h3><p class="found"><code>${quote(alarm)}</code></p>
${better === undefined ? html`<p class="why">${quote(why)}</p>` : undefined}
<dl class="chosen">${now && choice(isBoth ? 'Configured, and suggested' : 'Configured', isBoth ? 'both' : 'configured', now)}${better && choice('Suggested', 'suggested', better)}</dl>
<div class="plot-frame">${backtestPlotSvg(suggestion, id)}</div>
${legend(suggestion)}
<details class="as-table"><summary>${countWords(tried.length, 'setting')} of ${criterion} as a table</summary>${triedTable(suggestion)}</details></article>
`;
}

const key = (drawing: Markup, words: string): Markup =>
  html`<li><svg class="key" aria-hidden="true" focusable="false" width="26" height="22"><svg class="mark" x="13" y="11" width="1" height="1">${drawing}</svg></svg>${words}</li>`;

function choice(words: string, kind: 'configured' | 'suggested' | 'both', tried: Tried): Markup {
  return html`<div><dt><svg class="key" aria-hidden="true" focusable="false" width="26" height="22"><svg class="mark" x="13" y="11" width="1" height="1">${mark(kind)}</svg></svg>${words}</dt><dd><strong>${triedWords(tried)}</strong>${foundWords(tried)}; false rollbacks: ${rateWords(tried.falseRollbacks)}</dd></div>`;
}

const kindWords: Readonly<Record<PointKind, string>> = {
  configured: 'Configured',
  suggested: 'Suggested',
  both: 'Configured and suggested',
  other: 'Tried, by its number in the table',
};

/** A shape beside each word: the colours alone tell nothing. */
function legend(suggestion: Suggestion): Markup {
  const drawn = new Set(plotOf(suggestion).points.map(({ kind }) => kind));
  const kinds = (Object.keys(kindWords) as PointKind[]).filter((kind) => drawn.has(kind));
  const interval = key(html`<line class="whisker p-configured" y1="-9" y2="9"/>`, '95\u00A0% interval');
  const line = key(html`<line class="goal" x1="-11" x2="11"/>`, `${goal} per 1,000`);
  return html`<ul class="keys">${kinds.map((kind) => key(mark(kind), kindWords[kind]))}${interval}${line}</ul>`;
}

function triedTable({ tried, configured, suggested }: Suggestion): Markup {
  const rows = tried.map((one, index) => {
    const role = [index === configured && 'configured', index === suggested && 'suggested'].filter(Boolean).join(', ');
    return [
      html`<div>${index + 1}${role === '' ? undefined : html` <strong>${role}</strong>`}</div>`,
      html`${one.datapoints}`,
      html`${one.requestsAtLeast === undefined ? 'none' : numberWords(one.requestsAtLeast)}`,
      html`${detectionWords(one)}`,
      html`${shareWords(one.missed)}`,
      html`<div>${perThousand(one.falseRollbacks.per1000)} (${boundsWords(one.falseRollbacks)})</div>`,
    ];
  });
  return table(['Number', 'Datapoints', 'Request floor', 'Found after', 'Missed', 'False per 1,000'], rows);
}
