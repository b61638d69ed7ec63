import connect from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresFixture, password, startFixture, within } from './postgres-fixture.ts';

let fixture: PostgresFixture;
const clients: connect.Sql[] = [];

beforeAll(async () => {
  fixture = await startFixture({ settings: { autovacuum: 'off' } });
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.end({ timeout: 0 })));
  await fixture.close();
});

const statistics = () => fixture.source.tableStatistics(fixture.target(), within());
const activity = () => fixture.source.activity(fixture.target(), within());
const admin = (statement: string) => fixture.server.sql(statement, 'shop');

async function table(name: string) {
  return (await statistics()).find((one) => one.table === `public.${name}`);
}

/** A session of the application, which stays open. */
function session(username = 'shop', secret = password): connect.Sql {
  const { port } = fixture.server;
  const options = { host: '127.0.0.1', port, database: 'shop', username, password: secret, max: 1 };
  const client = connect({ ...options, ssl: { ca: fixture.authority.certificate }, onnotice: () => undefined });
  clients.push(client);
  return client;
}

describe('statistics of tables', () => {
  it('count rows, changes since ANALYZE, and when that was', async () => {
    await admin('create table orders (id int); insert into orders select generate_series(1, 1000)');
    await expect
      .poll(() => table('orders'))
      .toEqual({
        table: 'public.orders',
        rows: 1000,
        modifiedSinceAnalyze: 1000,
        analyzedAt: undefined,
      });
    const before = Date.now();
    await admin('analyze orders');
    await admin('update orders set id = id + 1 where id <= 300');
    await expect.poll(() => table('orders')).toMatchObject({ rows: 1000, modifiedSinceAnalyze: 300 });
    const analyzedAt = (await table('orders'))?.analyzedAt?.getTime();
    expect(analyzedAt).toBeGreaterThanOrEqual(before - 1000);
    expect(analyzedAt).toBeLessThanOrEqual(Date.now() + 1000);
  });

  it('put the largest table first, and leave out the parents of partitions', async () => {
    await admin(`create table events (id int) partition by range (id);
      create table events_1 partition of events for values from (0) to (100000);
      insert into events select generate_series(1, 5000); analyze events`);
    await expect.poll(async () => (await statistics())[0]?.table).toBe('public.events_1');
    expect(await table('events')).toBeUndefined();
  });

  it('take the estimate of ANALYZE where the collector lost its counts', async () => {
    await admin('create table counted (id int); insert into counted select generate_series(1, 2000); analyze counted');
    await expect.poll(() => table('counted')).toMatchObject({ rows: 2000 });
    await admin("select pg_stat_reset_single_table_counters('counted'::regclass)");
    await expect.poll(() => table('counted')).toMatchObject({ rows: 2000, analyzedAt: undefined });
  });

  it('take the size on disk where nobody ever counted', async () => {
    await admin('create table restored (id int); insert into restored select generate_series(1, 20000)');
    await expect.poll(() => table('restored')).toMatchObject({ rows: 20000 });
    await admin("select pg_stat_reset_single_table_counters('restored'::regclass)");
    await expect.poll(async () => (await table('restored'))?.analyzedAt).toBeUndefined();
    expect((await table('restored'))?.rows).toBeGreaterThan(20000);
  });

  it('are an error where the user may not see them', async () => {
    await admin('revoke select on pg_stat_user_tables from public');
    await expect(statistics()).rejects.toThrow('refused user shop: permission denied for view pg_stat_user_tables');
    await admin('grant select on pg_stat_user_tables to public');
  });

  it('are an error where the server collects none', async () => {
    await admin('alter database shop set track_counts = off');
    await expect(statistics()).rejects.toThrow('collects no statistics: its setting track_counts is off');
    await admin('alter database shop reset track_counts');
  });
});

describe('activity', () => {
  it('names an open transaction, and not the one that asks', async () => {
    const client = session();
    const reserved = await client.reserve();
    await reserved.unsafe('begin');
    expect((await activity()).openTransactions).toEqual([
      { pid: expect.any(Number), state: 'idle in transaction', seconds: expect.any(Number) },
    ]);
    await reserved.unsafe('commit');
    await expect.poll(async () => (await activity()).openTransactions).toEqual([]);
    reserved.release();
  });

  it('names a lock that a session waits for', async () => {
    await admin('create table stock (id int); alter table stock owner to shop');
    const holder = await session().reserve();
    const waiter = await session().reserve();
    await holder.unsafe('begin; lock table stock in access exclusive mode');
    const waiting = waiter.unsafe('select * from stock').execute();
    await expect
      .poll(async () => (await activity()).waitingLocks)
      .toEqual([{ pid: expect.any(Number), mode: 'AccessShareLock', on: 'stock' }]);
    await holder.unsafe('commit');
    await waiting;
    expect((await activity()).waitingLocks).toEqual([]);
    holder.release();
    waiter.release();
  });

  it('counts sessions that it may not look into, and sees them with pg_monitor', async () => {
    await admin("create user other password 'of-the-other'");
    const reserved = await session('other', 'of-the-other').reserve();
    await reserved.unsafe('begin');
    expect(await activity()).toMatchObject({ hiddenSessions: 1, openTransactions: [] });
    await admin('grant pg_monitor to shop');
    expect(await activity()).toMatchObject({
      hiddenSessions: 0,
      openTransactions: [{ state: 'idle in transaction' }],
    });
    await reserved.unsafe('commit');
    reserved.release();
  });
});
