import * as z from 'zod/mini';
import type { SourceSettings } from '../config/function-settings.ts';
import type { DatabaseActivity } from '../domain/database-activity.ts';
import type { Secret } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import { tableName } from '../domain/table-name.ts';
import { nameOf, PostgresFailure } from './postgres-failure.ts';
import { migrationTools } from './postgres-migrations.ts';
import { inSession, readOnly, type Session } from './postgres-session.ts';
import { locksQuery, readActivity, readStatistics, sessionsQuery, statisticsQuery } from './postgres-statistics.ts';
import { trustedCertificates } from './trust.ts';

/** SQLSTATE of a table that is not there (PostgreSQL, appendix A). */
const undefinedTable = '42P01';

export interface PostgresTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly username: string;
  readonly password: Secret;
}

/** A connection that was opened and used. */
export interface PostgresConnection {
  /** `18.1` */
  readonly serverVersion: string;
  /** `TLSv1.3` */
  readonly tlsVersion: string;
}

/** A definite answer that this connection does not work: wrong password, TLS refused, certificate not valid… */
export interface PostgresRefusal {
  /** A plain sentence that names the database. */
  readonly refused: string;
  /** Whether the server says that it serves nobody at the moment: it starts, stops, recovers, or has no connection left. */
  readonly notServing?: true;
}

export type MigrationTool = 'golang-migrate' | 'goose' | 'flyway' | 'prisma';

export interface MigrationState {
  /** The table that was read, as it was named to the database. */
  readonly table: string;
  readonly exists: boolean;
  /** The highest applied version; undefined when none is applied. */
  readonly version: bigint | undefined;
  /** What was left half done, in words; undefined when nothing was. */
  readonly dirty: string | undefined;
}

export interface TableStatistics {
  /** `public.orders` */
  readonly table: string;
  /** Live rows, estimated by the database itself. */
  readonly rows: number;
  readonly modifiedSinceAnalyze: number;
  /** The newer of the last ANALYZE by hand and by autovacuum. */
  readonly analyzedAt: Date | undefined;
}

/** A PostgreSQL server: always over TLS with a verified certificate and host name (as libpq's `sslmode=verify-full`). */
export interface Postgres {
  /**
   * Opens a verified TLS connection, runs SELECT 1, closes.
   * @throws SourceError naming wrong password, TLS refusal, time-out… each in words.
   */
  ping(target: PostgresTarget, signal: AbortSignal): Promise<PostgresConnection>;
  /** As `ping`, for whom a refusal is an answer. @throws SourceError when there was no definite answer. */
  tryConnection(target: PostgresTarget, signal: AbortSignal): Promise<PostgresConnection | PostgresRefusal>;
  /** What a migration tool's own table says. @param table `[schema.]table`; the tool's default when absent. */
  migrationState(
    target: PostgresTarget,
    asked: { readonly tool: MigrationTool; readonly table?: string | undefined },
    signal: AbortSignal,
  ): Promise<MigrationState>;
  /** Statistics of every user table, the largest first. @throws SourceError also when the user may not see them. */
  tableStatistics(target: PostgresTarget, signal: AbortSignal): Promise<readonly TableStatistics[]>;
  /** What other sessions do at this moment. */
  activity(target: PostgresTarget, signal: AbortSignal): Promise<DatabaseActivity>;
}

export function postgres(settings: Pick<SourceSettings, 'trustedAuthorities'>): Postgres {
  const ca = trustedCertificates(settings.trustedAuthorities);
  return {
    ping: (target, signal) => inSession(target, ca, signal, (session) => selectOne(target, session)),
    async tryConnection(target, signal) {
      try {
        return await inSession(target, ca, signal, (session) => selectOne(target, session));
      } catch (cause) {
        if (cause instanceof PostgresFailure && cause.definite) return refusalOf(cause);
        throw cause;
      }
    },
    migrationState: (target, asked, signal) => migrationState(target, ca, asked, signal),
    tableStatistics: (target, signal) => inSession(target, ca, signal, (session) => tableStatistics(target, session)),
    activity: (target, signal) => inSession(target, ca, signal, (session) => activity(target, session)),
  };
}

function refusalOf({ message, sqlState }: PostgresFailure): PostgresRefusal {
  // cannot_connect_now, too_many_connections
  const notServing = sqlState === '57P03' || sqlState === '53300';
  return notServing ? { refused: message, notServing } : { refused: message };
}

async function selectOne(target: PostgresTarget, session: Session): Promise<PostgresConnection> {
  const rows = await session.query("select 1 as one, current_setting('server_version') as version");
  const row = z.tuple([z.object({ one: z.literal(1), version: z.string() })]).safeParse(rows).data?.[0];
  if (row === undefined) throw unexpected(target);
  return { serverVersion: row.version.split(' ')[0] ?? row.version, tlsVersion: session.tlsVersion };
}

async function migrationState(
  target: PostgresTarget,
  ca: readonly string[],
  { tool, table = migrationTools[tool].table }: { readonly tool: MigrationTool; readonly table?: string | undefined },
  signal: AbortSignal,
): Promise<MigrationState> {
  const reader = migrationTools[tool];
  try {
    const rows = await inSession(target, ca, signal, async (session) => {
      await session.query(readOnly);
      return session.query(reader.select(quoteTable(table)));
    });
    return { table, exists: true, ...reader.read(rows) };
  } catch (cause) {
    if (cause instanceof PostgresFailure && cause.sqlState === undefinedTable) {
      return { table, exists: false, version: undefined, dirty: undefined };
    }
    if (cause instanceof PostgresFailure || !(cause instanceof SourceError)) throw cause;
    throw new SourceError(`${nameOf(target)}, table ${table}: ${cause.message}`, { cause });
  }
}

/** Quoted, so that a name with capital letters, or one that is a word of SQL, is that very table. */
function quoteTable(table: string): string {
  if (!tableName.test(table)) throw new SourceError(`${JSON.stringify(table)} is not the name of a table`);
  return table
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
}

async function tableStatistics(target: PostgresTarget, session: Session): Promise<readonly TableStatistics[]> {
  await session.query(readOnly);
  const [setting] = await session.query("select current_setting('track_counts') = 'on' as counts");
  if (!z.object({ counts: z.literal(true) }).safeParse(setting).success) {
    throw new SourceError(`${nameOf(target)} collects no statistics: its setting track_counts is off`);
  }
  const statistics = readStatistics(await session.query(statisticsQuery));
  if (statistics === undefined) throw unexpected(target);
  return statistics;
}

async function activity(target: PostgresTarget, session: Session): Promise<DatabaseActivity> {
  await session.query(readOnly);
  const seen = readActivity(await session.query(sessionsQuery), await session.query(locksQuery));
  if (seen === undefined) throw unexpected(target);
  return seen;
}

function unexpected(target: PostgresTarget): SourceError {
  return new SourceError(`${nameOf(target)} answered with something that was not asked for`);
}
