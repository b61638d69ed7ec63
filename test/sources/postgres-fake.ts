import { type AddressInfo, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Certificate } from '../../sandbox/certificates.ts';

export interface FakeOptions {
  /** Its answer to the TLS request; nothing at all when null. */
  readonly toTls?: string | null;
  /** Its bytes in place of a TLS handshake. */
  readonly toHandshake?: Buffer;
  /** With which TLS begins after the answer `S`. */
  readonly certificate?: Certificate;
  /** What is sent, message by message, each time the client has said something within TLS; then nothing more. */
  readonly messages?: readonly Buffer[];
  /** Whether it hangs up after its last message. */
  readonly hangUp?: boolean;
}

export interface FakePostgres extends AsyncDisposable {
  readonly port: number;
  /** Connections that are open now. */
  open(): number;
  /** Connections that there ever were. */
  accepted(): number;
}

/** A server that behaves as no PostgreSQL would. */
export async function fakePostgres({
  toTls = 'S',
  toHandshake,
  certificate,
  messages = [],
  hangUp = false,
}: FakeOptions): Promise<FakePostgres> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server = createServer((socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    socket.once('data', () => {
      if (toTls === null) return;
      socket.write(toTls);
      if (toHandshake !== undefined) socket.once('data', () => socket.write(toHandshake));
      if (certificate === undefined) return;
      const { key, certificate: cert } = certificate;
      const tls = new TLSSocket(socket, { isServer: true, key, cert });
      tls.on('error', () => undefined);
      const left = [...messages];
      tls.on('data', () => {
        const next = left.shift();
        if (next !== undefined) tls.write(next);
        if (left.length === 0 && hangUp) tls.destroy();
      });
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    open: () => sockets.size,
    accepted: () => accepted,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** One message of PostgreSQL's protocol. */
export function message(type: string, body: Buffer | string = ''): Buffer {
  const bytes = Buffer.from(body as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length + 4);
  return Buffer.concat([Buffer.from(type), length, bytes]);
}

/** AuthenticationOk and ReadyForQuery: a login without a question. */
export const loggedIn = Buffer.concat([message('R', Buffer.alloc(4)), message('Z', 'I')]);

/** An authentication request of that kind. */
export function authentication(kind: number, rest = ''): Buffer {
  const code = Buffer.alloc(4);
  code.writeUInt32BE(kind);
  return message('R', Buffer.concat([code, Buffer.from(rest)]));
}
