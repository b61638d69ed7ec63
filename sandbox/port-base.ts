import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { allPorts, portBase, runFolder, sandboxFolder } from './addresses.ts';
import { SandboxError } from './failure.ts';
import { run } from './processes.ts';

const step = 100;
const tries = 20;

/**
 * Settles where this sandbox listens, before anything reads the configuration: from PREFLIGHT_SANDBOX_PORT (or the
 * default) on, the first base whose ports are all free. What a killed sandbox left there is ended and removed.
 */
export async function claimPortBase(): Promise<void> {
  const first = portBase();
  for (let base = first; base < first + tries * step; base += step) {
    process.env['PREFLIGHT_SANDBOX_PORT'] = String(base);
    if (!(await claimFolder())) continue;
    if (await allFree()) return;
    await releasePortBase();
  }
  throw new SandboxError(
    `no ${allPorts().length} free ports in a row at ${first} or above; set PREFLIGHT_SANDBOX_PORT`,
  );
}

export async function releasePortBase(): Promise<void> {
  await rm(runFolder(), { recursive: true, force: true, maxRetries: 3 });
}

/** Of several sandboxes that start at once, one gets the folder. */
async function claimFolder(): Promise<boolean> {
  const holder = pidIn(new URL('launcher.pid', runFolder()));
  if (holder !== undefined && (await commandOf(holder)).includes('node')) return false;
  await removeLeftovers();
  await mkdir(runFolder(), { recursive: true });
  const mine = writeFile(new URL('launcher.pid', runFolder()), String(process.pid), { flag: 'wx' });
  return mine.then(
    () => true,
    () => false,
  );
}

/** Ends only what the folder's own files name, and only while it is still that program. */
async function removeLeftovers(): Promise<void> {
  const old = new URL(`left-${portBase()}-${process.pid}/`, sandboxFolder);
  // Moved first: of several sandboxes that find it, one gets it. Before the first run there is none.
  const moved = await rename(runFolder(), old).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  await endLeftover(pidIn(new URL('emulator.pid', old)), 'ministack');
  await endLeftover(pidIn(new URL('postgres/data/postmaster.pid', old)), 'postgres');
  const database = await realpath(new URL('postgres', old)).catch((): undefined => undefined);
  if (database !== undefined) await rm(database, { recursive: true, force: true });
  await rm(old, { recursive: true, force: true, maxRetries: 3 });
}

async function endLeftover(pid: number | undefined, program: string): Promise<void> {
  if (pid === undefined || !(await commandOf(pid)).includes(program)) return;
  // For PostgreSQL, SIGINT is the fast shutdown: it does not wait for clients.
  process.kill(pid, 'SIGINT');
  for (let tenths = 0; tenths < 50 && (await commandOf(pid)) !== ''; tenths += 1) await pause(100);
  if ((await commandOf(pid)) !== '') process.kill(pid, 'SIGKILL');
}

function pidIn(file: URL): number | undefined {
  if (!existsSync(file)) return undefined;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  return pid > 1 ? pid : undefined;
}

/** Empty when no such process runs. */
async function commandOf(pid: number): Promise<string> {
  // Linux tells without `ps`, which small images lack.
  if (existsSync('/proc/self/cmdline')) {
    const args = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return args.replaceAll('\0', ' ').trim();
  }
  const { stdout } = await run('ps', ['-o', 'args=', '-p', String(pid)]);
  return stdout.trim();
}

async function allFree(): Promise<boolean> {
  const free = await Promise.all(allPorts().map(isFree));
  return free.every(Boolean);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
