import { describe, expect, it } from 'vitest';
import type { SchemaSettings } from '../../lib/config/window-settings.ts';
import type { Release } from '../../lib/domain/release.ts';
import { Secret } from '../../lib/domain/secret.ts';
import { SourceError } from '../../lib/domain/source-error.ts';
import type { MigrationState } from '../../lib/sources/postgres.ts';
import { checkSchema } from '../../lib/steps/check-schema.ts';
import { release } from '../support/release.ts';

const settings: SchemaSettings = {
  tool: 'golang-migrate',
  table: 'migrations',
  connection: { host: 'db.internal', port: 5432, database: 'shop', credentials: 'shop/db' },
  trustedAuthorities: [],
  deadlineSeconds: 10,
};
const now = new Date('2026-11-23T10:12:02.000Z');
const at = now.toISOString();
const signal = AbortSignal.timeout(60_000);
const password = new Secret('hunter2-hunter2');
const live = (version: bigint | undefined, more: Partial<MigrationState> = {}): MigrationState => ({
  table: 'migrations',
  exists: true,
  version,
  dirty: undefined,
  ...more,
});

interface World {
  readonly state?: MigrationState | Error;
  readonly secret?: Error;
  readonly of?: Release;
}

function check({ state = live(41n), secret, of = release }: World = {}) {
  const asked: unknown[] = [];
  const finding = checkSchema({ run: { id: 'run-1' }, release: of }, settings, {
    postgres: {
      migrationState: async (...question) => {
        asked.push(...question);
        if (state instanceof Error) throw state;
        return state;
      },
    },
    secretsManager: {
      credentials: async (id) => {
        asked.push(id);
        if (secret !== undefined) throw secret;
        return { username: 'app', password };
      },
    },
    now,
    signal,
  });
  return { finding, asked };
}

const previousWith = (migrationVersion?: number): Release => {
  const { version, commit } = release.previous ?? { version: '', commit: '' };
  return {
    ...release,
    previous: { version, commit, ...(migrationVersion === undefined ? {} : { migrationVersion }) },
  };
};

describe('checkSchema', () => {
  it('asks the configured database as the configured tool', async () => {
    const { finding, asked } = check();
    await finding;
    expect(asked).toEqual([
      'shop/db',
      { host: 'db.internal', port: 5432, database: 'shop', username: 'app', password },
      expect.objectContaining({ tool: 'golang-migrate', table: 'migrations' }),
      signal,
    ]);
  });

  it.each([
    ['at what the old version knows', 41n],
    ['behind it', 40n],
  ])('is compatible %s', async (_name, version) => {
    await expect(check({ state: live(version) }).finding).resolves.toEqual({
      state: 'compatible',
      summary: `the database is at migration ${version}, and 1.41.3 knows migrations up to 41: it can serve with that`,
      at,
    });
  });

  it('is ahead by one', async () => {
    await expect(check({ state: live(42n) }).finding).resolves.toEqual({
      state: 'ahead',
      summary: 'the database is at migration 42, and 1.41.3 knows migrations up to 41',
      at,
    });
  });

  it('compares whole numbers that are larger than a number holds', async () => {
    const of = previousWith(Number.MAX_SAFE_INTEGER);
    const state = live(BigInt(Number.MAX_SAFE_INTEGER) + 1n);
    await expect(check({ state, of }).finding).resolves.toMatchObject({ state: 'ahead' });
    await expect(
      check({ state: live(20261123101500n), of: previousWith(20261123101500) }).finding,
    ).resolves.toMatchObject({ state: 'compatible' });
  });

  it('is dirty wherever it is', async () => {
    const state = live(41n, { dirty: 'migration 41 stopped half way' });
    await expect(check({ state }).finding).resolves.toEqual({
      state: 'dirty',
      summary: 'the database is at migration 41, and dirty: migration 41 stopped half way',
      at,
    });
    const first = live(undefined, { dirty: 'the first migration stopped half way' });
    await expect(check({ state: first }).finding).resolves.toMatchObject({ state: 'dirty' });
  });

  const { previous: _previous, ...bare } = release;
  it.each<[string, World, RegExp]>([
    ['a missing table', { state: live(undefined, { exists: false }) }, /has no table migrations/],
    ['no migration at all', { state: live(undefined) }, /is at no migration: migrations names none/],
    ['a release that does not say what it replaces', { of: bare }, /the release has no `previous`/],
    ['a previous release without a version of it', { of: previousWith() }, /has no `previous.migrationVersion`/],
    [
      'a database that cannot be reached',
      { state: new SourceError('PostgreSQL shop at db.internal:5432 could not be reached') },
      /nobody knows at which migration the database is: PostgreSQL shop at/,
    ],
    ['a secret that cannot be read', { secret: new SourceError('Secrets Manager has no secret shop/db') }, /no secret/],
  ])('is unknown with %s', async (_name, world, summary) => {
    await expect(check(world).finding).resolves.toEqual({
      state: 'unknown',
      summary: expect.stringMatching(summary),
      at,
    });
  });

  it('tells no secret, and no more than a sentence', async () => {
    const long = `PostgreSQL refused ${password.reveal()}\n${'and so on '.repeat(200)}`;
    const { summary } = await check({ state: new SourceError(long) }).finding;
    expect(summary).toMatch(/: PostgreSQL refused \[secret\] and so on .*…$/);
    expect(summary.length).toBeLessThan(700);
  });

  it('leaves a defect to the state machine', async () => {
    await expect(check({ state: new TypeError('no') }).finding).rejects.toThrow(TypeError);
  });
});
