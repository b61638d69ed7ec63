import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import type { Certificate } from '../../sandbox/certificates.ts';

/** A server on a free port of loopback. */
export interface ListeningServer {
  readonly port: number;
  /** Connections that are open now. */
  readonly open: ReadonlySet<Socket>;
  /** Resolves as soon as no client is connected. */
  readonly deserted: () => Promise<void>;
  /** Closes it with all of its connections. */
  readonly close: () => Promise<void>;
}

export interface AnsweringServer extends ListeningServer {
  readonly requests: readonly IncomingMessage[];
}

/** An HTTP server on loopback that answers as told; HTTPS when it has a certificate. */
export function startAnswering(answer: RequestListener, certificate?: Certificate): Promise<AnsweringServer> {
  const requests: IncomingMessage[] = [];
  const listener: RequestListener = (request, response) => {
    requests.push(request);
    answer(request, response);
  };
  const server: Server =
    certificate === undefined
      ? createServer(listener)
      : createSecureServer({ cert: certificate.certificate, key: certificate.key }, listener);
  return listen(server).then((listening) => ({ ...listening, requests }));
}

/** Makes any server listen on a free loopback port. */
export function listen(server: NetServer): Promise<ListeningServer> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        open,
        async deserted() {
          await Promise.all([...open].map((socket) => new Promise((done) => socket.once('close', done))));
        },
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            for (const socket of open) socket.destroy();
          }),
      }),
    );
  });
}

/** JSON with a status. */
export function answerJson(status: number, body: unknown): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
}
