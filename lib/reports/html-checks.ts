import type { Report, ReportedCheck } from '../domain/report.ts';
import { html, type Markup } from './escape.ts';
import { badge, badges, moment, quote, table } from './html-parts.ts';
import { durationWords, findingWords, standingOf, tally, tallyWords } from './words.ts';

export function checksSection(report: Report): Markup {
  return html`<section aria-labelledby="checks"><h2 id="checks">All checks</h2>${report.groups.map((group) => groupSection(group, report))}</section>`;
}

function groupSection(group: Report['groups'][number], report: Report): Markup {
  const counts = tally(group.checks).map(tallyWords).join(', ');
  return html`<section class="group" aria-labelledby="group-${group.group}"><div class="group-head"><h3 id="group-${group.group}">${quote(group.title)}</h3><p>${counts}</p></div>
${offForOneReason(group.checks) ?? html`<ul class="checks">${group.checks.map((check) => checkRow(check, report))}</ul>`}</section>
`;
}

/** A group that is off as a whole says its reason once. */
function offForOneReason(checks: readonly ReportedCheck[]): Markup | undefined {
  const [first] = checks;
  if (first === undefined || checks.length < 2) return undefined;
  if (!checks.every((check) => check.outcome === 'skipped' && check.summary === first.summary)) return undefined;
  const titles = checks.map(({ id, title }) => html`<li id="check-${id}">${quote(title)}</li>`);
  return html`<div class="all-off">${badge(standingOf(first))}<p class="found">${quote(findingWords(first))}</p><ul>${titles}</ul></div>`;
}

function checkRow(check: ReportedCheck, report: Report): Markup {
  const { id, title, durationMs } = check;
  const took = durationMs === undefined ? '' : durationWords(durationMs);
  const head = html`${badges(check)}<span class="what"><span class="title">${quote(title)}</span> <span class="found">${quote(findingWords(check))}</span></span><span class="took">${took}</span>`;
  // What never ran has nothing to unfold.
  if (check.startedAt === undefined && check.evidence.length === 0)
    return html`<li class="check" id="check-${id}"><div class="row">${head}</div></li>`;
  const open = report.blocking.includes(id) || check.waiver !== undefined ? html` open` : undefined;
  return html`<li class="check" id="check-${id}"><details${open}><summary class="row">${head}</summary><div class="more">${evidenceTable(check)}${ran(check)}</div></details></li>
`;
}

function ran({ id, outcome, startedAt }: ReportedCheck): Markup {
  // What people decided has no start of its own: the evidence says when they did.
  const never = outcome === 'error' ? 'never ran' : 'decided by people';
  const when = startedAt === undefined ? never : html`looked at ${moment(startedAt)}`;
  return html`<p class="ran"><code>${id}</code> ${when}</p>`;
}

function evidenceTable({ evidence }: ReportedCheck): Markup {
  if (evidence.length === 0) return html`<p class="none">No evidence: nothing was seen.</p>`;
  const timed = evidence.some(({ when }) => when !== undefined);
  const rows = evidence.map(({ where, observed, expected, when }) => {
    const cells = [where, observed, expected].map(quote);
    return timed ? [...cells, when === undefined ? html`–` : moment(when)] : cells;
  });
  return table(['Where', 'Observed', 'Expected', ...(timed ? ['When'] : [])], rows);
}
