import type { ItemView } from '../api.ts';
import { el, icon, moment, quote } from './dom.ts';
import { approverWords, quorumWords } from './item-words.ts';

export type Voted = Pick<ItemView, 'votes' | 'quorum' | 'status' | 'approvers' | 'kind'>;

/** Who said what of an item, and how many more it takes. */
export function voteList(item: Voted): HTMLElement[] {
  const { votes, kind, status } = item;
  const rows = votes.map((vote) => voteRow(vote, kind));
  const list = el('ul', { class: 'votes', 'aria-label': 'Decisions so far' }, rows);
  const needed = el('p', { class: 'quiet' }, `Needs ${quorumWords(item)}. May decide: ${approverWords(item)}.`);
  return [...(rows.length > 0 ? [list] : []), ...(status === 'open' ? [needed] : [])];
}

function voteRow(
  { by, choice, at, comment, until, breakGlass }: ItemView['votes'][number],
  kind: ItemView['kind'],
): HTMLElement {
  const isFor = choice === 'approve';
  const verb = kind === 'waiver' ? (isFor ? 'accepted it' : 'did not accept it') : isFor ? 'approved' : 'rejected';
  return el(
    'li',
    { class: `vote ${isFor ? 's-approved' : 's-rejected'}` },
    icon(isFor ? 'pass' : 'fail'),
    el(
      'div',
      {},
      el('p', {}, el('strong', {}, quote(by)), ` ${verb} `, el('span', { class: 'quiet' }, moment(at))),
      breakGlass === true ? el('p', { class: 'emergency' }, 'By emergency powers (break-glass), alone') : undefined,
      until === undefined ? undefined : el('p', {}, `In later runs too, until ${until}`),
      comment === '' ? undefined : el('blockquote', {}, quote(comment)),
    ),
  );
}
