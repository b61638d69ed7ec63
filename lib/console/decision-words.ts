import type { ItemView } from './api.ts';

/** What a decision came to, in one sentence without a final period. */
export function decisionWords({ status, kind, quorum, votes, environment }: ItemView, isRepeated: boolean): string {
  const words = { approved, rejected, expired: () => 'it has expired', open: stillOpen }[status]();
  return isRepeated ? `recorded before: ${words}` : words;

  function approved(): string {
    return kind === 'waiver' ? 'accepted: this failure does not keep the release back' : 'approved';
  }
  function rejected(): string {
    const done = kind === 'waiver' ? 'not accepted' : 'rejected';
    return `${done}: the release does not go to ${environment} in this run`;
  }
  function stillOpen(): string {
    const missing = quorum - votes.filter(({ choice }) => choice === 'approve').length;
    return `your approval is recorded; ${missing === 1 ? '1 more approval is' : `${missing} more approvals are`} needed`;
  }
}
