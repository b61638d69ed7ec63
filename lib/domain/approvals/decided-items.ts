import { cutText } from '../evidence.ts';
import type { DecidedItem } from './approval.ts';
import type { ItemRecord } from './approval-record.ts';

/**
 * As UTF-8 JSON. The state machine's payload holds it twice, in `approvals` and in `decision`, beside what the checks found,
 * twice 60 KB at most; Step Functions ends an execution whose payload grows beyond 256 KiB.
 */
export const decidedItemsLimitBytes = 40 * 1024;
/** In characters: the first is as long as a comment may be. */
const commentLengths = [1000, 300, 100, 30] as const;
const encoder = new TextEncoder();

/** What the payload and the report need of items: not whom they were asked, nor what they said. The table keeps long comments whole. */
export function decidedItems(records: readonly ItemRecord[]): readonly DecidedItem[] {
  const tried = commentLengths.map((length) => records.map((record) => decidedItem(record, length)));
  return tried.find((items) => sizeOf(items) <= decidedItemsLimitBytes) ?? tried.at(-1) ?? [];
}

function decidedItem(record: ItemRecord, longestComment: number): DecidedItem {
  const { id, kind, title, quorum, group, failure, status, openedAt, expiresAt, decidedAt, votes } = record;
  return {
    ...{ id, kind, title, quorum },
    ...(group === undefined ? {} : { group }),
    ...(failure === undefined ? {} : { failure }),
    ...{ status, openedAt, expiresAt },
    ...(decidedAt === undefined ? {} : { decidedAt }),
    votes: votes.map((vote) => ({ ...vote, comment: cutText(vote.comment, longestComment) })),
  };
}

function sizeOf(items: readonly DecidedItem[]): number {
  return encoder.encode(JSON.stringify(items)).length;
}
