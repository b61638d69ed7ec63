import type { Socket } from 'node:net';
import connect from 'postgres';
import type { PostgresTarget } from './postgres.ts';
import { failureOf, nameOf, type Phase, PostgresFailure } from './postgres-failure.ts';
import { guardSocket } from './postgres-guard.ts';
import { openSocket } from './postgres-socket.ts';

/** One open connection. */
export interface Session {
  readonly tlsVersion: string;
  /** Rows of one statement without parameters; constants in it come from this source, never from an answer. */
  query(statement: string): Promise<unknown[]>;
}

/**
 * Statements of this source only read, and a statement that outlives its check ends by itself. Set in a transaction:
 * a connection pooler may refuse startup parameters, and give a session's settings to the next client.
 */
export const readOnly = "begin read only; set local statement_timeout = '30s'; set local lock_timeout = '2s'";

/**
 * Opens a connection, uses it, closes it, whatever happens.
 * @throws SourceError, a PostgresFailure where the connection or a statement failed.
 */
export async function inSession<T>(
  target: PostgresTarget,
  ca: readonly string[],
  signal: AbortSignal,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  let phase: Phase = 'opening the connection';
  const sockets: Socket[] = [];
  const late = Promise.withResolvers<never>();
  const abort = () => {
    const words = `${nameOf(target)} did not answer in time (${phase})`;
    late.reject(new PostgresFailure(words, { definite: false, cause: signal.reason }));
  };
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    const work = signal.aborted
      ? late.promise
      : openSession(target, { ca, opened: (socket) => sockets.push(socket), enter: (next) => (phase = next) }, use);
    return await Promise.race([work, late.promise]);
  } catch (cause) {
    throw failureOf(target, phase, cause);
  } finally {
    signal.removeEventListener('abort', abort);
    for (const socket of sockets) socket.destroy();
  }
}

type OpenOptions = Parameters<typeof openSocket>[1];

async function openSession<T>(
  target: PostgresTarget,
  options: OpenOptions,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const { username, password, database } = target;
  const failure = (words: string) => new PostgresFailure(`${nameOf(target)} ${words}`, { definite: false });
  if (username === '') throw failure('cannot be asked: its secret has no username');
  const tls = await openSocket(target, options);
  options.enter('login');
  const guarded = guardSocket(tls, { failure, ready: () => options.enter('query') });
  let given = false;
  const client = {
    // One connection, which this source opened and verified itself; a second one would be a retry.
    socket: () => {
      if (given) throw Object.assign(new Error('closed'), { code: 'CONNECTION_CLOSED' });
      given = true;
      return guarded;
    },
    host: target.host,
    port: target.port,
    database,
    username,
    password: () => password.reveal(),
    connection: { application_name: 'preflight' },
    // Each given, since postgres.js takes the others from the environment's PG… variables.
    ssl: false,
    max: 1,
    connect_timeout: 0,
    idle_timeout: 0,
    max_lifetime: 0,
    prepare: false,
    fetch_types: false,
    onnotice: () => undefined,
  };
  const sql = connect(client as connect.Options<Record<string, connect.PostgresType>>);
  try {
    return await use({
      tlsVersion: tls.getProtocol() ?? 'unknown TLS version',
      async query(statement) {
        const rows: unknown[] = await sql.unsafe(statement);
        return [...rows];
      },
    });
  } finally {
    await sql.end({ timeout: 0 });
  }
}
