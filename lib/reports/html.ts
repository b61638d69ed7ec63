import { breakGlassUses } from '../domain/approvals/reported-people.ts';
import type { Report } from '../domain/report.ts';
import { shortCommit } from '../domain/short-commit.ts';
import { html, type Markup } from './escape.ts';
import { factsOf } from './facts.ts';
import { blockingSection, warningSection } from './html-blocking.ts';
import { checksSection } from './html-checks.ts';
import { htmlPage, policyFor } from './html-page.ts';
import { fact, factsSection, moment, quote } from './html-parts.ts';
import { breakGlassNotice, peopleSection, waivedSection } from './html-people.ts';
import { timelineSection } from './html-timeline.ts';
import { icon } from './icons.ts';
import { styles } from './styles.ts';
import { releaseName, summarySentence, tally, tallyWords, verdictWords } from './words.ts';

export const contentSecurityPolicy = policyFor(styles);

/** The report as one page that needs nothing but itself: it opens from a disk, a mail or a bucket, years later. */
export function reportAsHtml(report: Report): string {
  const title = `${verdictWords[report.verdict]}: ${releaseName(report)} to ${report.environment}`;
  const body = html`${breakGlassNotice(breakGlassUses(report), 'This verdict rests')}
${banner(report)}
<main>
${blockingSection(report)}
${waivedSection(report)}
${warningSection(report)}
${peopleSection(report)}
${checksSection(report)}
${timelineSection(report)}
${factsSection('Release and run', factsOf(report))}
</main>
<footer><p>Preflight report of run ${quote(report.run.id)}. All times are UTC.</p></footer>`;
  return htmlPage({ title, styles, body });
}

function banner(report: Report): Markup {
  const { verdict, environment, run, release, expiresAt, groups } = report;
  const counts = tally(groups.flatMap((group) => group.checks));
  const may = verdict === 'go' ? 'may go to' : 'must not go to';
  const facts = [
    release && fact('Commit', html`<code title="${release.commit}">${shortCommit(release.commit)}</code>`),
    fact('Decided', moment(run.decidedAt)),
    expiresAt === undefined ? undefined : fact('Holds until', moment(expiresAt)),
    release && fact('Requested by', quote(release.requestedBy)),
  ];
  return html`<header class="banner ${verdict}"><div class="inner">
<p class="eyebrow">Preflight release gate</p>
<h1>${icon(verdict === 'go' ? 'pass' : 'fail')}<span>${verdictWords[verdict]}</span></h1>
<p class="release"><strong>${quote(releaseName(report))}</strong> ${may} ${quote(environment)}</p>
<p class="summary">${quote(summarySentence(report))}</p>
<ul class="tally">${counts.map((one) => html`<li>${icon(one.standing)}${tallyWords(one)}</li>`)}</ul>
<dl>${facts}</dl>
</div></header>`;
}
