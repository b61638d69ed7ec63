import { breakGlassVotes } from '../domain/approvals/reported-people.ts';
import { shortCommit } from '../domain/short-commit.ts';
import type { WindowReport } from '../domain/window/window-report.ts';
import { html, type Markup } from './escape.ts';
import { htmlPage } from './html-page.ts';
import { fact, factsSection, moment, quote } from './html-parts.ts';
import { breakGlassNotice, itemCard } from './html-people.ts';
import { icon } from './icons.ts';
import { safeLink } from './safe-link.ts';
import { windowFacts } from './window-facts.ts';
import { rollbackSection, schemaSection, triggerSection } from './window-html-rollback.ts';
import { windowTimelineSection } from './window-html-timeline.ts';
import { verificationsSection } from './window-html-verifications.ts';
import { blindSection, criteriaSection } from './window-html-watch.ts';
import { windowStyles } from './window-styles.ts';
import { drillSentence } from './window-trigger-words.ts';
import {
  criterionStandings,
  deploymentName,
  resultLooks,
  resultWords,
  standingTally,
  windowSentence,
} from './window-words.ts';

/** The window's report as one page that needs nothing but itself, with the look of the gate's. */
export function windowAsHtml(report: WindowReport): string {
  const body = html`${breakGlassNotice(breakGlassVotes(report.approvals), 'This result rests')}
${banner(report)}
<main>
${openedSection(report)}
${nextSection(report)}
${triggerSection(report)}
${rollbackSection(report)}
${schemaSection(report)}
${peopleSection(report)}
${blindSection(report)}
${verificationsSection(report)}
${criteriaSection(report)}
${windowTimelineSection(report)}
${factsSection('Release and window', windowFacts(report))}
</main>
<footer><p>Preflight report of rollback window ${quote(report.run.id)}. All times are UTC.</p></footer>`;
  const drill = report.drill === undefined ? '' : 'Drill: ';
  const title = `${drill}${resultWords[report.result]}: ${deploymentName(report)} in ${report.environment}`;
  return htmlPage({ title, styles: windowStyles, body });
}

function banner(report: WindowReport): Markup {
  const { result, environment, release, openedAt, endsAt, closedAt, go } = report;
  const counts = standingTally(report).map(({ standing, count }) => {
    const { look, words } = criterionStandings[standing];
    return html`<li>${icon(look)}${count} ${words.toLowerCase()}</li>`;
  });
  const drill = drillSentence(report);
  const facts = [
    fact('Commit', html`<code title="${release.commit}">${shortCommit(release.commit)}</code>`),
    release.previous && fact('Replaces', quote(release.previous.version)),
    fact('Opened', moment(openedAt)),
    closedAt === undefined ? fact('Open until', moment(endsAt)) : fact('Closed', moment(closedAt)),
    go && fact('GO of run', quote(go.run)),
  ];
  return html`<header class="banner ${result}"><div class="inner">
<p class="eyebrow">Preflight rollback window</p>
<h1>${icon(resultLooks[result])}<span>${resultWords[result]}</span></h1>
<p class="release"><strong>${quote(deploymentName(report))}</strong> in ${quote(environment)}</p>
${drill === undefined ? undefined : html`<p class="drill">${quote(drill)}</p>`}<p class="summary">${quote(windowSentence(report))}</p>
<ul class="tally">${counts}</ul>
<dl>${facts}</dl>
</div></header>`;
}

/** What is unusual about how it came to be, and went. */
function openedSection({ withoutGo, supersedes, supersededBy }: WindowReport): Markup | undefined {
  const notes = [
    withoutGo === undefined
      ? undefined
      : html`<li class="card o-warn"><h3>Opened without a GO</h3><p class="found">${quote(withoutGo)}</p></li>`,
    supersedes === undefined
      ? undefined
      : html`<li class="card o-skipped"><h3>Took over from a window that was still open</h3><p class="found"><code>${quote(supersedes)}</code></p></li>`,
    supersededBy === undefined
      ? undefined
      : html`<li class="card o-skipped"><h3>A newer deployment took over</h3><p class="found">Window <code>${quote(supersededBy.run)}</code>, ${moment(supersededBy.at)}</p></li>`,
  ].filter((note) => note !== undefined);
  if (notes.length === 0) return undefined;
  return html`<section aria-labelledby="opened"><h2 id="opened">How it opened</h2><ul class="cards">${notes}</ul></section>`;
}

function nextSection({ next, result }: WindowReport): Markup | undefined {
  if (next.length === 0) {
    if (result !== 'healthy') return undefined;
    return html`<section class="clear" aria-labelledby="next"><h2 id="next">Nothing is to be done</h2><p>The release stays.</p></section>`;
  }
  const steps = next.map(({ text, link, command }) => {
    const href = link === undefined ? undefined : safeLink(link);
    const run = command === undefined ? undefined : html`<p class="command"><code>${quote(command)}</code></p>`;
    const more =
      href === undefined
        ? undefined
        : html`<p class="links"><a href="${href}" rel="noreferrer">Open the runbook</a></p>`;
    return html`<li class="card o-${resultLooks[result]}"><p>${quote(text)}</p>${run}${more}</li>
`;
  });
  return html`<section aria-labelledby="next"><h2 id="next">What to do now</h2><ol class="cards">${steps}</ol></section>`;
}

function peopleSection(report: WindowReport): Markup | undefined {
  const { approvals = [] } = report;
  if (approvals.length === 0) return undefined;
  return html`<section aria-labelledby="people"><h2 id="people">Decided by people</h2><ol class="cards">${approvals.map((item) => itemCard(item, report))}</ol></section>`;
}
