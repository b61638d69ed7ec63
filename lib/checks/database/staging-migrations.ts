import * as z from 'zod/mini';
import { type DatabaseConnection, databaseConnection } from '../../config/connection.ts';
import { type Finding, fail, pass } from '../../domain/check-result.ts';
import { judgeAll } from '../../domain/judge-all.ts';
import { tableName } from '../../domain/table-name.ts';
import type { MigrationState } from '../../sources/postgres.ts';
import { defineCheck } from '../define-check.ts';

/**
 * A release's `migrationVersion` is the highest migration in it: golang-migrate's and goose's version, Flyway's (whole
 * numbers only), the 14 digits with which Prisma's names begin. A release that does not name it, a table that is
 * missing and one in which nothing is applied are each a `fail`, in production too: it may be the wrong database.
 */
export const stagingMigrations = defineCheck({
  id: 'staging-migrations',
  needs: ['secretsManager', 'postgres'],
  needsRelease: true,
  config: z.strictObject({
    tool: z.enum(['golang-migrate', 'goose', 'flyway', 'prisma']),
    /** Where the tool keeps its record, if not in its default table. */
    table: z.optional(z.string().check(z.regex(tableName, 'must be a table, or schema.table'))),
    staging: databaseConnection,
    production: databaseConnection,
  }),
  remediation:
    "Run the release's migrations on staging, and repair a migration that stopped half way, then run the gate again.",
  resources: ({ staging, production }) => ({
    secretsManager: [...new Set([staging.credentials, production.credentials])],
  }),
  async run({ config, sources, release, signal }) {
    if (release.migrationVersion === undefined) {
      const observed = 'no migrationVersion';
      const expected = 'the highest migration of the release, also when it brings no new one';
      return fail('the release does not name its migrationVersion', [{ where: 'the release', observed, expected }]);
    }
    const wanted = BigInt(release.migrationVersion);
    const read = async (connection: DatabaseConnection): Promise<MigrationState> => {
      const { host, port, database, credentials } = connection;
      const target = { host, port, database, ...(await sources.secretsManager.credentials(credentials, signal)) };
      return sources.postgres.migrationState(target, config, signal);
    };
    const staging = read(config.staging).then((state) =>
      judge('staging', config.staging, state, `at or past ${wanted}`, (version) =>
        version < wanted ? `staging is at migration ${version}, behind the release's ${wanted}` : undefined,
      ),
    );
    const production = read(config.production).then((state) =>
      judge('production', config.production, state, `not past ${wanted}`, (version) =>
        version > wanted ? `production is at migration ${version}, ahead of the release's ${wanted}` : undefined,
      ),
    );
    const parts = [
      { name: 'migrations of staging', found: staging },
      { name: 'migrations of production', found: production },
    ];
    return judgeAll(parts, () => `staging has run the release's migrations up to ${wanted}`);
  },
});

function judge(
  name: 'staging' | 'production',
  { host, port, database }: DatabaseConnection,
  { exists, table, version, dirty }: MigrationState,
  expected: string,
  compare: (version: bigint) => string | undefined,
): Finding {
  const position = version === undefined ? `no migration has run on ${name}` : compare(version);
  const problems = exists
    ? [dirty && `${name} is dirty: ${dirty}`, position].filter((one) => one !== undefined)
    : [`${name} has no table ${table}: no migration has run`];
  const observed = exists ? (version === undefined ? 'no migration' : `at ${version}`) : 'no such table';
  const evidence = {
    where: `${name}: ${table} of ${database} at ${host}:${port}`,
    observed: dirty === undefined ? observed : `${observed}, ${dirty}`,
    expected: `${expected}, nothing half done`,
  };
  return problems.length > 0 ? fail(problems.join('; '), [evidence]) : pass(`${name} is right`, [evidence]);
}
