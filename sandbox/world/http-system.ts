import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Certificate } from '../certificates.ts';
import type { Fault } from './fault.ts';
import { openFrontDoor } from './front-door.ts';
import { answerWithFault } from './http-fault.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;
/** Of a request that wants to go on in another protocol, such as WebSocket. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface HttpSystem {
  setFault(fault: Fault | undefined): Promise<void>;
  /** The certificate that is served from now on. */
  serve(certificate: Certificate): void;
  close(): Promise<void>;
}

/** An HTTP server of the world, HTTPS when it has a certificate. @param upgrade none without. */
export async function httpSystem(
  port: number,
  answer: Answer,
  certificate?: Certificate,
  upgrade?: Upgrade,
): Promise<HttpSystem> {
  let fault: Fault | undefined;
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    // The connection's own delay has passed at the front door.
    const here = typeof fault === 'object' && fault.path === undefined ? undefined : fault;
    void answerWithFault(here, request, response).then((answered) => answered || answer(request, response));
  };
  const secure = certificate === undefined ? undefined : createSecureServer(contextOf(certificate), handle);
  // A client that does not trust the certificate hangs up in the handshake.
  secure?.on('tlsClientError', (_error, socket) => socket.destroy());
  const server = secure ?? createServer(handle);
  if (upgrade !== undefined) server.on('upgrade', upgrade);
  const door = await openFrontDoor(port, (socket) => server.emit('connection', socket));
  return {
    async setFault(next) {
      fault = next;
      await door.setFault(next);
    },
    serve: (next) => secure?.setSecureContext(contextOf(next)),
    async close() {
      await door.close();
      server.closeAllConnections();
    },
  };
}

const contextOf = ({ certificate, key }: Certificate) => ({ cert: certificate, key });
