import * as z from 'zod/mini';
import { databaseConnection } from '../../config/connection.ts';
import { type Finding, fail, pass } from '../../domain/check-result.ts';
import { clockSkew } from '../../domain/clock-skew.ts';
import { judgeActivity } from '../../domain/database-activity.ts';
import { day } from '../../domain/duration.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { judgeAll } from '../../domain/judge-all.ts';
import { SourceError } from '../../domain/source-error.ts';
import type { TableStatistics } from '../../sources/postgres.ts';
import { defineCheck } from '../define-check.ts';

const settings = z.extend(databaseConnection, {
  /** Smaller tables are left out: a scan of them is quick whatever the planner thinks. */
  tablesLargerThanRows: z._default(z.int().check(z.nonnegative()), 10_000),
  /** An ANALYZE of exactly this age is recent enough. */
  analyzedWithinDays: z._default(z.number().check(z.positive()), 7),
  /** Of its rows, how many may have changed since; autovacuum's own default acts at 0.1. */
  staleShare: z._default(z.number().check(z.positive()), 0.2),
  longTransactionMinutes: z._default(z.number().check(z.positive()), 5),
});
type Settings = z.output<typeof settings>;

/** Statistics decide between pass and fail; what other sessions do, or what of it cannot be seen, only warns. */
export const databaseStatistics = defineCheck({
  id: 'database-statistics',
  needs: ['secretsManager', 'postgres'],
  config: settings,
  remediation:
    'Run ANALYZE on the named tables, and end the named sessions if nobody needs them (pg_terminate_backend), then run the gate again.',
  resources: ({ credentials }) => ({ secretsManager: [credentials] }),
  async run({ config, sources: { postgres, secretsManager }, now, signal }) {
    const { host, port, database, credentials } = config;
    const where = `${database} at ${host}:${port}`;
    const target = { host, port, database, ...(await secretsManager.credentials(credentials, signal)) };
    const tables = postgres.tableStatistics(target, signal).then((all) => judgeTables(all, config, where, now));
    const sessions = postgres
      .activity(target, signal)
      .then((activity) => judgeActivity(activity, config.longTransactionMinutes, where));
    const parts = [
      { name: `statistics of ${where}`, found: tables },
      { name: `sessions of ${where}`, found: sessions },
    ];
    return judgeAll(parts, ([first]) => first?.summary ?? where);
  },
});

function judgeTables(tables: readonly TableStatistics[], config: Settings, where: string, now: Date): Finding {
  if (tables.length === 0) {
    return fail(`${where} has no tables`, [{ where, observed: 'no tables', expected: "the application's tables" }]);
  }
  const large = tables.filter(({ rows }) => rows > config.tablesLargerThanRows);
  const stale = large.flatMap((table) => staleness(table, config, now));
  const seen = `${large.length} of ${tables.length} tables have more than ${config.tablesLargerThanRows} rows`;
  if (stale.length > 0) return fail(`large tables of ${where} want ANALYZE (${seen})`, stale);
  const expected = `analyzed within ${config.analyzedWithinDays} days, at most ${percent(config.staleShare)} changed since`;
  return pass(`${seen}${large.length === 0 ? '' : ', each analyzed recently'}`, [{ where, observed: seen, expected }]);
}

/** The reasons to analyze a table again; none when its statistics are fresh. */
function staleness(table: TableStatistics, config: Settings, now: Date): Evidence[] {
  const { rows, modifiedSinceAnalyze, analyzedAt } = table;
  const where = `table ${table.table}, about ${rows} rows`;
  const expected = `analyzed within ${config.analyzedWithinDays} days`;
  if (analyzedAt === undefined) return [{ where, observed: 'never analyzed', expected }];
  const age = now.getTime() - analyzedAt.getTime();
  if (age < -clockSkew)
    throw new SourceError(`PostgreSQL at ${config.host}:${config.port} dates an ANALYZE ahead of now`);
  const reasons: Evidence[] = [];
  const when = analyzedAt.toISOString();
  if (age > config.analyzedWithinDays * day) {
    reasons.push({ where, observed: `analyzed ${(age / day).toFixed(1)} days ago`, expected, when });
  }
  const share = modifiedSinceAnalyze / Math.max(rows, 1);
  if (share > config.staleShare) {
    const observed = `${percent(share)} changed since ANALYZE`;
    reasons.push({ where, observed, expected: `at most ${percent(config.staleShare)}`, when });
  }
  return reasons;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
