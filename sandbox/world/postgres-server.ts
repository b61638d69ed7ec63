import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import connect from 'postgres';
import type { Certificate } from '../certificates.ts';
import { end, runWell, start } from '../processes.ts';
import { openTemporaryFolder, type PostgresPrograms, postgresPrograms } from './postgres-programs.ts';

export interface PostgresServerOptions {
  /** A free port of 127.0.0.1. */
  readonly port: number;
  readonly certificate: Certificate;
  /**
   * `required`: clients without TLS are refused, as `rds.force_ssl` does. `off`: TLS is refused.
   * @default 'required'
   */
  readonly tls?: 'required' | 'off';
  /** Of the superuser `postgres`. */
  readonly password: string;
  /** Further settings, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface PostgresServer {
  readonly port: number;
  /** Its files; the cluster itself is in `data`. */
  readonly folder: string;
  /** Runs SQL as the superuser, without TLS, which the server allows to the superuser on loopback only. */
  sql(statements: string, database?: string): Promise<Record<string, unknown>[]>;
  /** Ends it; its files are gone then. */
  stop(): Promise<void>;
}

/** Starts a new, empty, real PostgreSQL on 127.0.0.1 with scram-sha-256 passwords. */
export async function startPostgres(options: PostgresServerOptions): Promise<PostgresServer> {
  const { port, password } = options;
  const programs = await postgresPrograms();
  const folder = await mkdtemp(join(await openTemporaryFolder(), 'preflight-postgres-'));
  try {
    await initialize(folder, programs, options);
    const server = await serve(folder, programs, options);
    return {
      port,
      folder,
      sql: (statements, database) => run({ port, password }, statements, database),
      async stop() {
        // Its fast shutdown: SIGTERM would wait for its clients.
        await end(server, 'SIGINT');
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw cause;
  }
}

async function initialize(
  folder: string,
  { initdb, user }: PostgresPrograms,
  { password, certificate, tls = 'required' }: PostgresServerOptions,
): Promise<void> {
  const own = async (path: string): Promise<void> => {
    if (user.uid !== undefined && user.gid !== undefined) await chown(path, user.uid, user.gid);
  };
  // The server reads its key only where nobody else can.
  const write = async (name: string, text: string): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, text, { mode: 0o600 });
    await own(file);
    return file;
  };
  await chmod(folder, 0o700);
  await own(folder);
  const passwordFile = await write('password', `${password}\n`);
  const options = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync'];
  await runWell(
    'initializing PostgreSQL',
    initdb,
    [`--pgdata=${join(folder, 'data')}`, `--pwfile=${passwordFile}`, ...options],
    { ...user, cwd: folder, env: { PATH: process.env['PATH'] } },
  );
  await write('server.pem', certificate.certificate);
  await write('server.key', certificate.key);
  await write('pg_hba.conf', accessRules(tls));
}

async function serve(
  folder: string,
  { postgres, user }: PostgresPrograms,
  { port, tls = 'required', settings }: PostgresServerOptions,
): Promise<ChildProcess> {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    hba_file: join(folder, 'pg_hba.conf'),
    ssl: tls === 'off' ? 'off' : 'on',
    ssl_cert_file: join(folder, 'server.pem'),
    ssl_key_file: join(folder, 'server.key'),
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = start(postgres, ['-D', join(folder, 'data'), '-p', String(port), ...flags], {
    ...user,
    cwd: folder,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await ready(server, port);
  return server;
}

async function ready(server: ChildProcess, port: number): Promise<void> {
  let log = '';
  const served = new Promise<void>((resolve) => {
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log = `${log}${text}`.slice(-4000);
      if (log.includes('ready to accept connections')) resolve();
    });
  });
  const ended = once(server, 'exit').then(() => {
    throw new Error(`PostgreSQL did not start on port ${port}: ${log.trim().split('\n').slice(-5).join('\n')}`);
  });
  await Promise.race([served, ended]);
  // From here on its end is no failure to start.
  ended.catch(() => {});
}

function accessRules(tls: 'required' | 'off'): string {
  const everyone = tls === 'required' ? 'hostssl' : 'host';
  return `host all postgres 127.0.0.1/32 scram-sha-256\n${everyone} all all 127.0.0.1/32 scram-sha-256\n`;
}

async function run(
  { port, password }: Pick<PostgresServerOptions, 'port' | 'password'>,
  statements: string,
  database = 'postgres',
): Promise<Record<string, unknown>[]> {
  const sql = connect({
    host: '127.0.0.1',
    port,
    username: 'postgres',
    password,
    database,
    max: 1,
    ssl: false,
    onnotice: () => undefined,
  });
  try {
    const rows: Record<string, unknown>[] = await sql.unsafe(statements);
    return [...rows];
  } finally {
    await sql.end({ timeout: 1 });
  }
}
