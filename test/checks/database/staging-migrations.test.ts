import { describe, expect, it } from 'vitest';
import { stagingMigrations } from '../../../lib/checks/database/staging-migrations.ts';
import { Secret } from '../../../lib/domain/secret.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import type { MigrationState, PostgresTarget } from '../../../lib/sources/postgres.ts';
import { ask } from '../../support/ask.ts';
import { noPostgres, noSecretsManager } from './fakes.ts';

const config = {
  tool: 'golang-migrate' as const,
  staging: { host: 'staging.db', database: 'shop_staging', credentials: 'shop/staging' },
  production: { host: 'production.db', database: 'shop', credentials: 'shop/production' },
};
type State = Partial<MigrationState> | SourceError;

/** The check, when staging and production are so. */
function askWith(staging: State, production: State, release: { migrationVersion?: number } = { migrationVersion: 42 }) {
  const asked: PostgresTarget[] = [];
  const result = ask(stagingMigrations, {
    config,
    release,
    sources: {
      secretsManager: {
        ...noSecretsManager,
        credentials: async (id) => ({ username: `user of ${id}`, password: new Secret('secret-of-the-test') }),
      },
      postgres: {
        ...noPostgres,
        async migrationState(target) {
          asked.push(target);
          const state = target.host === 'staging.db' ? staging : production;
          if (state instanceof SourceError) throw state;
          return { table: 'schema_migrations', exists: true, version: undefined, dirty: undefined, ...state };
        },
      },
    },
  });
  return Object.assign(result, { asked });
}

describe('staging-migrations', () => {
  it('passes when staging has run the migrations of the release', async () => {
    const asked = askWith({ version: 42n }, { version: 41n });
    expect(await asked).toMatchObject({
      outcome: 'pass',
      evidence: [
        {
          where: 'staging: schema_migrations of shop_staging at staging.db:5432',
          observed: 'at 42',
          expected: 'at or past 42, nothing half done',
        },
        {
          where: 'production: schema_migrations of shop at production.db:5432',
          observed: 'at 41',
          expected: 'not past 42, nothing half done',
        },
      ],
    });
    expect(asked.asked.map(({ username }) => username)).toEqual(['user of shop/staging', 'user of shop/production']);
  });

  it.each<[bigint, bigint, string, string]>([
    [41n, 41n, 'fail', "staging is at migration 41, behind the release's 42"],
    [42n, 42n, 'pass', "staging has run the release's migrations up to 42"],
    [43n, 42n, 'pass', "staging has run the release's migrations up to 42"],
    [43n, 43n, 'fail', "production is at migration 43, ahead of the release's 42"],
  ])('with staging at %i and production at %i it is %s', async (staging, production, outcome, summary) => {
    expect(await askWith({ version: staging }, { version: production })).toMatchObject({ outcome, summary });
  });

  it('compares versions beyond 2^53 exactly', async () => {
    const release = { migrationVersion: Number.MAX_SAFE_INTEGER };
    const version = BigInt(Number.MAX_SAFE_INTEGER);
    expect(await askWith({ version }, { version }, release)).toMatchObject({ outcome: 'pass' });
    expect(await askWith({ version }, { version: version + 1n }, release)).toMatchObject({ outcome: 'fail' });
  });

  it.each<[string, State, State, string]>([
    ['staging is dirty', { version: 42n, dirty: 'x stopped' }, { version: 41n }, 'staging is dirty: x stopped'],
    ['production is dirty', { version: 42n }, { version: 41n, dirty: 'x failed' }, 'production is dirty: x failed'],
    ['staging is empty', {}, { version: 41n }, 'no migration has run on staging'],
    ['production is empty', { version: 42n }, {}, 'no migration has run on production'],
    [
      'staging has no table',
      { exists: false },
      { version: 41n },
      'staging has no table schema_migrations: no migration has run',
    ],
    [
      'production has no table',
      { version: 42n },
      { exists: false },
      'production has no table schema_migrations: no migration has run',
    ],
    [
      'staging is dirty and empty',
      { dirty: 'the first migration stopped half way' },
      { version: 41n },
      'staging is dirty: the first migration stopped half way; no migration has run on staging',
    ],
  ])('fails when %s', async (_name, staging, production, summary) => {
    expect(await askWith(staging, production)).toMatchObject({ outcome: 'fail', summary });
  });

  it('fails when the release does not name its migration, and asks nobody', async () => {
    const asked = ask(stagingMigrations, {
      config,
      release: { migrationVersion: undefined } as never,
      sources: { secretsManager: noSecretsManager, postgres: noPostgres },
    });
    expect(await asked).toMatchObject({
      outcome: 'fail',
      summary: 'the release does not name its migrationVersion',
    });
  });

  it('is an error when one database could not be asked, and tells what the other says', async () => {
    const lost = new SourceError('PostgreSQL at production.db:5432 refused the connection');
    expect(await askWith({ version: 42n }, lost)).toMatchObject({
      outcome: 'error',
      summary: 'could not look: PostgreSQL at production.db:5432 refused the connection (seen: staging is right)',
    });
  });

  it('is a fail when one is wrong and the other could not be asked', async () => {
    const lost = new SourceError('PostgreSQL at production.db:5432 refused the connection');
    expect(await askWith({ version: 41n }, lost)).toMatchObject({
      outcome: 'fail',
      summary: expect.stringContaining('refused the connection'),
    });
  });

  it('reads both secrets, the same one once', () => {
    const parsed = stagingMigrations.config.parse(config);
    expect(stagingMigrations.resources?.(parsed)).toEqual({ secretsManager: ['shop/staging', 'shop/production'] });
    const same = stagingMigrations.config.parse({ ...config, staging: config.production });
    expect(stagingMigrations.resources?.(same)).toEqual({ secretsManager: ['shop/production'] });
  });

  it.each(['a.b.c', 'x; drop table users', '1a', '', 'a"b'])('refuses the table %j', (table) => {
    expect(stagingMigrations.config.safeParse({ ...config, table }).success).toBe(false);
  });
});
