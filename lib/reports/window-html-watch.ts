import type { ReportedCriterion, WindowReport } from '../domain/window/window-report.ts';
import { html, type Markup } from './escape.ts';
import { badge, moment, quote, table } from './html-parts.ts';
import { baselineFacts } from './window-facts.ts';
import { factList } from './window-html-rollback.ts';
import { laneLabel } from './window-timeline.ts';
import { probeNames, seenWords } from './window-verifications.ts';
import { criterionStandings, excerptOf, responseWords, standingOfCriterion, stateWords } from './window-words.ts';

export function blindSection({ blind }: WindowReport): Markup | undefined {
  if (blind.length === 0) return undefined;
  const { first, leftOut, last } = excerptOf(blind);
  const row = ({ what, why, from, to }: (typeof blind)[number]): Markup[] => [
    quote(what),
    quote(why),
    moment(from),
    to === undefined ? html`it went on` : moment(to),
  ];
  const gap = leftOut === 0 ? [] : [[html`${leftOut} more stand in the JSON`, html`–`, html`–`, html`–`]];
  return html`<section aria-labelledby="blind"><h2 id="blind">Blind spots</h2><p class="lede">What could not be seen. A window with one cannot end healthy.</p>
<div class="panel">${table(['What', 'Why', 'From', 'To'], [...first.map(row), ...gap, ...last.map(row)])}</div></section>`;
}

export function criteriaSection(report: WindowReport): Markup {
  const rows = report.criteria.map((criterion) => criterionRow(criterion, report));
  return html`<section aria-labelledby="criteria"><h2 id="criteria">The ${report.criteria.length} criteria</h2>
<div class="group"><ul class="checks">${rows}</ul></div>
<div class="fact-lists under"><section class="panel"><h3>Baseline of the response time</h3>${factList(baselineFacts(report))}</section>${redSection(report)}</div></section>`;
}

function criterionRow(criterion: ReportedCriterion, report: WindowReport): Markup {
  const { id, title, severity, response, alarms } = criterion;
  const standing = standingOfCriterion(criterion, report);
  const { look, words } = criterionStandings[standing];
  const note = noteOf(criterion);
  const found = note === undefined ? undefined : html` <span class="found">${quote(note)}</span>`;
  const head = html`${badge(look, words)}<span class="what"><span class="title">${quote(title)}</span> <span class="found"><code>${id}</code> ${severity}, ${responseWords[response]}</span>${found}</span>`;
  if (alarms.length === 0)
    return html`<li class="check" id="criterion-${id}"><div class="row">${head}<span class="took"></span></div></li>`;
  const open = look === 'pass' ? undefined : html` open`;
  const count = alarms.length === 1 ? '1 alarm' : `${alarms.length} alarms`;
  return html`<li class="check" id="criterion-${id}"><details${open}><summary class="row">${head}<span class="took">${count}</span></summary><div class="more">${alarmTable(criterion)}</div></details></li>
`;
}

function noteOf(criterion: ReportedCriterion): string | undefined {
  const { alarms, notWatched, probes } = criterion;
  if (notWatched !== undefined) return notWatched;
  if (probes === undefined)
    return alarms.length === 0 ? 'No alarm watches it: only a person can trigger it.' : undefined;
  const last = probes.last === undefined ? 'none was made' : seenWords(probes.last).toLowerCase();
  return `Each verification ${probeNames(criterion)}; the last one: ${last}.`;
}

function alarmTable(criterion: ReportedCriterion): Markup {
  const rows = criterion.alarms.map(({ name, seen, redAtOpen }, index) => {
    const label = criterion.alarms.length === 1 ? undefined : html`${laneLabel(criterion, index)}: `;
    const before = redAtOpen === true ? html` Red already when the window opened.` : undefined;
    const silenced = seen?.silenced === undefined ? undefined : html` Silenced: ${quote(seen.silenced)}.`;
    return [
      html`<div>${label}<code>${quote(name)}</code></div>`,
      html`${seen === undefined ? 'never seen' : stateWords[seen.state]}`,
      seen === undefined ? html`–` : moment(seen.since),
      html`<div>${seen === undefined || seen.reason === '' ? html`–` : quote(seen.reason)}${silenced}${before}</div>`,
    ];
  });
  return table(['Alarm', 'Seen last', 'Since', "CloudWatch's reason"], rows);
}

function redSection({ redAtOpen }: WindowReport): Markup | undefined {
  if (redAtOpen.length === 0) return undefined;
  const rows = redAtOpen.map(({ name, since, reason }) => [
    html`<code>${quote(name)}</code>`,
    moment(since),
    quote(reason),
  ]);
  return html`<section class="panel"><h3>Red already when the window opened</h3><p class="none">Only a new transition of these counted.</p>${table(['Alarm', 'Since', "CloudWatch's reason"], rows)}</section>`;
}
