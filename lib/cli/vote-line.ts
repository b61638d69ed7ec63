import type { Vote } from '../domain/approvals/approval.ts';
import { clean } from './text.ts';

type SeenVote = Pick<Vote, 'by' | 'choice' | 'at' | 'comment'> & { readonly breakGlass?: true | undefined };

/** `approved by Mona (mona@acme.example) at 2026-11-23T12:00:00.000Z: as discussed` */
export function voteLine({ by, choice, at, comment, breakGlass }: SeenVote): string {
  const what = `${choice === 'approve' ? 'approved' : 'rejected'} by ${clean(by)} at ${clean(at)}`;
  return `${breakGlass ? 'BREAK GLASS: ' : ''}${what}${comment === '' ? '' : `: ${clean(comment)}`}`;
}
