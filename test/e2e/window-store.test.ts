import { randomUUID } from 'node:crypto';
import { CreateTableCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { checklist } from '../../lib/domain/checklist.ts';
import type { BlindSpot } from '../../lib/domain/window/window.ts';
import { windowKeys } from '../../lib/domain/window/window-keys.ts';
import { type GoStore, goStore, type WindowStore, windowStore } from '../../lib/stores/window-store.ts';
import {
  closedAs,
  ended,
  keepsTheContractOfWindows,
  triggerAt,
  verificationAt,
  windowNamed,
} from '../stores/support/window-store-contract.ts';
import { windowSample } from '../support/window-samples.ts';
import { useTables } from './support/use-tables.ts';

/** What is written is read again, by an API that knows keys, conditions and transactions. */

const client = useTables();

/** As the stack's table is declared. */
async function emptyTable(): Promise<string> {
  const name = `windows-${randomUUID()}`;
  const { partition, order } = windowKeys;
  const command = new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [partition, order].map((one) => ({ AttributeName: one, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: partition, KeyType: 'HASH' },
      { AttributeName: order, KeyType: 'RANGE' },
    ],
  });
  await client().send(command);
  return name;
}

async function emptyStore(): Promise<WindowStore & GoStore> {
  const table = await emptyTable();
  return { ...windowStore(table, client()), ...goStore(table, client()) };
}

describe('the table of windows', () => {
  keepsTheContractOfWindows(emptyStore);
});

const timesOf = <T>(answers: readonly T[], one: T): number => answers.filter((answer) => answer === one).length;

test('of 20 writers of one trigger exactly one records it', async () => {
  const store = await emptyStore();
  for (let round = 0; round < 10; round += 1) {
    const run = `run-${round}`;
    await store.open(windowNamed(run), await store.current());
    // The same alarm, told 20 times: also in the same millisecond.
    const triggers = Array.from({ length: 20 }, (_, index) => triggerAt(`2026-11-23T10:07:0${index % 10}.000Z`));
    const answers = await Promise.all(triggers.map((one) => store.recordTrigger(run, one)));
    expect([timesOf(answers, 'recorded'), timesOf(answers, 'triggered before')]).toEqual([1, 19]);
    expect((await store.window(run))?.trigger).toEqual(triggers[answers.indexOf('recorded')]);
    await store.close(run, closedAs('rolled-back'));
  }
});

test('of a trigger, the end and a window that takes over, one wins, and all are told which', async () => {
  const store = await emptyStore();
  const won = new Set<string>();
  for (let round = 0; round < 60; round += 1) {
    const [run, next] = [`run-${round}`, `next-${round}`];
    const before = windowNamed(run);
    expect(await store.open(before, await store.current())).toBe('opened');
    const rivals = [
      () => store.recordTrigger(run, triggerAt('2026-11-23T10:07:01.000Z')),
      () => store.end(run, ended),
      () => store.open(windowNamed(next), before),
    ];
    // Whoever is sent first has the better chance: each in turn.
    const turned = [...rivals.slice(round % 3), ...rivals.slice(0, round % 3)];
    const sent = await Promise.all(turned.map((rival) => rival()));
    const [triggered, over, opened] = [...sent.slice(3 - (round % 3)), ...sent.slice(0, 3 - (round % 3))];
    const { trigger, ended: end, supersededBy, closed } = (await store.window(run)) ?? {};
    const held = [trigger && 'trigger', end && 'end', supersededBy && 'superseded'].filter((one) => one !== undefined);
    expect(held).toHaveLength(1);
    expect(closed).toBeUndefined();
    const told = {
      trigger: ['recorded', 'triggered', 'changed'],
      end: ['over', 'ended', 'changed'],
      superseded: ['over', 'superseded', 'opened'],
    };
    expect([triggered, over, opened]).toEqual(told[held[0] as keyof typeof told]);
    expect((await store.current())?.run.id).toBe(supersededBy === undefined ? run : next);
    expect(await store.window(next)).toEqual(supersededBy === undefined ? undefined : windowNamed(next));
    won.add(held[0] ?? '');
    const closing = closedAs(trigger === undefined ? 'inconclusive' : 'rolled-back');
    expect(await store.close(supersededBy === undefined ? run : next, closing)).toBe(closing.result);
  }
  expect([...won].toSorted()).toEqual(['end', 'superseded', 'trigger']);
});

