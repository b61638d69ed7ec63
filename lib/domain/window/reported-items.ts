import type { ItemRecord } from '../approvals/approval-record.ts';
import { decidedItems } from '../approvals/decided-items.ts';
import type { ReportedItem } from '../report.ts';

/**
 * What people were asked, in the order in which they were. Nobody ends an item that a window asked: what is open when it
 * closes has expired, or came to nothing.
 * @param closedAt absent while the window goes on.
 */
export function reportedItems(items: readonly ItemRecord[], closedAt: string | undefined): ReportedItem[] {
  const ordered = items.toSorted((a, b) => Date.parse(a.openedAt) - Date.parse(b.openedAt));
  return decidedItems(ordered).map(({ votes, status, ...item }) => {
    const reported = { ...item, votes: [...votes] };
    if (status !== 'open' || closedAt === undefined) return { ...reported, status };
    if (Date.parse(item.expiresAt) <= Date.parse(closedAt)) return { ...reported, status: 'expired' };
    return { ...reported, status, problem: 'nobody had decided it when the window was closed' };
  });
}
