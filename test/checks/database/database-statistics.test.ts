import { describe, expect, it } from 'vitest';
import { databaseStatistics } from '../../../lib/checks/database/database-statistics.ts';
import type { DatabaseActivity } from '../../../lib/domain/database-activity.ts';
import { Secret } from '../../../lib/domain/secret.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import type { TableStatistics } from '../../../lib/sources/postgres.ts';
import { ask, now } from '../../support/ask.ts';
import { noPostgres, noSecretsManager } from './fakes.ts';

const day = 86_400_000;
const ago = (milliseconds: number): Date => new Date(now.getTime() - milliseconds);
const quiet: DatabaseActivity = { openTransactions: [], waitingLocks: [], hiddenSessions: 0 };
const orders: TableStatistics = {
  table: 'public.orders',
  rows: 20_000,
  modifiedSinceAnalyze: 0,
  analyzedAt: ago(day),
};
type Settings = Parameters<typeof ask<'database-statistics', typeof databaseStatistics.config, never>>[1]['config'];

function askWith(
  tables: readonly Partial<TableStatistics>[] | SourceError,
  activity: Partial<DatabaseActivity> | SourceError = {},
  settings: Partial<Settings> = {},
) {
  return ask(databaseStatistics, {
    config: { host: 'db.example.com', database: 'shop', credentials: 'shop/database', ...settings },
    sources: {
      secretsManager: {
        ...noSecretsManager,
        credentials: async () => ({ username: 'shop', password: new Secret('the-secret-of-this-test') }),
      },
      postgres: {
        ...noPostgres,
        async tableStatistics() {
          if (tables instanceof SourceError) throw tables;
          return tables.map((table) => ({ ...orders, ...table }));
        },
        async activity() {
          if (activity instanceof SourceError) throw activity;
          return { ...quiet, ...activity };
        },
      },
    },
  });
}

describe('database-statistics', () => {
  it('passes when every large table was analyzed lately', async () => {
    expect(await askWith([{}, { table: 'public.tags', rows: 12, analyzedAt: undefined }])).toMatchObject({
      outcome: 'pass',
      summary: '1 of 2 tables have more than 10000 rows, each analyzed recently',
    });
  });

  it('passes when no table is large, and says how many it saw', async () => {
    expect(await askWith([{ rows: 10_000, analyzedAt: undefined }])).toMatchObject({
      outcome: 'pass',
      summary: '0 of 1 tables have more than 10000 rows',
    });
  });

  it.each([
    [10_000, 'pass'],
    [10_001, 'fail'],
  ])('of a table of %i rows that was never analyzed is a %s', async (rows, outcome) => {
    expect(await askWith([{ rows, analyzedAt: undefined }])).toMatchObject({ outcome });
  });

  it.each([
    [7 * day, 'pass'],
    [7 * day + 1, 'fail'],
  ])('of an ANALYZE %i ms ago is a %s', async (milliseconds, outcome) => {
    expect(await askWith([{ analyzedAt: ago(milliseconds) }])).toMatchObject({ outcome });
  });

  it.each([
    [4000, 'pass'],
    [4001, 'fail'],
  ])('of %i changes in 20000 rows is a %s', async (modifiedSinceAnalyze, outcome) => {
    expect(await askWith([{ modifiedSinceAnalyze }])).toMatchObject({ outcome });
  });

  it('shows what is stale of which table, and since when', async () => {
    expect(await askWith([{ analyzedAt: ago(8 * day), modifiedSinceAnalyze: 10_000 }])).toMatchObject({
      outcome: 'fail',
      summary: 'large tables of shop at db.example.com:5432 want ANALYZE (1 of 1 tables have more than 10000 rows)',
      evidence: [
        {
          where: 'table public.orders, about 20000 rows',
          observed: 'analyzed 8.0 days ago',
          expected: 'analyzed within 7 days',
          when: ago(8 * day).toISOString(),
        },
        { observed: '50.0% changed since ANALYZE', expected: 'at most 20.0%' },
        { where: 'shop at db.example.com:5432' },
      ],
    });
  });

  it('takes its limits from its settings', async () => {
    const settings = { tablesLargerThanRows: 10, analyzedWithinDays: 0.5, staleShare: 0.5, longTransactionMinutes: 1 };
    const table = { rows: 11, analyzedAt: ago(day / 2), modifiedSinceAnalyze: 5 };
    expect(await askWith([table], {}, settings)).toMatchObject({ outcome: 'pass' });
    expect(await askWith([{ ...table, analyzedAt: ago(day / 2 + 1) }], {}, settings)).toMatchObject({
      outcome: 'fail',
    });
    expect(await askWith([{ ...table, modifiedSinceAnalyze: 6 }], {}, settings)).toMatchObject({ outcome: 'fail' });
    const activity = { openTransactions: [{ pid: 1, state: 'active', seconds: 61 }] };
    expect(await askWith([table], activity, settings)).toMatchObject({ outcome: 'warn' });
  });

  it('fails in a database without tables', async () => {
    expect(await askWith([])).toMatchObject({ outcome: 'fail', summary: 'shop at db.example.com:5432 has no tables' });
  });

  it.each([
    [300, 'pass'],
    [300.5, 'warn'],
  ])('of a transaction open for %f s is a %s', async (seconds, outcome) => {
    const openTransactions = [{ pid: 7, state: 'idle in transaction', seconds }];
    expect(await askWith([{}], { openTransactions })).toMatchObject({ outcome });
  });

  it('warns of a session that waits for a lock', async () => {
    const waitingLocks = [{ pid: 7, mode: 'ShareLock', on: 'public.orders' }];
    expect(await askWith([{}], { waitingLocks })).toMatchObject({
      outcome: 'warn',
      evidence: [{ where: 'session 7', observed: 'waits for ShareLock on public.orders' }, {}],
    });
  });

  it('warns of sessions that it may not look into', async () => {
    expect(await askWith([{}], { hiddenSessions: 3 })).toMatchObject({
      outcome: 'warn',
      summary: expect.stringContaining('3 sessions that this user may not look into'),
    });
  });

  it('fails for stale tables also where sessions want a look', async () => {
    expect(await askWith([{ analyzedAt: undefined }], { hiddenSessions: 3 })).toMatchObject({ outcome: 'fail' });
  });

  it('is an error when the statistics, or the sessions, cannot be seen', async () => {
    const denied = new SourceError('PostgreSQL at db.example.com:5432 refused user shop: permission denied');
    expect(await askWith(denied)).toMatchObject({
      outcome: 'error',
      summary: expect.stringContaining('permission denied'),
    });
    expect(await askWith([{}], denied)).toMatchObject({ outcome: 'error' });
  });

  it('is an error where an ANALYZE is dated in the future', async () => {
    expect(await askWith([{ analyzedAt: ago(-300_000) }])).toMatchObject({ outcome: 'pass' });
    expect(await askWith([{ analyzedAt: ago(-300_001) }])).toMatchObject({ outcome: 'error' });
  });

  it('keeps its evidence short however many tables are stale', async () => {
    const tables = Array.from({ length: 500 }, (_, index) => ({
      table: `public.t${index}`.repeat(20),
      analyzedAt: undefined,
    }));
    const { outcome, evidence } = await askWith(tables);
    expect(outcome).toBe('fail');
    expect(JSON.stringify(evidence).length).toBeLessThanOrEqual(2048);
  });
});
