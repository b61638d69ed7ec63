import * as z from 'zod/mini';
import type { DatabaseActivity } from '../domain/database-activity.ts';
import type { TableStatistics } from './postgres.ts';

const count = z.number().check(z.nonnegative());

/**
 * Rows are the higher of what the statistics collector counted and what the last ANALYZE estimated: after a crash or a
 * failover the collector starts from zero. Where neither knows anything (as after pg_upgrade) the table's size on disk
 * speaks, with 32 bytes a row, the smallest that there is. Parents of partitions hold no rows and are left out.
 */
export const statisticsQuery = `
select s.schemaname || '.' || s.relname as "table",
  case when s.n_live_tup = 0 and c.reltuples < 0 then coalesce(pg_relation_size(s.relid), 0) / 32
    else greatest(s.n_live_tup, c.reltuples) end::float8 as "rows",
  s.n_mod_since_analyze::float8 as "modifiedSinceAnalyze",
  greatest(s.last_analyze, s.last_autoanalyze) as "analyzedAt"
from pg_stat_user_tables s join pg_class c on c.oid = s.relid
where c.relkind in ('r', 'm')
order by "rows" desc`;

const statistics = z.array(
  z.object({
    table: z.string(),
    rows: count,
    modifiedSinceAnalyze: count,
    analyzedAt: z.pipe(
      z.nullable(z.date()),
      z.transform((date) => date ?? undefined),
    ),
  }),
);

export function readStatistics(rows: readonly unknown[]): readonly TableStatistics[] | undefined {
  return statistics.safeParse(rows).data;
}

/** Without pg_read_all_stats a session of another user has neither state nor times. */
export const sessionsQuery = `
select pid, state, extract(epoch from clock_timestamp() - xact_start)::float8 as "seconds",
  query = '<insufficient privilege>' as "hidden"
from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
  and coalesce(backend_type, 'client backend') = 'client backend'
order by xact_start`;

export const locksQuery = `
select l.pid, l.mode, l.locktype as "type", case when l.database = a.datid then l.relation::regclass::text end as "relation"
from pg_locks l join pg_stat_activity a on a.pid = l.pid
where not l.granted and a.datname = current_database()`;

const sessions = z.array(
  z.object({
    pid: z.int(),
    state: z.nullable(z.string()),
    seconds: z.nullable(z.number()),
    hidden: z.nullable(z.boolean()),
  }),
);
const locks = z.array(z.object({ pid: z.int(), mode: z.string(), type: z.string(), relation: z.nullable(z.string()) }));

export function readActivity(
  sessionRows: readonly unknown[],
  lockRows: readonly unknown[],
): DatabaseActivity | undefined {
  const seen = sessions.safeParse(sessionRows).data;
  const waiting = locks.safeParse(lockRows).data;
  if (seen === undefined || waiting === undefined) return undefined;
  return {
    openTransactions: seen.flatMap(({ pid, state, seconds }) =>
      seconds === null ? [] : [{ pid, state: state ?? 'unknown state', seconds }],
    ),
    waitingLocks: waiting.map(({ pid, mode, type, relation }) => ({ pid, mode, on: relation ?? type })),
    hiddenSessions: seen.filter(({ hidden }) => hidden === true).length,
  };
}
