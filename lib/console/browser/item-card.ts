import type { DecisionAnswer, ItemView } from '../api.ts';
import { sentence } from './announce.ts';
import { breakGlassForm } from './break-glass-form.ts';
import { decisionForm, rejectForm } from './decision-form.ts';
import { type Child, el, outcomeBadge, quote } from './dom.ts';
import { statusBadge, statusOf } from './item-words.ts';
import type { Deciding } from './send-decision.ts';
import { slot } from './slot.ts';
import { timeLeft } from './time-left.ts';
import { voteList } from './vote-list.ts';

export interface ItemCard {
  readonly element: HTMLElement;
  show(item: ItemView): void;
  /** Leads the reader here. */
  focus(): void;
}

/** One item of a run: what is asked, what was said, and the form. Its parts change one by one, the form last of all. */
export function itemCard(first: ItemView, deciding: Deciding): ItemCard {
  let latest = first;
  const parts = cardParts(first);
  const { element, title } = parts;
  const own: Deciding = {
    ...deciding,
    onRecorded(answer) {
      show(answer.item);
      showResult(parts.result, answer);
      deciding.onRecorded(answer);
    },
  };
  const head = slot(parts.head, headOf);
  const votes = slot(parts.votes, voteList, title);
  const form = slot(parts.form, (data: FormData) => formOf(data, latest, own), title);
  const alone = slot(parts.alone, (may: boolean) => (may ? breakGlassForm(latest, own) : undefined), title);

  function show(item: ItemView): void {
    latest = item;
    const { status, may, kind, quorum, approvers, mayBreakGlass } = item;
    element.className = `item s-${statusOf(item).tone}`;
    head.show({ status, may, kind, expiresAt: item.expiresAt });
    votes.show({ votes: item.votes, status, kind, quorum, approvers });
    form.show(formDataOf(item));
    alone.show(mayBreakGlass);
  }
  show(first);
  return {
    element,
    show,
    focus() {
      element.scrollIntoView();
      title.focus({ preventScroll: true });
    },
  };
}

function cardParts(item: ItemView) {
  const title = el('h3', { id: `title-${item.id}`, tabindex: '-1' }, quote(item.title));
  const parts = {
    title,
    head: el('div', { class: 'item-head' }),
    votes: el('div'),
    result: el('div', { class: 'outcome' }),
    form: el('div'),
    alone: el('div'),
  };
  const { head, votes, result, form, alone } = parts;
  const element = el(
    'article',
    { class: 'item', id: `item-${item.id}`, 'aria-labelledby': title.id },
    ...[head, title, ...askedOf(item), votes, result, form, alone],
  );
  return { ...parts, element };
}

function headOf(item: Pick<ItemView, 'status' | 'may' | 'kind' | 'expiresAt'>): Child {
  return [statusBadge(item), item.status === 'open' ? timeLeft(item.expiresAt) : undefined];
}

function formDataOf({ may, status, yourVote, whyNot }: ItemView): FormData {
  if (status !== 'open') return { may: false, mayReject: false };
  return { may, mayReject: yourVote === 'approve', ...(whyNot === undefined ? {} : { whyNot }) };
}

function formOf({ may, mayReject, whyNot = '' }: FormData, item: ItemView, deciding: Deciding): Child {
  if (may) return decisionForm(item, deciding);
  if (mayReject) return [el('p', { class: 'why' }, quote(sentence(whyNot))), rejectForm(item, deciding)];
  if (whyNot === '') return undefined;
  return el('p', { class: 'why' }, el('strong', {}, 'You cannot decide this: '), quote(sentence(whyNot)));
}

/** The form is gone: what came of it stands in its place, and has the focus. */
function showResult(place: HTMLElement, { message, item }: DecisionAnswer): void {
  const { tone } = statusOf({ ...item, may: true });
  const result = el('p', { class: `result s-${tone}`, tabindex: '-1' }, sentence(message));
  place.replaceChildren(result);
  result.focus();
}

/** What the form hangs on: as long as it stays the same, nobody touches what is typed there. */
interface FormData {
  readonly may: boolean;
  /** Who approved an open item may still stop it. */
  readonly mayReject: boolean;
  readonly whyNot?: string;
}

function askedOf(item: ItemView): HTMLElement[] {
  const { failure } = item;
  const instructions = el('p', { class: 'instructions' }, quote(item.instructions));
  if (failure === undefined) return [instructions];
  const found = el(
    'div',
    { class: `failure o-${failure.outcome}` },
    outcomeBadge(failure.outcome),
    el('p', {}, quote(sentence(failure.summary))),
    el('p', {}, el('a', { href: `#check-${item.id}` }, 'See the evidence')),
  );
  return [found, instructions];
}
