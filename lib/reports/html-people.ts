import { type BreakGlassUse, type WaivedCheck, waivedChecks } from '../domain/approvals/reported-people.ts';
import { listed } from '../domain/listed.ts';
import type { Report, ReportedItem } from '../domain/report.ts';
import { html, type Markup } from './escape.ts';
import { anchorOf, itemBadge } from './html-item.ts';
import { badges, fact, moment, quote, table, waivedBadge } from './html-parts.ts';
import { itemLooks } from './item-looks.ts';
import {
  acceptedBefore,
  acceptedBy,
  askedWords,
  authorsOffWords,
  lookedAgain,
  voteWords,
  waiverReach,
} from './item-words.ts';
import { findingWords } from './words.ts';

/** Above all else: one person decided alone. @param rests `This verdict rests` */
export function breakGlassNotice(uses: readonly BreakGlassUse[], rests: string): Markup | undefined {
  if (uses.length === 0) return undefined;
  const lines = uses.map(({ id, words }) => html`<li><code>${quote(id)}</code> ${quote(words)}</li>`);
  return html`<aside class="alarm" aria-label="Break glass"><div class="inner"><p><strong>Break glass</strong> ${rests} on emergency powers: one person decided alone.</p><ul>${lines}</ul></div></aside>`;
}

/** What did not pass and blocks nothing, since somebody accepted it. */
export function waivedSection(report: Report): Markup | undefined {
  const waived = waivedChecks(report);
  if (waived.length === 0) return undefined;
  return html`<section aria-labelledby="waived"><h2 id="waived">Waived</h2>
<p class="lede">Not right, or not seen, and accepted by people: it does not keep the release back.</p><ol class="cards">${waived.map((check) => waivedCard(check, report))}</ol></section>`;
}

function waivedCard(check: WaivedCheck, report: Report): Markup {
  return html`<li class="card o-waived">${badges(check)}<h3>${quote(check.title)}</h3><p class="found">${quote(findingWords(check))}</p>
${acceptance(check, report)}<p class="links"><code>${check.id}</code><a href="#check-${check.id}">See the check</a></p></li>
`;
}

function acceptance({ waiver }: WaivedCheck, report: Report): Markup {
  return html`<dl class="said">${fact('Accepted by', quote(acceptedBy(waiver)))}${fact('Reason', quote(waiver.reason))}${fact('When', moment(waiver.at))}${fact('Holds', quote(waiverReach(waiver, report)))}</dl>`;
}

export function peopleSection(report: Report): Markup | undefined {
  const { approvals = [] } = report;
  const cards = [
    ...approvals.map((item) => itemCard(item, report)),
    ...acceptedBefore(report).map((check) => beforeCard(check, report)),
  ];
  if (cards.length === 0) return undefined;
  const again = lookedAgain(report);
  const note =
    again.length === 0
      ? undefined
      : html`<p class="lede">What was seen before had become old when the last decision fell, so these looked again: ${quote(listed(again, 'and'))}.</p>`;
  const authors = report.authorsOff && html`<p class="lede">${quote(authorsOffWords(report.authorsOff))}</p>`;
  return html`<section aria-labelledby="people"><h2 id="people">Decided by people</h2>${note}${authors}<ol class="cards">${cards}</ol></section>`;
}

export function itemCard(item: ReportedItem, report: Pick<Report, 'approvals'>): Markup {
  const { id, title, votes, problem } = item;
  const said =
    votes.length === 0
      ? html`<p class="none">Nobody said anything.</p>`
      : table(
          ['Who', 'Said', 'When', 'Comment'],
          votes.map((vote) => [
            quote(vote.by),
            vote.breakGlass
              ? html`<strong class="broken">${voteWords(vote, item)}</strong>`
              : html`${voteWords(vote, item)}`,
            moment(vote.at),
            vote.comment === '' ? html`–` : quote(vote.comment),
          ]),
        );
  return html`<li class="card o-${itemLooks[item.status]}" id="${anchorOf(item, report)}">${itemBadge(item)}<h3>${quote(title)}</h3>${problem === undefined ? undefined : html`<p class="found">${quote(problem)}</p>`}
<p class="found">${askedWords(item)}</p>${said}<p class="links"><code>${quote(id)}</code></p></li>
`;
}

function beforeCard(check: WaivedCheck, report: Report): Markup {
  return html`<li class="card o-waived">${waivedBadge('Accepted before')}<h3>${quote(check.title)}</h3>${acceptance(check, report)}<p class="links"><code>${check.id}</code></p></li>
`;
}
