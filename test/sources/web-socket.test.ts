import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { WebFailure } from '../../lib/domain/web-failure.ts';
import { web } from '../../lib/sources/web.ts';
import { type Authority, createAuthority, issueCertificate } from '../../sandbox/certificates.ts';
import { type ListeningServer, listen, startAnswering } from '../support/answering-server.ts';
import { tcpServer } from '../support/tls-server.ts';

const never = new AbortController().signal;
const closing: (() => Promise<void>)[] = [];
let authority: Authority;

beforeAll(async () => {
  authority = await createAuthority('Test Authority');
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function open<S extends { readonly close: () => Promise<void> }>(starting: Promise<S>): Promise<S> {
  const server = await starting;
  closing.push(server.close);
  return server;
}

type Asked = Omit<Parameters<ReturnType<typeof web>['openWebSocket']>[0], 'url'>;

function shake(url: string, asked: Asked = {}, signal = never) {
  return web({ trustedAuthorities: [authority.certificate] }).openWebSocket({ url: new URL(url), ...asked }, signal);
}

/** A server of another hand: what it takes for a handshake is one. */
async function startSockets(options: ConstructorParameters<typeof WebSocketServer>[0] = {}) {
  const { certificate, key } = await issueCertificate({ names: ['localhost'] }, authority);
  const http = createServer({ cert: certificate, key });
  const sockets = new WebSocketServer({ ...options, server: http });
  const server: ListeningServer = await open(listen(http));
  return { sockets, server, url: `https://localhost:${server.port}/live?token=abc` };
}

/** Answers every handshake with these headers, of which `{accept}` becomes the right key. */
function answering(head: readonly string[]) {
  return open(
    tcpServer((socket) =>
      socket.once('data', (request: Buffer) => {
        const key = /sec-websocket-key: (.*)\r\n/i.exec(request.toString())?.[1] ?? '';
        const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
        socket.write([...head, '', ''].join('\r\n').replace('{accept}', accept));
      }),
    ),
  );
}

const right = [
  'HTTP/1.1 101 Switching Protocols',
  'Upgrade: WebSocket',
  'Connection: keep-alive, Upgrade',
  'Sec-WebSocket-Accept: {accept}',
];

async function failureOf(shaking: Promise<unknown>) {
  const cause: unknown = await shaking.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(cause instanceof WebFailure)) throw new TypeError('this is no failure of the web', { cause });
  return { kind: cause.kind, isDefinite: cause.isDefinite, message: cause.message };
}

describe('a handshake', () => {
  it('opens a WebSocket over verified TLS, and closes it properly', async () => {
    const { sockets, server, url } = await startSockets();
    const closed = once(sockets, 'connection').then(([socket]) => once(socket, 'close'));
    expect(await shake(url)).toEqual({ open: true, protocol: '' });
    expect((await closed)[0]).toBe(1000);
    await server.deserted();
  });

  it('sends the headers of the app, and says who asks where there are none', async () => {
    const { sockets, url } = await startSockets();
    const connected = once(sockets, 'connection') as Promise<[unknown, IncomingMessage]>;
    await shake(url, { headers: { 'x-app-version': '4.2', authorization: 'Bearer abc' } });
    const [, request] = await connected;
    expect(request.url).toBe('/live?token=abc');
    expect(request.headers).toMatchObject({
      'x-app-version': '4.2',
      authorization: 'Bearer abc',
      'user-agent': expect.stringMatching(/^Preflight /),
      'sec-websocket-version': '13',
    });
    expect(request.headers).not.toHaveProperty('sec-websocket-extensions');
    expect(request.headers).not.toHaveProperty('sec-websocket-protocol');
  });

  it('offers subprotocols and tells which one the server chose', async () => {
    const { url } = await startSockets({ handleProtocols: (offered) => [...offered].at(-1) ?? false });
    expect(await shake(url, { protocols: ['v2', 'v1'] })).toEqual({ open: true, protocol: 'v1' });
  });

  it('is over though the server never closes, and whatever it sends', async () => {
    const server = await answering([...right, '', 'x'.repeat(100_000)]);
    expect(await shake(`http://127.0.0.1:${server.port}/`)).toEqual({ open: true, protocol: '' });
    await Promise.all([...server.open].map((socket) => once(socket, 'close')));
  });

  it.each([200, 302, 403, 426, 503])('that is answered with HTTP %i opens nothing', async (status) => {
    const server = await open(
      startAnswering((_request, response) => response.writeHead(status, { location: '/elsewhere' }).write('no')),
    );
    expect(await shake(`http://127.0.0.1:${server.port}/`)).toEqual({ open: false, status });
    await server.deserted();
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    [[...right.slice(0, 3), 'Sec-WebSocket-Accept: bm90IHRoaXMgb25l'], 'its header Sec-WebSocket-Accept is wrong'],
    [right.slice(0, 3), 'its header Sec-WebSocket-Accept is wrong'],
    [[right[0] ?? '', 'Upgrade: h2c', ...right.slice(2)], 'it upgraded to something else'],
    [[right[0] ?? '', 'Connection: Upgrade', right[3] ?? ''], 'HTTP 101 without an upgrade'],
    [[...right, 'Sec-WebSocket-Extensions: permessage-deflate'], 'it uses an extension that was not offered'],
    [[...right, 'Sec-WebSocket-Protocol: v3'], 'it chose a subprotocol that was not offered'],
  ])('that is answered with %j breaks the protocol', async (head, problem) => {
    const server = await answering(head);
    expect(await failureOf(shake(`http://127.0.0.1:${server.port}/live?token=abc`, { protocols: ['v1'] }))).toEqual({
      kind: 'protocol',
      isDefinite: true,
      message: `http://127.0.0.1:${server.port}/live broke the WebSocket handshake: ${problem}`,
    });
    await Promise.all([...server.open].map((socket) => once(socket, 'close')));
  });

  it('that is answered with garbage is no answer', async () => {
    const { port } = await answering(['SSH-2.0-OpenSSH_9.2']);
    expect(await failureOf(shake(`http://127.0.0.1:${port}/`))).toEqual({
      kind: 'protocol',
      isDefinite: true,
      message: `http://127.0.0.1:${port}/ answered with something that is not HTTP`,
    });
  });

  it('that is answered by hanging up is no answer', async () => {
    const { port } = await open(tcpServer((socket) => socket.once('data', () => socket.end())));
    expect(await failureOf(shake(`http://127.0.0.1:${port}/`))).toMatchObject({ kind: 'closed', isDefinite: true });
  });

  it('ends at the deadline when the server says nothing', async () => {
    const deadline = new AbortController();
    const { port, open: connections } = await open(tcpServer((socket) => socket.once('data', () => deadline.abort())));
    expect(await failureOf(shake(`http://127.0.0.1:${port}/`, {}, deadline.signal))).toEqual({
      kind: 'silent',
      isDefinite: false,
      message: `http://127.0.0.1:${port}/ took the request and did not answer in time`,
    });
    await Promise.all([...connections].map((socket) => once(socket, 'close')));
  });

  it('is not begun once it is too late', async () => {
    const { port, requests } = await open(startAnswering((_request, response) => response.end()));
    expect(await failureOf(shake(`http://127.0.0.1:${port}/`, {}, AbortSignal.abort()))).toMatchObject({
      kind: 'unreached',
    });
    expect(requests).toHaveLength(0);
  });
});
