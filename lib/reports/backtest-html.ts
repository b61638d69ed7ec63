import type { BacktestReport, ReplayedCriterion } from '../backtest/backtest.ts';
import { suggestionsSection } from './backtest-html-suggestions.ts';
import { backtestStyles } from './backtest-styles.ts';
import {
  afterWords,
  countWords,
  headlineWords,
  leftOutWords,
  minuteWords,
  numberWords,
  rateWords,
  replayedStandings,
  rolledBackOf,
  standingOfReplayed,
  valuesWords,
} from './backtest-words.ts';
import { html, type Markup } from './escape.ts';
import { htmlPage } from './html-page.ts';
import { badge, fact, factsSection, moment, quote, table } from './html-parts.ts';
import { icon, type Look } from './icons.ts';
import { excerptOf, responseWords } from './window-words.ts';
import { durationWords } from './words.ts';

/** A backtest as one page that needs nothing but itself, with the look of the window's report. */
export function backtestAsHtml(report: BacktestReport): string {
  const body = html`${banner(report)}
<main>
${rolledBackSection(report)}
${criteriaSection(report)}
${suggestionsSection(report)}
${factsSection('What was replayed', facts(report))}
</main>
<footer><p>Preflight backtest of ${quote(report.service)} in ${quote(report.environment)}. All times are UTC. Nothing was changed anywhere: the past was computed again, as <code>docs/alarm-evaluation.md</code> tells.</p></footer>`;
  const title = `${headlineWords(report)}: ${report.service} in ${report.environment}`;
  return htmlPage({ title, styles: backtestStyles, body });
}

/** Whether there is anything that the numbers say. */
const saysSomething = ({ windows, criteria }: BacktestReport): boolean =>
  windows.length > 0 && criteria.some(({ notReplayed }) => notReplayed === undefined);

function bannerOf(report: BacktestReport): { readonly className: string; readonly look: Look } {
  if (!saysSomething(report)) return { className: 'inconclusive', look: 'error' };
  return rolledBackOf(report).length === 0
    ? { className: 'healthy', look: 'pass' }
    : { className: 'rolled-back', look: 'warn' };
}

function banner(report: BacktestReport): Markup {
  const { service, environment, from, to, windows, falseRollbacks, opened, windowSeconds } = report;
  const { className, look } = bannerOf(report);
  const standings = Map.groupBy(report.criteria, standingOfReplayed);
  const counts = (['red', 'quiet', 'unknown'] as const).flatMap((standing) => {
    const count = standings.get(standing)?.length ?? 0;
    const { look: shape, words } = replayedStandings[standing];
    return count === 0
      ? []
      : [html`<li>${icon(shape)}${countWords(count, 'criterion', 'criteria')} ${words.toLowerCase()}</li>`];
  });
  const tallied = [
    fact('From', moment(from)),
    fact('To', moment(to)),
    fact('Windows', html`${numberWords(windows.length)}, ${quote(opened)}`),
    fact('Each open for', html`${durationWords(windowSeconds * 1000)}`),
  ];
  return html`<header class="banner ${className}"><div class="inner">
<p class="eyebrow">Preflight backtest</p>
<h1>${icon(look)}<span>${headlineWords(report)}</span></h1>
<p class="release"><strong>${quote(service)}</strong> in ${quote(environment)}</p>
<p class="summary">False rollbacks: ${rateWords(falseRollbacks)}.</p>
<ul class="tally">${counts}</ul>
<dl>${tallied}</dl>
</div></header>`;
}

