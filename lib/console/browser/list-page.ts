import { runPath } from '../../domain/run-path.ts';
import type { ItemView, PendingAnswer } from '../api.ts';
import { announce, sentence } from './announce.ts';
import type { Api } from './ask-api.ts';
import { type Child, el, outcomeBadge, quote } from './dom.ts';
import { quorumWords } from './item-words.ts';
import type { Page, PageContext } from './page.ts';
import { slot } from './slot.ts';
import { timeLeft } from './time-left.ts';

/** What waits for a decision in every run: what waits for you first. */
export function listPage(api: Api, { main, base }: PageContext): Page {
  const body = el('div', { class: 'list' });
  const list = slot(body, (answer: Pick<PendingAnswer, 'items' | 'more'>) => sections(answer, base), main);
  let seen: ReadonlySet<string> | undefined;

  return {
    async look() {
      const answer = await api.pending();
      if (!body.isConnected) main.replaceChildren(el('h1', { tabindex: '-1' }, 'Approvals'), body);
      const mine = answer.items.filter(({ may }) => may);
      document.title = `${mine.length > 0 ? `(${mine.length}) ` : ''}Approvals`;
      list.show({ items: answer.items, more: answer.more });
      if (seen !== undefined) announce(...mine.filter((item) => !seen?.has(keyOf(item))).map(newWords));
      seen = new Set(mine.map(keyOf));
      return { you: answer.you, next: 'soon' };
    },
  };
}

const keyOf = ({ run, id }: ItemView): string => `${run}/${id}`;
const newWords = ({ title, version }: ItemView): string => `New: “${title}” of ${version} waits for you.`;

function sections({ items, more }: Pick<PendingAnswer, 'items' | 'more'>, base: string): Child {
  if (items.length === 0) {
    return el(
      'div',
      { class: 'note' },
      el('h2', {}, 'Nothing waits for a decision'),
      el('p', { class: 'lede' }, 'This page keeps looking. When a release needs somebody to decide, it appears here.'),
    );
  }
  const mine = items.filter(({ may }) => may);
  const others = items.filter(({ may }) => !may);
  const none = el('p', { class: 'lede' }, 'Nothing waits for you.');
  return [
    section('mine', 'Waits for you', mine, mine.length === 0 ? none : undefined, base),
    others.length > 0 ? section('others', 'Waits for others', others, undefined, base) : undefined,
    more ? el('p', { class: 'note' }, 'There is more than fits here: these are the first to expire.') : undefined,
  ];
}

function section(id: string, title: string, items: readonly ItemView[], none: Child, base: string): HTMLElement {
  const byRun = Map.groupBy(items, ({ run }) => run);
  const heading = el('h2', { id }, items.length === 0 ? title : `${title} (${items.length})`);
  const runs = [...byRun.values()].map((asked) => runPanel(asked, base, id));
  return el('section', { 'aria-labelledby': id }, heading, none, el('div', { class: 'runs' }, runs));
}

function runPanel(items: readonly ItemView[], base: string, section: string): Child {
  const [first] = items;
  if (first === undefined) return undefined;
  const { run, service, version, environment, commit } = first;
  const id = `${section}-${run}`;
  return el(
    'section',
    { class: 'panel', 'aria-labelledby': id },
    el(
      'div',
      { class: 'run-head' },
      el('h3', { id }, quote(`${service} ${version}`), ' to ', quote(environment)),
      el(
        'p',
        { class: 'meta' },
        el('span', {}, 'Commit ', el('code', {}, commit.slice(0, 12))),
        el('span', {}, 'Run ', el('code', {}, run)),
      ),
    ),
    el(
      'ul',
      { class: 'asked' },
      items.map((item) => row(item, base)),
    ),
  );
}

function row(item: ItemView, base: string): HTMLElement {
  const { failure, quorum, whyNot } = item;
  return el(
    'li',
    {},
    el(
      'a',
      { href: `${base}${runPath(item.run)}#item-${item.id}` },
      el('span', { class: 'title' }, quote(item.title)),
      el(
        'span',
        { class: 'meta' },
        failure && outcomeBadge(failure.outcome),
        timeLeft(item.expiresAt),
        quorum > 1 ? el('span', {}, `Needs ${quorumWords(item)}`) : undefined,
      ),
      whyNot === undefined ? undefined : el('span', { class: 'meta' }, quote(sentence(whyNot))),
    ),
  );
}
