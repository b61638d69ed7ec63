import type { ReportedCheck } from '../domain/report.ts';
import { html, type Markup } from './escape.ts';
import type { FactList } from './facts.ts';
import { icon, type Look, lookOf } from './icons.ts';
import { instantWords, outcomeWords, type Standing, standingOf } from './words.ts';

/** Text of others: kept apart, so that one written from right to left does not turn its surroundings around. */
export const quote = (text: string): Markup => html`<bdi>${text}</bdi>`;

export function badge(standing: Standing, words: string = outcomeWords[standing]): Markup {
  return label(standing, words);
}

export const waivedBadge = (words = 'Waived'): Markup => label('waived', words);

function label(look: Look, words: string): Markup {
  return html`<span class="badge o-${lookOf(look)}">${icon(look)}${words}</span>`;
}

/** What became of a check, and beside it that somebody accepted that. */
export function badges(check: ReportedCheck): Markup {
  const own = badge(standingOf(check));
  return check.waiver === undefined ? own : html`<span class="badges">${own}${waivedBadge()}</span>`;
}

/** A moment in UTC; a text that is none stands as it is. */
export function moment(text: string): Markup {
  const words = instantWords(text);
  return words === undefined ? quote(text) : html`<time datetime="${text}">${words}</time>`;
}

/**
 * A table that a narrow screen shows as one block a row. Roles are written out, since some browsers forget them where a
 * style sheet stacks a table's cells.
 */
export function table(names: readonly string[], rows: readonly (readonly Markup[])[]): Markup {
  const heads = names.map((name) => html`<th role="columnheader" scope="col">${name}</th>`);
  const body = rows.map(
    (cells) =>
      html`<tr role="row">${cells.map((cell, index) => html`<td role="cell" data-label="${names[index]}">${cell}</td>`)}</tr>`,
  );
  return html`<table role="table"><thead role="rowgroup"><tr role="row">${heads}</tr></thead><tbody role="rowgroup">${body}</tbody></table>`;
}

export function fact(term: string, value: Markup): Markup {
  return html`<div><dt>${term}</dt><dd>${value}</dd></div>`;
}

export function factsSection(heading: string, factLists: readonly FactList[]): Markup {
  const lists = factLists.map(({ title, facts }) => {
    const entries = facts.map(({ term, values, code }) =>
      fact(
        term,
        html`${values.map((value) => html`<p>${code === true ? html`<code>${quote(value)}</code>` : quote(value)}</p>`)}`,
      ),
    );
    return html`<section class="panel facts"><h3>${title}</h3><dl>${entries}</dl></section>`;
  });
  return html`<section aria-labelledby="facts"><h2 id="facts">${heading}</h2><div class="fact-lists">${lists}</div></section>`;
}
