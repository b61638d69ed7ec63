import type { ItemView } from '../api.ts';
import { sentence } from './announce.ts';
import { statusOf } from './item-words.ts';

/** What happened to an item since it was last looked at, in sentences for who cannot see the page change. */
export function changesOf(before: ItemView, after: ItemView): string[] {
  const news = after.votes.slice(before.votes.length).map(({ by, choice }) => {
    return `${by} ${choice === 'approve' ? 'approved' : 'rejected'} “${after.title}”.`;
  });
  if (before.status === after.status) return news;
  return [...news, sentence(`${after.title}: ${statusOf(after).words.toLowerCase()}`)];
}
