import { createServer as createTcpServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { type ListeningServer, listen } from './answering-server.ts';

export type TestServer = Pick<ListeningServer, 'port' | 'open' | 'close'>;

/** Presents the certificate to whoever asks. `key` and `cert` are PEM. */
export function tlsServer(options: TlsOptions): Promise<TestServer> {
  return listen(createTlsServer(options, (socket) => socket.on('error', () => {})));
}

/** Does with each connection as told; for servers that hang, hang up, or speak something else. */
export function tcpServer(onConnection: (socket: Socket) => void): Promise<TestServer> {
  return listen(createTcpServer(onConnection));
}
