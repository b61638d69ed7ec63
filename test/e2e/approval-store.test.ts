import { CreateTableCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import type { Waiver } from '../../lib/domain/approvals/approval.ts';
import { approvalKeys, itemOrder, runPartition } from '../../lib/domain/approvals/approval-keys.ts';
import type { AskedRun, ItemRecord } from '../../lib/domain/approvals/approval-record.ts';
import { type ApprovalStore, approvalStore } from '../../lib/stores/approval-store.ts';
import { databaseAnswer, environmentAnswer } from '../support/answers.ts';
import { askedRun, changed, itemRecord, manualItem, openedAt, vote, waiverItem } from '../support/approval-samples.ts';
import { useTables } from './support/use-tables.ts';

/** What is written is read again, by an API that knows keys, indexes, conditions and transactions. */

const groups = [environmentAnswer(), databaseAnswer()];
const token = (id: string): string => `task-token-of-${id}`;
const client = useTables();
let store: ApprovalStore;
let table = '';

/** As the stack's table is declared. */
async function useTable(name: string): Promise<void> {
  const { partition, order, pending, expires } = approvalKeys;
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  const command = new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [partition, order, pending, expires].map((one) => ({
      AttributeName: one,
      AttributeType: 'S',
    })),
    KeySchema: keys(partition, order),
    GlobalSecondaryIndexes: [
      { IndexName: pending, KeySchema: keys(pending, expires), Projection: { ProjectionType: 'ALL' } },
    ],
  });
  await client().send(command);
  table = name;
  store = approvalStore(name, client());
}

const runNamed = (id: string): AskedRun => ({ ...askedRun, run: { ...askedRun.run, id } });
const count = async (): Promise<number> => (await client().send(new ScanCommand({ TableName: table }))).Count ?? 0;
const sum = (results: readonly boolean[]): number => results.filter(Boolean).length;

test('a run is read as it was opened, and opening it again changes nothing', async () => {
  await useTable('approvals-opened');
  const items = [itemRecord(waiverItem, { authorsOff: 'no GitHub' }), itemRecord()];
  expect(await store.run(askedRun.run.id)).toBeUndefined();
  expect(await store.item(askedRun.run.id, 'memory')).toBeUndefined();
  await store.open(askedRun, groups, items);
  const opened = { ...askedRun, groups, items };
  expect(await store.run(askedRun.run.id)).toEqual(opened);
  expect(await store.item(askedRun.run.id, 'memory')).toEqual(items[0]);

  const later = { openedAt: '2026-11-23T12:00:40.000Z', expiresAt: '2026-11-23T16:00:40.000Z' };
  await store.open(
    { ...askedRun, openedAt: later.openedAt },
    [],
    [itemRecord(waiverItem, later), itemRecord(manualItem, later)],
  );
  expect(await store.run(askedRun.run.id)).toEqual(opened);
});

test('a run is there whole or not at all', async () => {
  await useTable('approvals-whole');
  // Something is where one of its items belongs.
  const stray = {
    [approvalKeys.partition]: { S: runPartition('run-2') },
    [approvalKeys.order]: { S: itemOrder('memory') },
  };
  await client().send(new PutItemCommand({ TableName: table, Item: stray }));
  await expect(store.open(runNamed('run-2'), groups, [itemRecord(), itemRecord(waiverItem)])).rejects.toThrow();
  expect(await store.run('run-2')).toBeUndefined();
  expect(await count()).toBe(1);

  const attempts = Array.from({ length: 5 }, (_, index) => {
    const at = `2026-11-23T12:00:1${index}.000Z`;
    const record = itemRecord(waiverItem, { run: 'run-3', openedAt: at });
    return store.open({ ...runNamed('run-3'), openedAt: at }, groups, [record]);
  });
  const ended = await Promise.allSettled(attempts);
  expect(ended.some(({ status }) => status === 'fulfilled')).toBe(true);
  const found = await store.run('run-3');
  expect(found?.items.map((item) => item.openedAt)).toEqual([found?.openedAt]);
});

