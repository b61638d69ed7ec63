import { STATUS_CODES } from 'node:http';
import { WebSocketServer } from 'ws';
import type { Upgrade } from './http-system.ts';
import { appAnswer, type Site } from './shop-site.ts';

export const livePath = '/api/mobile/live';
const protocol = 'shop.v1';

/** What the apps keep open while somebody shops: a WebSocket. */
export function shopLive({ stateNow, serves }: Site): { readonly upgrade: Upgrade; close(): void } {
  const server = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has(protocol) ? protocol : false),
  });
  return {
    upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy());
      const open = async (): Promise<void> => {
        const { status } = appAnswer(request, stateNow().defects[await serves()]);
        if (request.url !== livePath) refuse(404);
        else if (status !== 200) refuse(status);
        else server.handleUpgrade(request, socket, head, (opened) => opened.send(JSON.stringify({ type: 'welcome' })));
      };
      const refuse = (status: number): void =>
        void socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      open().catch(() => socket.destroy());
    },
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}
