import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Fault, garbage } from './fault.ts';

/** A listener on loopback that hands connections on, or does to them what a fault says. */
export interface FrontDoor {
  setFault(fault: Fault | undefined): Promise<void>;
  close(): Promise<void>;
}

/** How long it waits for its port when another program has taken it in the meantime, as an outgoing connection does. */
const patienceMs = 10_000;

/**
 * Faults of the connection itself happen here: refuse, hang, garbage, and a delay without a path. All others are the
 * business of whom the connection is handed to.
 */
export async function openFrontDoor(port: number, handOn: (socket: Socket) => void): Promise<FrontDoor> {
  const sockets = new Set<Socket>();
  let fault: Fault | undefined;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    void receive(socket);
  });
  const open = async (): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const shut = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const reopen = async (): Promise<void> => {
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      const failure = await open().catch((cause: unknown) => cause);
      if (failure === undefined) return;
      await pause(50);
    }
    await open();
  };
  await open();
  return {
    async setFault(next) {
      fault = next;
      if (fault === 'refuse') await shut();
      else if (!server.listening) await reopen();
    },
    close: shut,
  };

  async function receive(socket: Socket): Promise<void> {
    if (fault === 'hang') return void socket.resume();
    if (fault === 'garbage') return void socket.end(garbage);
    if (typeof fault === 'object' && fault.path === undefined) await pause(fault.delaySeconds * 1000);
    if (!socket.destroyed) handOn(socket);
  }
}