test('98 items are opened at once', async () => {
  await useTable('approvals-many');
  const items = Array.from({ length: 98 }, (_, index) => itemRecord({ ...manualItem, id: `item-${98 - index}` }));
  await store.open(askedRun, groups, items);
  expect((await store.run(askedRun.run.id))?.items.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
});

test('an item that is added later stands last, is pending, and what is there already stays as it is', async () => {
  await useTable('approvals-added');
  const first = itemRecord(waiverItem);
  const later = itemRecord(manualItem, { openedAt: '2026-11-23T12:30:00.000Z' });
  await store.open(askedRun, [], [first]);
  await store.add(later);
  expect(await store.run(askedRun.run.id)).toEqual({ ...askedRun, groups: [], items: [first, later] });
  expect(await store.pending(openedAt, 10)).toEqual(expect.arrayContaining([first, later]));

  const decided = changed(later, { status: 'approved', votes: [vote()] });
  await store.replace(decided);
  await store.add({ ...later, title: 'again' });
  expect((await store.run(askedRun.run.id))?.items).toEqual([first, decided]);
  expect(await store.pending(openedAt, 10)).toEqual([first]);
});

test('of 10 items that are added at once, each twice, all are there once', async () => {
  await useTable('approvals-added-at-once');
  await store.open(askedRun, [], []);
  const items = Array.from({ length: 10 }, (_, index) => itemRecord({ ...manualItem, id: `item-${index}` }));
  await Promise.all([...items, ...items].map((item) => store.add(item)));
  const found = (await store.run(askedRun.run.id))?.items ?? [];
  expect(found.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(items);
});

test('nothing is added to a run that is not there, and to one that is closed nothing that is pending', async () => {
  await useTable('approvals-added-late');
  await expect(store.add(itemRecord())).rejects.toThrow(`there is no run ${askedRun.run.id}`);
  expect(await count()).toBe(0);
  await store.open(askedRun, [], []);
  await store.close(askedRun.run.id, openedAt);
  for (const _ of ['first', 'again']) await store.add(itemRecord());
  expect((await store.run(askedRun.run.id))?.items).toEqual([itemRecord()]);
  expect(await store.pending(openedAt, 10)).toEqual([]);
});

test('of 20 writers of one revision exactly one writes', async () => {
  await useTable('approvals-race');
  const open = itemRecord();
  await store.open(askedRun, groups, [open]);
  const next = Array.from({ length: 20 }, (_, index) =>
    changed(open, { status: 'approved', votes: [vote({ person: `person-${index}` })], decidedAt: openedAt }),
  );
  const written = await Promise.all(next.map((one) => store.replace(one)));
  expect(sum(written)).toBe(1);
  expect(await store.item(open.run, open.id)).toEqual(next[written.indexOf(true)]);
  expect(await store.replace(changed(open, { status: 'expired' }))).toBe(false);
});

test('of approve, reject and expiry at the same moment one is written, whichever it is', async () => {
  await useTable('approvals-opposed');
  for (let round = 0; round < 10; round += 1) {
    const run = `run-${round}`;
    const open = itemRecord(manualItem, { run });
    await store.open(runNamed(run), groups, [open]);
    const ends = [
      changed(open, { status: 'approved', votes: [vote()] }),
      changed(open, { status: 'rejected', votes: [vote({ choice: 'reject', comment: 'broken' })] }),
      changed(open, { status: 'expired' }),
    ];
    const written = await Promise.all(ends.map((one) => store.replace(one)));
    expect(sum(written)).toBe(1);
    expect(await store.item(run, open.id)).toEqual(ends[written.indexOf(true)]);
  }
});

test('nothing is written where there is no such item', async () => {
  await useTable('approvals-unknown');
  expect(await store.replace(changed(itemRecord(), { status: 'approved' }))).toBe(false);
  await expect(store.close(askedRun.run.id, openedAt)).rejects.toThrow();
  expect(await count()).toBe(0);
});

test('200 pending items come those first that expire first, without those that are decided, closed or expired, and never with a token', async () => {
  await useTable('approvals-pending');
  const now = '2026-11-23T13:00:00.000Z';
  const expiries = Array.from(
    { length: 200 },
    (_, index) => new Date(Date.parse(now) + ((index * 37) % 200) * 1000 + 1),
  );
  // Of ten runs, and more than 1 MB in all, which is where a page ends.
  const instructions = 'Look at it. '.repeat(500);
  const records = expiries.map((at, index) => {
    const item = { ...manualItem, id: `item-${index}`, instructions };
    return itemRecord(item, { run: `run-${index % 10}`, expiresAt: at.toISOString() });
  });
  for (let run = 0; run < 10; run += 1) {
    await store.open(
      runNamed(`run-${run}`),
      groups,
      records.filter((record) => record.run === `run-${run}`),
    );
  }
  const done = [
    ['decided', { expiresAt: '2026-11-23T13:00:01.500Z' }],
    ['closed', { expiresAt: '2026-11-23T13:00:02.500Z' }],
    ['expired', { expiresAt: now }],
  ] as const;
  for (const [run, times] of done) await store.open(runNamed(run), groups, [itemRecord(manualItem, { run, ...times })]);
  await store.replace(changed(itemRecord(manualItem, { run: 'decided' }), { status: 'rejected' }));
  await store.close('closed', now);
  for (const { run, id } of records) await store.saveToken(run, id, token(id));

  const found = await store.pending(now, 1000);
  expect(found).toEqual(records.toSorted((a, b) => (a.expiresAt < b.expiresAt ? -1 : 1)));
  expect((await store.pending(now, 7)).map(({ id }) => id)).toEqual(found.slice(0, 7).map(({ id }) => id));
  expect(await store.pending('2026-11-23T14:00:00.000Z', 10)).toEqual([]);

  const answers = JSON.stringify([found, await store.run('run-1'), await store.item('run-1', 'item-1')]);
  expect(answers).toContain('item-1');
  expect(answers).not.toContain('task-token-of');
  expect(await store.token('run-1', 'item-1')).toBe(token('item-1'));
});

test('the newest token of an item counts, and there may be none', async () => {
  await useTable('approvals-tokens');
  expect(await store.token('run-1', 'memory')).toBeUndefined();
  await store.saveToken('run-1', 'memory', token('first'));
  await store.saveToken('run-1', 'memory', token('second'));
  expect(await store.token('run-1', 'memory')).toBe(token('second'));
  expect(await store.run('run-1')).toBeUndefined();
});

test('a closed run keeps its items and the first moment, and none of them is pending any more', async () => {
  await useTable('approvals-closed');
  const open = itemRecord(waiverItem);
  await store.open(askedRun, groups, [open]);
  expect(await store.pending(openedAt, 10)).toEqual([open]);
  await store.close(askedRun.run.id, '2026-11-23T13:00:00.000Z');
  await store.close(askedRun.run.id, '2026-11-23T14:00:00.000Z');
  const closed = { ...askedRun, closedAt: '2026-11-23T13:00:00.000Z', groups, items: [open] };
  expect(await store.run(askedRun.run.id)).toEqual(closed);
  expect(await store.pending(openedAt, 10)).toEqual([]);

  // A vote that was on its way does not bring it back.
  const voted: ItemRecord = changed(open, { votes: [vote()] });
  expect(await store.replace(voted)).toBe(true);
  expect(await store.item(open.run, open.id)).toEqual(voted);
  expect(await store.pending(openedAt, 10)).toEqual([]);
});

test("waivers hold to the end of their last day, for this gate's checks", async () => {
  await useTable('approvals-waivers');
  const scope = { service: 'shop-api', environment: 'production' };
  const waiver = (check: Waiver['check'], until: string, run = 'run-1'): Waiver => ({
    ...{ check, until, run, outcome: 'fail', by: ['Mona Lisa'], at: openedAt, reason: 'known' },
  });
  const [short, long] = [waiver('memory', '2026-11-25'), waiver('memory', '2026-12-01', 'run-2')];
  for (const one of [long, short, short, waiver('disk-space', '2026-12-01')]) await store.carry(scope, one);
  await store.carry({ ...scope, environment: 'staging' }, waiver('memory', '2026-12-31'));

  const holding = (now: string, checks = ['memory', 'backup-recency']) => store.waivers(scope, checks, now);
  expect(await holding('2026-11-25T23:59:59.999Z')).toEqual([short, long]);
  expect(await holding('2026-11-26T00:00:00.000Z')).toEqual([long]);
  expect(await holding('2026-12-02T00:00:00.000Z')).toEqual([]);
  expect(await holding('2026-11-25T00:00:00.000Z', [])).toEqual([]);
});