function rolledBackSection(report: BacktestReport): Markup {
  const all = rolledBackOf(report);
  if (all.length === 0) {
    const words = saysSomething(report)
      ? 'No window would have rolled back, of those that were replayed.'
      : 'Nothing could be replayed, so this says nothing.';
    return html`<section class="clear" aria-labelledby="windows"><h2 id="windows">Windows that would have rolled back</h2><p>${words}</p></section>`;
  }
  const { first, leftOut, last } = excerptOf(all);
  const row = ({ openedAt, incident, rolledBack, redAtOpening }: (typeof all)[number]): Markup[] => [
    moment(openedAt),
    html`<div>${incident ? badge('skipped', 'Incident') : badge('warn', 'False')}</div>`,
    html`<div>${moment(rolledBack.at)}, ${afterWords(openedAt, rolledBack.at)}</div>`,
    html`<div>${quote(rolledBack.criterion)} <p class="gaps"><code>${quote(rolledBack.alarm)}</code></p></div>`,
    html`<div>${valuesWords(rolledBack)}${redAtOpening.length === 0 ? undefined : html`<p class="gaps">Red already at the opening: ${quote(redAtOpening.join(', '))}</p>`}</div>`,
  ];
  const gap =
    leftOut === 0 ? [] : [[html`–`, html`–`, html`–`, html`–`, html`${numberWords(leftOut)} more stand in the JSON`]];
  const names = ['Opened', 'Counts as', 'Rolled back', 'By', 'Values'];
  return html`<section aria-labelledby="windows"><h2 id="windows">Windows that would have rolled back</h2><p class="lede">False means that nobody named an incident at that time. The values are those that the alarm was red on, the oldest first.</p>
<div class="panel">${table(names, [...first.map(row), ...gap, ...last.map(row)])}</div></section>`;
}

function criteriaSection({ criteria, windows }: BacktestReport): Markup {
  const rows = criteria.map((one) => criterionRow(one, windows.length));
  return html`<section aria-labelledby="criteria"><h2 id="criteria">The ${criteria.length} criteria</h2><p class="lede">Of one that was not replayed, this report says nothing: it may be red all the same.</p>
<div class="group"><ul class="checks">${rows}</ul></div></section>`;
}

function criterionRow(criterion: ReplayedCriterion, windows: number): Markup {
  const { id, title, severity, response, notReplayed, gaps, red } = criterion;
  const { look, words } = replayedStandings[standingOfReplayed(criterion)];
  const why = notReplayed === undefined ? undefined : html` <span class="found">${quote(notReplayed)}</span>`;
  const list =
    gaps.length === 0 ? undefined : html`<ul class="gaps">${gaps.map((gap) => html`<li>${quote(gap)}</li>`)}</ul>`;
  const count = notReplayed === undefined ? `red in ${numberWords(red)} of ${numberWords(windows)}` : '';
  return html`<li class="check" id="criterion-${id}"><div class="row">${badge(look, words)}<div class="what"><span class="title">${quote(title)}</span> <span class="found"><code>${id}</code> ${severity}, ${responseWords[response]}</span>${why}${list}</div><span class="took">${count}</span></div></li>
`;
}

function facts(report: BacktestReport) {
  const { minutes, windowSeconds, lateSeconds, opened, from, to, windows } = report;
  const incidents = windows.filter(({ incident }) => incident).length;
  const leftOut = leftOutWords(report);
  const history = [
    { term: 'From', values: [minuteWords(from)] },
    { term: 'To', values: [minuteWords(to)] },
    {
      term: 'Minutes',
      values: [`${numberWords(minutes.all)}, ${numberWords(minutes.withData)} of them with any datapoint`],
    },
    { term: 'Datapoints', values: [`seen ${durationWords(lateSeconds * 1000)} after the end of their minute`] },
  ];
  const ofWindows = [
    { term: 'Opened', values: [opened] },
    { term: 'Windows', values: [numberWords(windows.length)] },
    ...(leftOut === undefined ? [] : [{ term: 'Left out', values: [leftOut] }]),
    { term: 'In incidents', values: [numberWords(incidents)] },
    { term: 'Each open for', values: [durationWords(windowSeconds * 1000)] },
  ];
  return [
    { title: 'History', facts: history },
    { title: 'Windows', facts: ofWindows },
  ];
}
