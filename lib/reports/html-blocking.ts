import { waivedChecks } from '../domain/approvals/reported-people.ts';
import { blockingItems, type Report, type ReportedCheck, type ReportedItem, unaskedOf } from '../domain/report.ts';
import {
  type Blocker,
  blockersOf,
  itemBlocker,
  nothingRan,
  nothingRanFinding,
  quarantineFinding,
  quarantineTitle,
  refusalsOf,
  remediesOf,
  unaskedFinding,
  warningsOf,
} from './blockers.ts';
import { html, type Markup } from './escape.ts';
import { anchorOf, itemBadge } from './html-item.ts';
import { badge, quote } from './html-parts.ts';
import { itemLooks } from './item-looks.ts';
import { findingWords, outcomeMeanings, tally } from './words.ts';

export function blockingSection(report: Report): Markup {
  const blockers = blockersOf(report);
  const cards = [
    ...quarantineCard(report),
    ...blockers.map((blocker) => blockerCard(blocker, report)),
    ...blockingItems(report).map((item) => itemCard(item, report)),
    ...unaskedOf(report).map(unaskedCard),
    ...(nothingRan(report) ? [nothingRanCard()] : []),
  ];
  if (cards.length === 0) return clearSection(report);
  const kinds = tally(blockers).map(({ standing }) => html`<li>${badge(standing)} ${outcomeMeanings[standing]}</li>`);
  return html`<section aria-labelledby="blocking"><h2 id="blocking">What blocks, and what to do about it</h2>
<ul class="legend">${kinds}</ul><ol class="cards">${cards}</ol></section>`;
}

/** A GO says what it rests on: what was switched off was not looked at, and what failed was accepted. */
function clearSection(report: Report): Markup {
  const checks = report.groups.flatMap((group) => group.checks);
  const off = checks.filter((check) => check.outcome === 'skipped').length;
  const are = off === 1 ? 'is' : 'are';
  const waived = waivedChecks(report).length;
  const accepted =
    waived === 0 ? '' : ` ${waived === 1 ? '1 check' : `${waived} checks`} did not pass, and people accepted that.`;
  const note =
    off === 0
      ? `All ${checks.length} checks of the checklist ran.`
      : `${checks.length - off} of ${checks.length} checks ran; ${off} ${are} off, so nobody looked there. The reasons stand below.`;
  return html`<section class="clear" aria-labelledby="blocking"><h2 id="blocking">Nothing blocks this release</h2><p>${note}${accepted}</p></section>`;
}

export function warningSection(report: Report): Markup | undefined {
  const warnings = warningsOf(report);
  if (warnings.length === 0) return undefined;
  return html`<section aria-labelledby="warnings"><h2 id="warnings">Warnings</h2>
<p class="lede">Not right, but no reason to keep the release back.</p><ol class="cards">${warnings.map((warning) => blockerCard(warning, report))}</ol></section>`;
}

interface Card {
  readonly tone: ReportedCheck['outcome'];
  readonly badge: Markup;
  readonly title: Markup;
  readonly found: string;
  readonly remedies: readonly string[];
  /** What people said when they were asked to accept it. */
  readonly refusals?: readonly string[];
  readonly links?: readonly Markup[];
}

function card({ tone, badge: label, title, found, refusals = [], remedies, links }: Card): Markup {
  return html`<li class="card o-${tone}">${label}<h3>${title}</h3><p class="found">${quote(found)}</p>${refusals.map((one) => html`<p class="found">${quote(one)}</p>`)}
<div class="todo"><h4>What to do</h4>${remedies.map((remedy) => html`<p>${quote(remedy)}</p>`)}</div>${links && html`<p class="links">${links}</p>`}</li>
`;
}

function blockerCard(blocker: Blocker, report: Report): Markup {
  const { checks, outcome, groupTitle } = blocker;
  const [first] = checks;
  const title =
    checks.length === 1 && first ? quote(first.title) : html`${quote(groupTitle)} (${checks.length} checks)`;
  return card({
    tone: outcome,
    badge: badge(outcome),
    title,
    found: findingWords(blocker),
    refusals: refusalsOf(blocker, report),
    remedies: remediesOf(blocker),
    links: checks.map(evidenceLink),
  });
}

/** Down to the check's row, where its evidence stands open. */
function evidenceLink({ id, evidence }: ReportedCheck, _: number, all: readonly ReportedCheck[]): Markup {
  if (all.length > 1) return html`<a href="#check-${id}">${id}</a>`;
  const words = evidence.length === 0 ? 'See the check' : `See the evidence (${evidence.length})`;
  return html`<code>${id}</code><a href="#check-${id}">${words}</a>`;
}

function itemCard(item: ReportedItem, report: Report): Markup {
  return card({
    tone: itemLooks[item.status],
    badge: itemBadge(item),
    title: quote(item.title),
    links: [html`<code>${quote(item.id)}</code><a href="#${anchorOf(item, report)}">See who said what</a>`],
    ...itemBlocker(item),
  });
}

function quarantineCard(report: Report): Markup[] {
  const finding = quarantineFinding(report);
  if (finding === undefined) return [];
  return [card({ tone: 'fail', badge: badge('fail', 'In quarantine'), title: html`${quarantineTitle}`, ...finding })];
}

function unaskedCard(name: string): Markup {
  return card({
    tone: 'error',
    badge: badge('error', 'Not asked for'),
    title: quote(name),
    ...unaskedFinding,
  });
}

function nothingRanCard(): Markup {
  return card({
    tone: 'skipped',
    badge: badge('skipped'),
    title: html`No check ran`,
    ...nothingRanFinding,
  });
}
