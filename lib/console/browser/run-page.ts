import type { ItemView, RunAnswer } from '../api.ts';
import { announce } from './announce.ts';
import type { Api } from './ask-api.ts';
import { groupSections, tallyLine } from './check-list.ts';
import { el, quote } from './dom.ts';
import { type ItemCards, itemCards } from './item-cards.ts';
import type { Page, PageContext } from './page.ts';
import { releaseFacts, releaseSummary } from './run-facts.ts';
import { slot } from './slot.ts';

/** A run: what waits for a decision first, then what the checks found, then the release to the last digest. */
export function runPage(run: string, api: Api, { main, signIn, lookNow }: PageContext): Page {
  const cards = itemCards({ decide: (item, body) => api.decide(run, item, body), onRefused: lookNow, signIn });
  let show: ((answer: RunAnswer) => void) | undefined;
  return {
    async look() {
      const answer = await api.run(run);
      const isFirst = show === undefined;
      show ??= build(main, answer, cards);
      show(answer);
      if (isFirst) cards.focus(location.hash.replace(/^#item-/, ''));
      return { you: answer.you, next: answer.items.some(isOpen) ? 'soon' : 'rarely' };
    },
  };
}

type Groups = RunAnswer['groups'];

/** @returns what brings the page up to date. What a run was asked about never changes: it is built once. */
function build(main: HTMLElement, first: RunAnswer, cards: ItemCards): (answer: RunAnswer) => void {
  const { release, service, environment } = first.run;
  const parts = { headline: el('p', { class: 'headline' }), counts: el('div'), checks: el('div') };
  const headline = slot(parts.headline, (text: string) => text);
  const counts = slot(parts.counts, (groups: Groups) => tallyLine(groups));
  const checks = slot(parts.checks, (groups: Groups) => groupSections(groups));
  main.replaceChildren(
    el('h1', { tabindex: '-1' }, quote(`${service} ${release.version}`), ' to ', quote(environment)),
    releaseSummary(first),
    parts.counts,
    parts.headline,
    section('decisions', 'Decisions', cards.element),
    section('checks', 'What the checks found', parts.checks),
    section('release', 'The release', el('div', { class: 'panel' }, releaseFacts(first))),
  );
  document.title = `${release.version} of ${service}: approval`;
  return ({ items, groups, run: { closedAt } }) => {
    headline.show(headlineOf(items, closedAt));
    counts.show(groups);
    checks.show(groups);
    announce(...cards.show(items));
  };
}

function section(id: string, title: string, content: HTMLElement): HTMLElement {
  return el('section', { 'aria-labelledby': id }, el('h2', { id, tabindex: '-1' }, title), content);
}

const isOpen = ({ status }: ItemView): boolean => status === 'open';

/** Where the run stands, for you. */
function headlineOf(items: readonly ItemView[], closedAt: string | undefined): string {
  const open = items.filter(isOpen);
  const isLost = items.some(({ status }) => status === 'rejected' || status === 'expired');
  const verdict = isLost ? 'This run is a no-go.' : open.length === 0 ? 'Everything is approved.' : '';
  const rest =
    open.length > 0 ? waitingWords(open) : closedAt === undefined ? 'The gate goes on.' : 'Nothing is left to decide.';
  return `${verdict} ${rest}`.trim();
}

function waitingWords(open: readonly ItemView[]): string {
  const mine = open.filter(({ may }) => may).length;
  const wait = (count: number): string => (count === 1 ? '1 decision waits' : `${count} decisions wait`);
  if (mine === 0) return `Nothing waits for you here. ${wait(open.length)} for others.`;
  return `${wait(mine)} for you${open.length > mine ? `, and ${open.length - mine} for others` : ''}.`;
}
