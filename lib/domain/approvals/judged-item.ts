import { cutText } from '../evidence.ts';
import type { ApprovalsAnswer, ClosedApprovals } from '../gate.ts';
import { closedIn, failureWords } from '../group-answers.ts';
import type { ApprovalItem, DecidedItem, ItemStatus, Vote } from './approval.ts';
import { type AnsweredItem, answeredItem } from './item-schema.ts';

/** An item that was asked, and what the verdict takes for its answer. */
export interface JudgedItem
  extends Pick<DecidedItem, 'id' | 'kind' | 'title' | 'quorum' | 'group' | 'failure' | 'decidedAt'>,
    Partial<Pick<DecidedItem, 'openedAt' | 'expiresAt'>> {
  /** `unanswered`: people could not be asked, or what is said of their answer cannot be believed. */
  readonly status: ItemStatus | 'unanswered';
  readonly votes: readonly Vote[];
  /** Why it does not count; only where that is not what people said. */
  readonly problem?: string;
}

export interface JudgedItems {
  /** Every item that was asked, in the same order. */
  readonly items: readonly JudgedItem[];
  /** Answers about items that nobody asked for. */
  readonly unasked: readonly string[];
}

/**
 * Holds what comes from the approval step against what was asked. An item counts as approved only where its votes show it:
 * enough different people, none against, or emergency powers.
 */
export function judgeItems(asked: readonly ApprovalItem[], answer: ApprovalsAnswer): JudgedItems {
  const failure = failureOf(answer);
  if (failure !== undefined) return { items: asked.map((item) => unanswered(item, failure)), unasked: [] };
  const answers: readonly (DecidedItem | null)[] = closedIn(answer).items ?? [];
  const known = new Set<unknown>(asked.map(({ id }) => id));
  return {
    items: asked.map((item) => {
      const [first, ...more] = answers.filter((one) => one?.id === item.id);
      if (!first) return unanswered(item, 'could not ask people: the approval step gave no answer about it');
      return more.length > 0 ? unanswered(item, 'it was answered twice') : judge(item, first);
    }),
    unasked: answers.flatMap((one) => (known.has(one?.id) ? [] : [`${nameOf(one?.id)} (unknown item)`])),
  };
}

/** Why the answer of the approval step is none. */
function failureOf(answer: ApprovalsAnswer): string | undefined {
  const { failure, items, stale }: Partial<ClosedApprovals & { readonly failure: unknown }> = closedIn(answer);
  if (failure !== undefined) return `could not ask people: ${failureWords(failure)}`;
  if (Array.isArray(items) && Array.isArray(stale)) return undefined;
  return "could not ask people: the approval step's answer cannot be read";
}

const nameOf = (id: unknown): string => (typeof id === 'string' ? cutText(id, 80) : 'an item without a name');

/** Nothing of the answer is taken but the item's state: what was asked is known here. */
function described({ id, kind, title, quorum, group, failure }: ApprovalItem) {
  return { id, kind, title, quorum, ...(group && { group }), ...(failure && { failure }) };
}

function unanswered(item: ApprovalItem, problem: string): JudgedItem {
  return { ...described(item), status: 'unanswered', votes: [], problem };
}

function judge(item: ApprovalItem, given: DecidedItem): JudgedItem {
  const answer = answeredItem(given);
  if (answer?.kind !== item.kind || answer.failure?.outcome !== item.failure?.outcome)
    return unanswered(item, 'what people answered cannot be read');
  const { status, openedAt, expiresAt, decidedAt, votes } = answer;
  const state = { openedAt, expiresAt, ...(decidedAt && { decidedAt }), votes: votes.map(withoutGaps) };
  const judged = { ...described(item), ...state };
  if (status === 'open') return { ...judged, status, problem: 'it was still open when the verdict fell' };
  const lack = status === 'approved' ? lackOf(state.votes, item.quorum) : undefined;
  return lack === undefined ? { ...judged, status } : { ...judged, status: 'unanswered', problem: lack };
}

/** Absent instead of undefined, as it is written. */
function withoutGaps({ until, breakGlass, ...vote }: AnsweredItem['votes'][number]): Vote {
  return { ...vote, ...(until && { until }), ...(breakGlass && { breakGlass }) };
}

function lackOf(votes: readonly Vote[], quorum: number): string | undefined {
  const approvals = votes.filter(({ choice }) => choice === 'approve');
  // Not by emergency powers either: a rejection is the last thing that is said of an item.
  if (approvals.length < votes.length) return 'it is said to be approved, though somebody rejected it';
  if (approvals.some(({ breakGlass }) => breakGlass)) return undefined;
  const people = new Set(approvals.map(({ person }) => person)).size;
  return people < quorum ? `it is said to be approved, but of ${people} of ${quorum} people only` : undefined;
}
