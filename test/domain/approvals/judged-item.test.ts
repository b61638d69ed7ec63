import { describe, expect, it } from 'vitest';
import type { Vote } from '../../../lib/domain/approvals/approval.ts';
import { judgeItems } from '../../../lib/domain/approvals/judged-item.ts';
import { expiresAt, manualItem, openedAt, vote } from '../../support/approval-samples.ts';

const asked = { ...manualItem, quorum: 2 };
const by = (person: string, changes: Partial<Vote> = {}): Vote => vote({ by: person, person, ...changes });
const powers = { breakGlass: true, comment: 'the shop is down' } as const;

/** What the verdict takes for the answer, where the approval step says that the item is approved by these votes. */
function judged(...votes: readonly Vote[]): string {
  const { id, kind, title } = asked;
  // A quorum of its own is not believed.
  const answer = { id, kind, title, quorum: 1, status: 'approved', openedAt, expiresAt, votes } as const;
  const [item] = judgeItems([asked], { items: [answer], stale: [] }).items;
  return item?.problem ?? item?.status ?? 'nothing';
}

describe('an item that is said to be approved', () => {
  it.each<[string, readonly Vote[]]>([
    ['by as many people as are needed', [by('mona'), by('hubert')]],
    ['by emergency powers alone', [by('mona', powers)]],
    ['by emergency powers, of somebody who had approved', [by('mona'), by('mona', powers)]],
  ])('is, %s', (_, votes) => {
    expect(judged(...votes)).toBe('approved');
  });

  it.each<[string, readonly Vote[]]>([
    ['without a vote', []],
    ['by one person twice', [by('mona'), by('mona')]],
    ['over a rejection', [by('mona'), by('hubert'), by('kim', { choice: 'reject' })]],
    ['by emergency powers over a rejection', [by('kim', { choice: 'reject' }), by('mona', powers)]],
    ['by a rejection by emergency powers', [by('mona', { ...powers, choice: 'reject' })]],
  ])('is not, %s', (_, votes) => {
    expect(judged(...votes)).toMatch(/^it is said to be approved, /);
  });
});