test('of 10 windows that open at once one is opened, whether or not there is one to take over from', async () => {
  const store = await emptyStore();
  for (const round of ['first', 'second']) {
    const before = await store.current();
    const names = Array.from({ length: 10 }, (_, index) => `${round}-${index}`);
    const answers = await Promise.all(names.map((name) => store.open(windowNamed(name), before)));
    expect([timesOf(answers, 'opened'), timesOf(answers, 'changed')]).toEqual([1, 9]);
    const run = names[answers.indexOf('opened')];
    expect((await store.current())?.run.id).toBe(run);
    const there = await Promise.all(names.map((name) => store.window(name)));
    expect(there.filter((one) => one !== undefined)).toHaveLength(1);
    if (before !== undefined) expect((await store.window(before.run.id))?.supersededBy?.run).toBe(run);
  }
});

test('a window stays far below what an item may hold, whatever it saw, and can still be triggered', async () => {
  const table = await emptyTable();
  const store = windowStore(table, client());
  await store.open(windowSample, undefined);
  const run = windowSample.run.id;
  const spot = (index: number, to?: string): BlindSpot => ({
    what: `alarm-${index}`,
    why: 'é'.repeat(500),
    from: '2026-11-23T10:03:00.000Z',
    ...(to === undefined ? {} : { to }),
  });
  const goesOn = [spot(0), spot(1)];
  const over = Array.from({ length: 2000 }, (_, index) => spot(index + 2, '2026-11-23T10:04:00.000Z'));
  const told = Array.from({ length: 5000 }, (_, index) => `blind alarm-${index} ${'x'.repeat(100)}`);
  const look = { lookedAt: '2026-11-23T10:04:00.000Z', blind: [...goesOn, ...over], told };
  expect(await store.saveLook(run, look, undefined)).toBe(true);
  const found = await store.window(run);
  expect(found?.blind?.slice(0, 2)).toEqual(goesOn);
  expect(found?.blind?.at(-1)).toEqual(over.at(-1));
  expect(found?.told?.at(-1)).toBe(told.at(-1));
  const evidence = [{ where: 'x'.repeat(2000), observed: '', expected: '' }];
  const items = checklist['post-deploy'].checks.map((id) => ({
    ...({ id, outcome: 'fail', summary: 'y'.repeat(500), tries: 3, evidence } as const),
  }));
  for (let index = 0; index < 12; index += 1) {
    await store.saveVerification(run, verificationAt(`10:${10 + index}`, { items }));
  }
  expect((await store.window(run))?.verifications?.map((one) => one.items.length)).toEqual(Array(12).fill(5));
  const { Items = [] } = await client().send(new ScanCommand({ TableName: table }));
  expect(Math.max(...Items.map((item) => Buffer.byteLength(JSON.stringify(item))))).toBeLessThan(320_000);
  expect(await store.recordTrigger(run, triggerAt('2026-11-23T10:07:01.000Z'))).toBe('recorded');
});

test('a time line of more than a page is read whole', async () => {
  const store = await emptyStore();
  const events = Array.from({ length: 400 }, (_, index) => ({
    at: new Date(Date.parse('2026-11-23T10:00:00.000Z') + index * 1000).toISOString(),
    kind: 'alarm' as const,
    text: `${index} ${'x'.repeat(4000)}`,
  }));
  await store.addEvents('run-1', events);
  expect(await store.events('run-1')).toEqual(events);
});

test('events of no window lie apart, by their day', async () => {
  const table = await emptyTable();
  const stray = { at: '2026-11-23T10:07:00.000Z', kind: 'ignored', text: 'an alarm of another account' } as const;
  await windowStore(table, client()).addEvents(undefined, [stray]);
  const { Items = [] } = await client().send(new ScanCommand({ TableName: table }));
  expect(Items.map((item) => item['partition']?.S)).toEqual(['stray#2026-11-23']);
  expect(Items[0]).toMatchObject({ text: { S: stray.text }, kind: { S: 'ignored' } });
});
