import type { DecisionAnswer, DecisionBody, ItemView } from '../api.ts';
import { changesOf } from './changes.ts';
import { el } from './dom.ts';
import { type ItemCard, itemCard } from './item-card.ts';

/** All items of a run. */
export interface ItemCards {
  readonly element: HTMLElement;
  /** @returns what others have done since it was last shown, in sentences. */
  show(items: readonly ItemView[]): string[];
  /** Leads the reader to an item, if there is one of that id. */
  focus(item: string): void;
}

interface ItemCardsContext {
  readonly decide: (item: string, body: DecisionBody) => Promise<DecisionAnswer>;
  readonly onRefused: () => void;
  readonly signIn: () => void;
}

interface Shown {
  readonly card: ItemCard;
  item: ItemView;
}

export function itemCards({ decide, onRefused, signIn }: ItemCardsContext): ItemCards {
  const element = el('div', { class: 'items' });
  const shown = new Map<string, Shown>();

  function add(item: ItemView): void {
    const card = itemCard(item, {
      send: (body) => decide(item.id, body),
      // The next look brings the same: nothing is announced twice.
      onRecorded: ({ item: decided }) => shown.set(item.id, { card, item: decided }),
      onRefused,
      signIn,
    });
    shown.set(item.id, { card, item });
    element.append(card.element);
  }
  return {
    element,
    show(items) {
      // Their order is that of the first look: nothing moves away under somebody's finger.
      for (const item of items.toSorted(byUrgency)) if (!shown.has(item.id)) add(item);
      return items.flatMap((item) => {
        const known = shown.get(item.id);
        return known === undefined || isOlder(item, known.item) ? [] : update(known, item);
      });
    },
    focus: (item) => shown.get(item)?.card.focus(),
  };
}

function update(shown: Shown, item: ItemView): string[] {
  const changes = changesOf(shown.item, item);
  shown.item = item;
  shown.card.show(item);
  if (changes.length > 0) flash(shown.card.element);
  return changes;
}

/** A look that began before a decision was recorded, and came back after it. */
const isOlder = (item: ItemView, known: ItemView): boolean =>
  item.votes.length < known.votes.length || (item.status === 'open' && known.status !== 'open');

/** What waits for you, what waits for others, what is decided. */
const byUrgency = (a: ItemView, b: ItemView): number => rank(a) - rank(b);
const rank = ({ status, may }: ItemView): number => (status === 'open' ? (may ? 0 : 1) : 2);

function flash(element: HTMLElement): void {
  element.classList.remove('changed');
  requestAnimationFrame(() => element.classList.add('changed'));
}
