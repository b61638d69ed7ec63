import { createHash } from 'node:crypto';
import { shortCommit } from '../domain/release.ts';
import type { Report } from '../domain/report.ts';
import { html, type Markup } from './escape.ts';
import { factsOf } from './facts.ts';
import { blockingSection, warningSection } from './html-blocking.ts';
import { checksSection } from './html-checks.ts';
import { fact, moment, quote } from './html-parts.ts';
import { breakGlassNotice, peopleSection, waivedSection } from './html-people.ts';
import { timelineSection } from './html-timeline.ts';
import { icon, iconSprite } from './icons.ts';
import { styles } from './styles.ts';
import { releaseName, summarySentence, tally, tallyWords, verdictWords } from './words.ts';

/** The page may use this one style sheet, by its hash, and nothing else: no script, no request, no frame, no form. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(styles).digest('base64')}'`,
  "img-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The report as one page that needs nothing but itself: it opens from a disk, a mail or a bucket, years later. */
export function reportAsHtml(report: Report): string {
  const title = `${verdictWords[report.verdict]}: ${releaseName(report)} to ${report.environment}`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${{ markup: styles }}</style>
</head>
<body>
${iconSprite}
${breakGlassNotice(report)}
${banner(report)}
<main>
${blockingSection(report)}
${waivedSection(report)}
${warningSection(report)}
${peopleSection(report)}
${checksSection(report)}
${timelineSection(report)}
${factsSection(report)}
</main>
<footer><p>Preflight report of run ${quote(report.run.id)}. All times are UTC.</p></footer>
</body>
</html>
`;
  return page.markup;
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

function factsSection(report: Report): Markup {
  const lists = factsOf(report).map(({ title, facts }) => {
    const entries = facts.map(({ term, values, code }) =>
      fact(
        term,
        html`${values.map((value) => html`<p>${code === true ? html`<code>${quote(value)}</code>` : quote(value)}</p>`)}`,
      ),
    );
    return html`<section class="panel facts"><h3>${title}</h3><dl>${entries}</dl></section>`;
  });
  return html`<section aria-labelledby="facts"><h2 id="facts">Release and run</h2><div class="fact-lists">${lists}</div></section>`;
}
