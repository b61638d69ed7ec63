import type { SchemaSettings } from '../config/window-settings.ts';
import { cutText } from '../domain/evidence.ts';
import { onOneLine } from '../domain/one-line.ts';
import type { Release } from '../domain/release.ts';
import { redact } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import type { SchemaFinding } from '../domain/window/window.ts';
import type { MigrationState, Postgres } from '../sources/postgres.ts';
import type { SecretsManager } from '../sources/secrets-manager.ts';

export interface CheckSchemaInput {
  readonly run: { readonly id: string };
  /** The release whose `previous` would be gone back to. */
  readonly release: Release;
}

export interface CheckSchemaDependencies {
  readonly postgres: Pick<Postgres, 'migrationState'>;
  readonly secretsManager: Pick<SecretsManager, 'credentials'>;
  readonly now: Date;
  readonly signal: AbortSignal;
}

const longestReason = 600;

/** Holds the live migration version against what the release knows that would be gone back to. What cannot be looked at is `unknown`. */
export async function checkSchema(
  { release }: CheckSchemaInput,
  settings: SchemaSettings,
  { postgres, secretsManager, now, signal }: CheckSchemaDependencies,
): Promise<SchemaFinding> {
  const at = now.toISOString();
  const { host, port, database, credentials } = settings.connection;
  try {
    const login = await secretsManager.credentials(credentials, signal);
    const live = await postgres.migrationState({ host, port, database, ...login }, settings, signal);
    return { ...judge(live, release), at };
  } catch (cause) {
    // Anything else is a defect, which the state machine tells in the function's place: it counts as unknown too.
    if (!(cause instanceof SourceError)) throw cause;
    // Redacted before it is cut: half of a secret would not be recognized.
    const reason = cutText(onOneLine(redact(cause.message)), longestReason);
    return { state: 'unknown', summary: `nobody knows at which migration the database is: ${reason}`, at };
  }
}

/** A table that is missing, and one in which nothing is applied, may be of the wrong database: they show nothing. */
function judge(
  { exists, table, version, dirty }: MigrationState,
  { previous }: Pick<Release, 'previous'>,
): Omit<SchemaFinding, 'at'> {
  if (!exists) return { state: 'unknown', summary: `the database has no table ${table}: no migration has run on it` };
  const is = `the database is ${version === undefined ? 'at no migration' : `at migration ${version}`}`;
  if (dirty !== undefined) return { state: 'dirty', summary: `${is}, and dirty: ${dirty}` };
  if (version === undefined) return { state: 'unknown', summary: `${is}: ${table} names none` };
  const old = previous?.migrationVersion;
  if (previous === undefined || old === undefined) {
    const missing = previous === undefined ? '`previous`' : '`previous.migrationVersion`';
    return {
      state: 'unknown',
      summary: `${is}, and the release has no ${missing}: what the old version knows is not known`,
    };
  }
  const known = `${previous.version} knows migrations up to ${old}`;
  if (version > BigInt(old)) return { state: 'ahead', summary: `${is}, and ${known}` };
  return { state: 'compatible', summary: `${is}, and ${known}: it can serve with that` };
}
