import * as z from 'zod/mini';
import { SourceError } from '../domain/source-error.ts';
import type { MigrationState, MigrationTool } from './postgres.ts';

type Reading = Omit<MigrationState, 'table' | 'exists'>;

interface ToolTable {
  /** The table's name where a team has not configured another. */
  readonly table: string;
  /** Columns and rest of the statement that reads the table. */
  select(table: string): string;
  read(rows: readonly unknown[]): Reading;
}

const wholeNumber = z.string().check(z.regex(/^-?\d{1,40}$/));
const one = (version: bigint): string => `migration ${version}`;

/** One row: where the database is, and whether the last migration stopped half way. No row after a full `down`. */
const golangMigrate: ToolTable = {
  table: 'schema_migrations',
  select: (table) => `select version::text, dirty from ${table} limit 2`,
  read(rows) {
    const parsed = parse(z.array(z.object({ version: wholeNumber, dirty: z.boolean() })), rows);
    if (parsed.length > 1) throw new SourceError('its table has more than one row, which golang-migrate never writes');
    const [row] = parsed;
    if (row === undefined) return { version: undefined, dirty: undefined };
    const version = BigInt(row.version);
    // -1 is golang-migrate's own word for "no version", which it stores only together with dirty.
    const dirty = row.dirty ? `${version < 0n ? 'the first migration' : one(version)} stopped half way` : undefined;
    return { version: version < 0n ? undefined : version, dirty };
  },
};

/**
 * A row for each step. Of each version the newest row decides: older versions of goose record a `down` as a row that
 * is not applied, newer ones delete the row. Version 0 is the row with which goose starts its table.
 * Each migration is applied together with its row, so nothing is half done by goose's own account.
 */
const goose: ToolTable = {
  table: 'goose_db_version',
  select: (table) =>
    `select distinct on (version_id) version_id::text as version, is_applied as applied from ${table} ` +
    'order by version_id, id desc',
  read(rows) {
    const parsed = parse(z.array(z.object({ version: wholeNumber, applied: z.boolean() })), rows);
    const versions = parsed.filter((row) => row.applied).map((row) => BigInt(row.version));
    return { version: highest(versions.filter((version) => version > 0n)), dirty: undefined };
  },
};

/**
 * A row for each step, in the order of `installed_rank`; of each version the newest row decides, since an undo and a
 * repair add rows (types UNDO_… and DELETE). Repeatable migrations and the schema's own row have no version.
 * Versions are texts of numbers with dots, of which only whole ones can be held against a release's.
 */
const flyway: ToolTable = {
  table: 'flyway_schema_history',
  select: (table) => `select version, "type", success, script from ${table} order by installed_rank`,
  read(rows) {
    const row = z.object({
      version: z.nullable(z.string()),
      type: z.string(),
      success: z.boolean(),
      script: z.string(),
    });
    const parsed = parse(z.array(row), rows);
    const newest = new Map<string, boolean>();
    for (const { version, type, success } of parsed) {
      if (version === null) continue;
      newest.set(partsOf(version).join('.'), success && !type.startsWith('UNDO') && type !== 'DELETE');
    }
    const applied = [...newest].filter(([, isApplied]) => isApplied).map(([version]) => version);
    const failed = parsed.find(({ success }) => !success);
    return {
      version: wholeVersion(applied.toSorted(compareVersions).at(-1)),
      dirty: failed && `${failed.script.slice(0, 100)} failed`,
    };
  },
};

/** A row for each attempt; one that failed stays unfinished until `prisma migrate resolve` marks it as rolled back. */
const prisma: ToolTable = {
  table: '_prisma_migrations',
  select: (table) =>
    'select migration_name as name, finished_at is not null as finished, rolled_back_at is not null as "rolledBack" ' +
    `from ${table}`,
  read(rows) {
    const row = z.object({ name: z.string(), finished: z.boolean(), rolledBack: z.boolean() });
    const parsed = parse(z.array(row), rows).filter(({ rolledBack }) => !rolledBack);
    const unfinished = parsed.find(({ finished }) => !finished);
    return {
      version: highest(parsed.filter(({ finished }) => finished).map(({ name }) => timestampOf(name))),
      dirty: unfinished && `${unfinished.name.slice(0, 100)} was started and not finished`,
    };
  },
};

export const migrationTools: Record<MigrationTool, ToolTable> = {
  'golang-migrate': golangMigrate,
  goose,
  flyway,
  prisma,
};

/** Prisma names a migration `20240101120000_what_it_does`, and a baseline `0_init`. */
function timestampOf(name: string): bigint {
  const digits = /^\d{1,20}(?=_|$)/.exec(name)?.[0];
  if (digits === undefined) {
    throw new SourceError(`its migration ${JSON.stringify(name.slice(0, 80))} does not begin with a number`);
  }
  return BigInt(digits);
}

/** Flyway compares versions number by number; 1.0 is 1. */
function partsOf(version: string): bigint[] {
  if (!/^\d{1,40}([._]\d{1,40})*$/.test(version)) {
    throw new SourceError(`its version ${JSON.stringify(version.slice(0, 80))} is not one that Flyway writes`);
  }
  const parts = version.split(/[._]/).map(BigInt);
  while (parts.length > 1 && parts.at(-1) === 0n) parts.pop();
  return parts;
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [x, y] = [left[index] ?? 0n, right[index] ?? 0n];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

function wholeVersion(version: string | undefined): bigint | undefined {
  if (version === undefined) return undefined;
  const [whole, ...rest] = partsOf(version);
  if (rest.length > 0) {
    throw new SourceError(
      `its version ${version} has dots, and a release names a whole number: name migrations V42__… or by timestamp`,
    );
  }
  return whole;
}

function highest(versions: readonly bigint[]): bigint | undefined {
  return versions.reduce<bigint | undefined>(
    (most, next) => (most === undefined || next > most ? next : most),
    undefined,
  );
}

function parse<S extends z.ZodMiniType>(schema: S, rows: unknown): z.output<S> {
  const parsed = schema.safeParse(rows);
  if (!parsed.success) throw new SourceError('its table does not hold what the migration tool writes');
  return parsed.data;
}
