import type { ReportedVerifiedItem, WindowReport } from '../domain/window/window-report.ts';
import { html, type Markup } from './escape.ts';
import { badge, moment, quote, table } from './html-parts.ts';
import { icon, lookOf } from './icons.ts';
import {
  describeVerifications,
  type GridCell,
  type GridRow,
  gridMeanings,
  triesWords,
  type VerificationGrid,
  type VerificationProblem,
  verificationGrid,
  verificationProblems,
  worstOfProblem,
} from './window-verifications.ts';
import { findingWords, outcomeWords } from './words.ts';

/** More moments do not fit side by side: then each is a row, and the checks are the columns. */
const mostColumns = 5;

/** What was looked at from outside: a grid of all, then what did not pass, with its evidence and what to do. */
export function verificationsSection(report: WindowReport): Markup | undefined {
  const grid = verificationGrid(report);
  if (grid === undefined) return undefined;
  const lede = describeVerifications(report) ?? 'No verification was to be made.';
  const problems = verificationProblems(report).map(problemCard);
  const cards = problems.length === 0 ? undefined : html`<ul class="cards under">${problems}</ul>`;
  return html`<section aria-labelledby="verifications"><h2 id="verifications">Verifications</h2><p class="lede">${lede}</p>
<div class="panel verified">${grid.moments.length > mostColumns ? byMoment(grid) : byCheck(grid)}${meanings(report)}</div>${cards}</section>`;
}

function byCheck({ moments, rows }: VerificationGrid): Markup {
  return table(
    ['Check', ...moments.map(({ words }) => words)],
    rows.map((row) => [rowHead(row), ...row.cells.map(cell)]),
  );
}

function byMoment({ moments, rows }: VerificationGrid): Markup {
  const notes = rows.map((row) => html`<li>${rowHead(row)}</li>`);
  const grid = table(
    ['When', ...rows.map(({ id }) => id)],
    moments.map(({ words }, index) => [
      html`<strong>${words}</strong>`,
      ...rows.map(({ cells }) => cell(cells[index] ?? { look: 'skipped', words: '–' })),
    ]),
  );
  return html`<ul class="watched">${notes}</ul>${grid}`;
}

function rowHead({ id, title, how, note }: GridRow): Markup {
  const more = note === undefined ? undefined : html`<span class="found">${quote(note)}</span>`;
  return html`<div><strong>${quote(title)}</strong><span class="found"><code>${id}</code> ${how}</span>${more}</div>`;
}

const cell = ({ look, words }: GridCell): Markup =>
  html`<span class="cell o-${lookOf(look)}">${icon(look)}<span>${words}</span></span>`;

/** What the words mean that are no outcomes. */
function meanings(report: WindowReport): Markup | undefined {
  const lines = gridMeanings(report).map(({ words, meaning }) => html`<li><strong>${words}</strong>: ${meaning}</li>`);
  return lines.length === 0 ? undefined : html`<ul class="meanings">${lines}</ul>`;
}

function problemCard(problem: VerificationProblem): Markup {
  const { id, title, how, seen } = problem;
  const worst = worstOfProblem(problem);
  const [last, ...earlier] = seen;
  if (last === undefined) return html``;
  const before =
    earlier.length === 0
      ? undefined
      : html`<details class="as-table"><summary>${earlier.length} earlier</summary>${earlier.map(finding)}</details>`;
  const todo =
    last.remediation === undefined
      ? undefined
      : html`<div class="todo"><h4>What to do</h4><p>${quote(last.remediation)}</p></div>`;
  return html`<li class="card o-${worst}">${badge(worst)}<h3>${quote(title)}</h3><p class="found"><code>${id}</code> ${how}</p>${finding(last)}${todo}${before}</li>
`;
}

function finding(item: ReportedVerifiedItem & { readonly at: string }): Markup {
  const { outcome, evidence, at } = item;
  const rows = evidence.map(({ where, observed, expected, when }) => [
    quote(where),
    quote(observed),
    quote(expected),
    when === undefined ? html`–` : moment(when),
  ]);
  const seen = rows.length === 0 ? undefined : table(['Where', 'Observed', 'Expected', 'When'], rows);
  return html`<div class="finding"><p><strong>${outcomeWords[outcome]}</strong>, ${moment(at)}, ${triesWords(item)}: ${quote(findingWords(item))}</p>${seen}</div>`;
}
