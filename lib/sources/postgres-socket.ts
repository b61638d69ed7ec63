import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { PostgresTarget } from './postgres.ts';
import { nameOf, type Phase, PostgresFailure } from './postgres-failure.ts';

/** SSLRequest: its length, and the code in place of a protocol version (PostgreSQL, "Message Formats"). */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

export interface SocketOptions {
  readonly ca: readonly string[];
  /** Told of each socket as soon as there is one: the caller destroys them. */
  readonly opened: (socket: Socket) => void;
  readonly enter: (phase: Phase) => void;
}

/**
 * A TLS connection to PostgreSQL whose certificate and host name are verified. A server that does not do TLS is
 * refused before anything about the login was sent.
 */
export async function openSocket(target: PostgresTarget, { ca, opened, enter }: SocketOptions): Promise<TLSSocket> {
  const { host, port } = target;
  enter('opening the connection');
  const tcp = connectTcp({ host, port, noDelay: true });
  opened(tcp);
  await until(tcp, 'connect');
  enter('TLS handshake');
  tcp.write(sslRequest);
  requireTls(target, await until(tcp, 'data'));
  const tls = connectTls({
    socket: tcp,
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ca: [...ca],
    // Stated, since NODE_TLS_REJECT_UNAUTHORIZED=0 would change the default.
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
  });
  opened(tls);
  await until(tls, 'secureConnect');
  return tls;
}

/** The server answers SSLRequest with exactly one byte; more of them could be bytes that another party put in. */
function requireTls(target: PostgresTarget, answer: unknown): void {
  if (!Buffer.isBuffer(answer)) throw new Error('no bytes');
  const text = answer.toString('latin1');
  if (text === 'S') return;
  if (text === 'N') throw new PostgresFailure(`${nameOf(target)} refused TLS`, { definite: true });
  throw new PostgresFailure(
    `${nameOf(target)} answered the TLS request with something else: it is not a PostgreSQL server, or too busy`,
    { definite: false },
  );
}

/** The next event of that name; an error, or the socket's end before it, rejects. */
function until(socket: Socket, event: 'connect' | 'data' | 'secureConnect'): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const closed = () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    const settle = (then: (value: unknown) => void) => (value: unknown) => {
      socket.off(event, seen).off('error', failed).off('close', closed).off('end', closed);
      if (event === 'data') socket.pause();
      then(value);
    };
    const seen = settle(resolve);
    const failed = settle(reject);
    // An error that comes after this one has nobody to tell: without a listener it would end the process.
    socket.on('error', () => undefined);
    socket.once(event, seen).once('error', failed).once('close', closed).once('end', closed);
  });
}
