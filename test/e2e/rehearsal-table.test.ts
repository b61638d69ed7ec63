import { CreateTableCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { type Rehearsal, rehearsalKeys } from '../../lib/domain/rehearsal.ts';
import { rehearsals } from '../../lib/sources/rehearsals.ts';
import { AlreadyRecordedError, rehearsalStore } from '../../lib/stores/rehearsal-store.ts';
import { rehearsal as sample } from '../support/rehearsal.ts';
import { useTables } from './support/use-tables.ts';

/** What is written is read again, by an API that knows keys, indexes and conditions. */

const commits = ['1', '9', '5'].map((digit) => digit.repeat(40)) as [string, string, string];
const signal = AbortSignal.timeout(110_000);
const client = useTables();
let table: string;

/** As `RehearsalTable` declares it. */
async function makeTable(TableName: string): Promise<string> {
  const { partition, order, byTime, time } = rehearsalKeys;
  const keys = (range: string) => [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  const command = new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [partition, order, time].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keys(order),
    LocalSecondaryIndexes: [{ IndexName: byTime, KeySchema: keys(time), Projection: { ProjectionType: 'ALL' } }],
  });
  return (await client().send(command)).TableDescription?.TableArn ?? '';
}

const sourceOf = (environment = 'staging') =>
  rehearsals({ rehearsals: { service: 'shop-api', environment } }, { table: async () => table }, client());

const rehearsal = (commit: string, hour: number, changes: Partial<Rehearsal> = {}): Rehearsal => ({
  ...sample,
  commit,
  at: `2026-11-23T${String(hour).padStart(2, '0')}:00:00.000Z`,
  ...changes,
});

test.each(['name', 'ARN'])('records are found by commit and by time, in a table by its %s', async (by) => {
  const name = `rehearsals-by-${by}`;
  const arn = await makeTable(name);
  expect(arn).toMatch(/^arn:aws:dynamodb:/);
  table = by === 'ARN' ? arn : name;
  const [first, second, never] = commits;
  const source = sourceOf();
  expect(await source.newest('smoke-tests', signal)).toBeUndefined();

  const newestOfSecond = rehearsal(second, 11, { status: 'failed', link: 'https://ci.example.com/runs/7' });
  const newest = rehearsal(first, 12);
  const elsewhere = [
    rehearsal(first, 13, { step: 'staging-deployment' }),
    rehearsal(first, 14, { service: 'shop-web' }),
    rehearsal(first, 15, { environment: 'dev' }),
  ];
  const store = rehearsalStore(table, client());
  // The newest neither first nor last, and not of the commit that sorts last.
  for (const one of [rehearsal(second, 9), newestOfSecond, newest, rehearsal(second, 10), ...elsewhere]) {
    await store.record(one);
  }

  expect(await source.newest('smoke-tests', signal)).toEqual(newest);
  expect(await source.ofCommit('smoke-tests', second, signal)).toEqual(newestOfSecond);
  expect(await source.ofCommit('smoke-tests', first, signal)).toEqual(newest);
  expect(await source.ofCommit('smoke-tests', never, signal)).toBeUndefined();
  expect(await sourceOf('dev').newest('smoke-tests', signal)).toEqual(elsewhere[2]);
});

test('nothing is written over', async () => {
  table = 'rehearsals-once';
  await makeTable(table);
  const store = rehearsalStore(table, client());
  const record = rehearsal(commits[0], 12, { status: 'failed' });
  await store.record(record);
  await store.record(record);

  await expect(store.record({ ...record, status: 'ok' })).rejects.toBeInstanceOf(AlreadyRecordedError);
  expect(await sourceOf().ofCommit('smoke-tests', commits[0], signal)).toEqual(record);
  expect((await client().send(new ScanCommand({ TableName: table }))).Count).toBe(1);
});
