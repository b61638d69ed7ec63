import { durationWords } from '../../reports/words.ts';
import type { ItemView } from '../api.ts';
import { el, icon } from './dom.ts';

/** For whom an open item waits, or what became of it: its badge's words, tone and shape. */
export function statusBadge(item: Pick<ItemView, 'status' | 'may' | 'kind'>): HTMLElement {
  const { tone, shape, words } = statusOf(item);
  return el('span', { class: `badge s-${tone}` }, icon(shape), words);
}

export function statusOf({ status, may, kind }: Pick<ItemView, 'status' | 'may' | 'kind'>) {
  const isWaiver = kind === 'waiver';
  switch (status) {
    case 'approved':
      return { tone: 'approved', shape: 'pass', words: isWaiver ? 'Failure accepted' : 'Approved' } as const;
    case 'rejected':
      return { tone: 'rejected', shape: 'fail', words: isWaiver ? 'Failure not accepted' : 'Rejected' } as const;
    case 'expired':
      return { tone: 'expired', shape: 'error', words: 'Expired: nobody decided in time' } as const;
    default:
      return may
        ? ({ tone: 'open', shape: 'open', words: 'Waits for you' } as const)
        : ({ tone: 'others', shape: 'open', words: 'Waits for others' } as const);
  }
}

/** `2 approvals by different people, 1 so far` */
export function quorumWords({ quorum, votes }: Pick<ItemView, 'quorum' | 'votes'>): string {
  if (quorum === 1) return 'one approval';
  const given = votes.filter(({ choice }) => choice === 'approve').length;
  return `${quorum} approvals by different people, ${given} so far`;
}

export function approverWords({ approvers: { groups, principals } }: Pick<ItemView, 'approvers'>): string {
  // Of an ARN what is behind the account: role/ReleaseManager.
  const names = [...groups, ...principals.map((arn) => arn.split(':').slice(5).join(':'))];
  return names.join(', ');
}

/** `took 412 ms`; nothing where it is not known. */
export const tookWords = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : `took ${durationWords(ms)}`;
