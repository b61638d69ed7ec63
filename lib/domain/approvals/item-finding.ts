import { cutText } from '../evidence.ts';
import { listed } from '../listed.ts';
import { onOneLine } from '../one-line.ts';
import type { Vote } from './approval.ts';
import type { JudgedItem } from './judged-item.ts';

/** Of an item what tells its end. */
export interface ItemEnd extends Pick<JudgedItem, 'status' | 'quorum'> {
  readonly votes: readonly Pick<Vote, 'by' | 'choice' | 'comment'>[];
  readonly problem?: string | undefined;
}

/** What has become of an item, in a clause: `rejected by Mona Lisa: the banner is wrong`. */
export function itemFinding({ status, votes, quorum, problem }: ItemEnd): string {
  if (problem !== undefined) return problem;
  const by = (choice: Vote['choice']) => votes.filter((vote) => vote.choice === choice);
  const names = (some: ItemEnd['votes']): string => listed([...new Set(some.map((vote) => onOneLine(vote.by)))], 'and');
  if (status === 'approved') return `approved by ${names(by('approve'))}`;
  if (status === 'rejected') return [`rejected by ${names(by('reject'))}`, ...by('reject').map(commentOf)].join(': ');
  const given = by('approve').length;
  return given === 0 ? 'nobody decided in time' : `${given} of ${quorum} approvals in time`;
}

const commentOf = ({ comment }: Pick<Vote, 'comment'>): string => cutText(onOneLine(comment), 200);
