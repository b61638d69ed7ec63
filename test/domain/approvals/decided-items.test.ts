import { expect, it } from 'vitest';
import { decidedItems, decidedItemsLimitBytes } from '../../../lib/domain/approvals/decided-items.ts';
import { itemRecord, manualItem, vote, waiverItem } from '../../support/approval-samples.ts';

const comment = '長'.repeat(1000);
const voted = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    itemRecord({ ...manualItem, id: `item-${index}` }, { votes: [vote({ comment })] }),
  );

it('leaves out whom an item was asked, what it said, and who must not decide', () => {
  const [item] = decidedItems([itemRecord(waiverItem, { authorsOff: 'no GitHub' })]);
  expect(Object.keys(item ?? {}).toSorted()).toEqual(
    ['expiresAt', 'failure', 'group', 'id', 'kind', 'openedAt', 'quorum', 'status', 'title', 'votes'].toSorted(),
  );
});

it('keeps comments whole where they fit into the payload', () => {
  expect(decidedItems(voted(10)).map(({ votes }) => votes[0]?.comment)).toEqual(
    Array.from({ length: 10 }, () => comment),
  );
});

it.each([13, 50])('cuts comments, and nothing else, where those of %i items do not', (count) => {
  const items = decidedItems(voted(count));
  expect(Buffer.byteLength(JSON.stringify(items))).toBeLessThanOrEqual(decidedItemsLimitBytes);
  expect(items).toHaveLength(count);
  for (const { votes } of items)
    expect(votes[0]).toEqual(vote({ comment: expect.stringMatching(/^長{29,}…$/) as string }));
});

it('names every item however many there are', () => {
  expect(decidedItems(voted(98)).map(({ id }) => id)).toEqual(voted(98).map(({ id }) => id));
});
