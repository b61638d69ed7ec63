import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { mobileConnectivity } from '../../../lib/checks/post-deploy/mobile-connectivity.ts';
import { Secret } from '../../../lib/domain/secret.ts';
import { web } from '../../../lib/sources/web.ts';
import { type Authority, type Certificate, createAuthority, issueCertificate } from '../../../sandbox/certificates.ts';
import { listen } from '../../support/answering-server.ts';
import { ask } from '../../support/ask.ts';
import { noSecretsManager } from '../database/fakes.ts';

const closing: (() => Promise<void>)[] = [];
let authority: Authority;

beforeAll(async () => {
  authority = await createAuthority('Test Authority');
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** As an API does that takes apps from 3.2.0 on. */
const answerApps: RequestListener = ({ headers }, response) => {
  const isTooOld = String(headers['x-app-version']).localeCompare('3.2.0', 'en', { numeric: true }) < 0;
  response.writeHead(headers['x-app-platform'] === undefined ? 400 : isTooOld ? 426 : 200);
  response.end(JSON.stringify({ minimumVersion: '3.2.0', shop: 'open' }));
};
type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

const opening: Upgrade = (request, socket, head) => {
  const sockets = new WebSocketServer({ noServer: true });
  sockets.handleUpgrade(request, socket, head, () => sockets.close());
};
const refusing =
  (line: string): Upgrade =>
  (_request, socket) =>
    void socket.end(`HTTP/1.1 ${line}\r\ncontent-length: 0\r\n\r\n`);

async function openApi({
  answer = answerApps,
  upgrade = opening,
  certificate,
}: {
  answer?: RequestListener;
  upgrade?: Upgrade;
  certificate?: Certificate;
} = {}) {
  const own = certificate ?? (await issueCertificate({ names: ['localhost'] }, authority));
  const requests: IncomingMessage[] = [];
  const server = createServer({ cert: own.certificate, key: own.key }, (request, response) => {
    requests.push(request);
    answer(request, response);
  }).on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    requests.push(request);
    upgrade(request, socket, head);
  });
  const { port, close } = await listen(server);
  closing.push(close);
  return { url: `https://localhost:${port}/api/config`, live: `wss://localhost:${port}/live`, requests, close };
}

const headers = { 'User-Agent': 'Shop/7.4.1 (iOS 26.1)', 'X-App-Version': '7.4.1', 'X-App-Platform': 'ios' };
const oldestVersion = { header: 'x-app-version', value: '3.2.0' };

function look(config: unknown, deadlineSeconds = 10) {
  return ask(mobileConnectivity, {
    config: config as never,
    sources: {
      web: web({ trustedAuthorities: [authority.certificate] }),
      secretsManager: { ...noSecretsManager, read: async () => new Secret('{"key":"the-key-of-the-app"}') },
    },
    deadlineSeconds,
  });
}

describe('mobile-connectivity', () => {
  it('passes when the API answers as the app asks, the oldest app is taken and the WebSocket opens', async () => {
    const { url, live, requests } = await openApi();
    const minimumVersion = { query: '$.minimumVersion', mustBeAtMost: '3.2.0' };
    const result = await look({
      api: { url, headers, json: { '$.shop': 'open' } },
      oldestVersion,
      minimumVersion,
      webSocket: { url: live },
    });
    expect(result).toMatchObject({ outcome: 'pass' });
    expect(result.summary).toBe(
      `GET /api/config answers as it should; apps from version 3.2.0 on are taken; GET /api/config as app 3.2.0 answers as it should; WebSocket ${live} opens`,
    );
    expect(new Set(requests.map((one) => [one.url, one.headers['x-app-version']]))).toEqual(
      new Set([
        ['/api/config', '3.2.0'],
        ['/api/config', '7.4.1'],
        ['/live', undefined],
      ]),
    );
    expect(requests.find(({ url: asked }) => asked === '/api/config')?.headers).toMatchObject({
      'user-agent': headers['User-Agent'],
      'x-app-platform': 'ios',
    });
  });

  it('sends a key of the app from Secrets Manager, and does not tell it', async () => {
    const { url, live, requests } = await openApi({
      answer: ({ headers: sent }, response) => response.end(JSON.stringify(sent)),
    });
    const key = { secret: 'shop/app', key: 'key', prefix: 'Bearer ' };
    const config = {
      api: { url, headers: { Authorization: key }, json: { '$.authorization': 'x' } },
      webSocket: { url: live, headers: { Authorization: key } },
    };
    const result = await look(config);
    expect(requests.map(({ headers: { authorization } }) => authorization)).toEqual(
      Array(2).fill('Bearer the-key-of-the-app'),
    );
    expect(result).toMatchObject({ outcome: 'fail', summary: expect.stringContaining('[secret]') });
    expect(JSON.stringify(result)).not.toContain('the-key-of');
    expect(mobileConnectivity.resources?.(mobileConnectivity.config.parse(config))).toEqual({
      secretsManager: ['shop/app'],
    });
  });
});

describe('an API that locks apps out', () => {
  it('fails when it wants a newer app', async () => {
    const { url } = await openApi();
    expect(await look({ api: { url, headers: { ...headers, 'X-App-Version': '3.1.9' } } })).toMatchObject({
      outcome: 'fail',
      summary: 'GET /api/config wants a newer app (HTTP 426 Upgrade Required)',
      evidence: [{ observed: expect.stringContaining('HTTP 426') }],
    });
  });

  it('fails when it takes the newest app, and not the oldest that is supported', async () => {
    const { url } = await openApi();
    expect(
      await look({ api: { url, headers }, oldestVersion: { header: 'X-App-Version', value: '3.1.9' } }),
    ).toMatchObject({
      outcome: 'fail',
      summary: 'GET /api/config as app 3.1.9 wants a newer app (HTTP 426 Upgrade Required)',
    });
  });

  it.each([
    ['3.2.0', 'pass'],
    ['3.1.9', 'fail'],
  ])('is judged by the minimum that it says: %s must be supported, so %s', async (mustBeAtMost, outcome) => {
    const { url, requests } = await openApi();
    expect(
      await look({ api: { url, headers }, minimumVersion: { query: '$.minimumVersion', mustBeAtMost } }),
    ).toMatchObject({ outcome });
    expect(requests).toHaveLength(1);
  });

  it('is asked for its minimum where it says it, with the headers of the app', async () => {
    const { url, requests } = await openApi({
      answer: (request, response) =>
        request.url === '/versions' ? response.end('{"ios":{"minimum":"3.3"}}') : answerApps(request, response),
    });
    const minimumVersion = { url: new URL('/versions', url).href, query: '$.ios.minimum', mustBeAtMost: '3.2.0' };
    expect(await look({ api: { url, headers }, minimumVersion })).toMatchObject({
      outcome: 'fail',
      summary: 'apps older than 3.3 are locked out, though 3.2.0 is still supported',
    });
    expect(requests.find((one) => one.url === '/versions')?.headers).toMatchObject({ 'x-app-version': '7.4.1' });
  });

  it('says nothing of a minimum when it does not answer as it should', async () => {
    const { url } = await openApi({ answer: (_request, response) => response.writeHead(500).end('{}') });
    expect(
      await look({ api: { url, headers }, minimumVersion: { query: '$.minimumVersion', mustBeAtMost: '3.2.0' } }),
    ).toMatchObject({
      outcome: 'fail',
      summary: 'GET /api/config answers with HTTP 500, not 200',
    });
  });

  it.each([400, 403, 404, 429, 500, 503, 302])('fails when it answers with HTTP %d', async (status) => {
    const { url } = await openApi({
      answer: (_request, response) => response.writeHead(status, { location: 'https://evil.example/' }).end(),
    });
    expect(await look({ api: { url, headers } })).toMatchObject({
      outcome: 'fail',
      summary: expect.stringContaining(`HTTP ${status}, not 200`),
    });
  });

  it('fails when it answers with an error page', async () => {
    const { url } = await openApi({
      answer: (_request, response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Sorry</title>'),
    });
    expect(await look({ api: { url, headers, json: { '$.shop': 'open' } } })).toMatchObject({
      outcome: 'fail',
      summary: expect.stringContaining('which is not JSON'),
    });
    expect(
      await look({ api: { url, headers }, minimumVersion: { query: '$.minimumVersion', mustBeAtMost: '3.2.0' } }),
    ).toMatchObject({
      outcome: 'fail',
      summary: 'the minimum version of the app is not said: $.minimumVersion is missing',
    });
  });
});

describe('a WebSocket that does not open', () => {
  it.each([
    ['403 Forbidden', 'HTTP 403, not 101'],
    ['426 Upgrade Required', 'HTTP 426, not 101'],
    ['200 OK', 'HTTP 200, not 101'],
    ['302 Found', 'HTTP 302, not 101'],
    ['503 Service Unavailable', 'HTTP 503, not 101'],
  ])('fails when the server answers with %s', async (line, said) => {
    const { url, live } = await openApi({ upgrade: refusing(line) });
    const result = await look({ api: { url, headers }, webSocket: { url: live } });
    expect(result).toMatchObject({ outcome: 'fail', summary: `WebSocket ${live} does not open: ${said}` });
    expect(result.evidence.map(({ where }) => where)).toEqual([`WebSocket ${live}`, `GET ${url}`]);
  });

  it.each([
    [
      'a wrong key',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n',
      'broke the WebSocket handshake',
    ],
    ['something else', 'SSH-2.0-OpenSSH_9.2\r\n\r\n', 'not HTTP'],
    ['nothing, and hangs up', '', 'closed the connection'],
  ])('fails when the server answers with %s', async (_what, bytes, said) => {
    const { url, live } = await openApi({ upgrade: (_request, socket) => void socket.end(bytes) });
    expect(await look({ api: { url, headers }, webSocket: { url: live } })).toMatchObject({
      outcome: 'fail',
      summary: expect.stringContaining(said),
    });
  });

  it('fails when the server takes none of the subprotocols', async () => {
    const { url, live } = await openApi({
      upgrade: (request, socket, head) => {
        delete request.headers['sec-websocket-protocol'];
        opening(request, socket, head);
      },
    });
    expect(await look({ api: { url, headers }, webSocket: { url: live, protocols: ['graphql-ws'] } })).toMatchObject({
      outcome: 'fail',
      summary: expect.stringContaining('subprotocol'),
    });
  });

  it('opens also where its address is written in capitals', async () => {
    const { url, live } = await openApi();
    const settings = mobileConnectivity.config.parse({
      api: { url, headers },
      webSocket: { url: live.replace('wss', 'WSS') },
    });
    expect(await look(settings)).toMatchObject({ outcome: 'pass' });
  });

  it('passes with the subprotocol that the server takes', async () => {
    const { url, live } = await openApi();
    const result = await look({ api: { url, headers }, webSocket: { url: live, protocols: ['graphql-ws', 'other'] } });
    expect(result).toMatchObject({ outcome: 'pass' });
    expect(result.evidence).toContainEqual({
      where: `WebSocket ${live}`,
      observed: 'open, with graphql-ws',
      expected: 'an open connection (HTTP 101) with graphql-ws or other',
    });
  });

  it('cannot look when the server does not answer', async () => {
    const { url, live } = await openApi({ upgrade: () => undefined });
    const result = await look({ api: { url, headers }, webSocket: { url: live } }, 2);
    expect(result).toMatchObject({ outcome: 'error', summary: expect.stringContaining('did not answer in time') });
    expect(result.evidence).toContainEqual(
      expect.objectContaining({ where: `GET ${url}`, observed: expect.stringMatching(/^HTTP 200 /) }),
    );
  });

  it('fails by the API also when the server of the WebSocket does not answer', async () => {
    const { url, live } = await openApi({
      answer: (_request, response) => response.writeHead(500).end(),
      upgrade: () => undefined,
    });
    expect(await look({ api: { url, headers }, webSocket: { url: live } }, 2)).toMatchObject({
      outcome: 'fail',
      summary: expect.stringMatching(/^GET \/api\/config answers with HTTP 500, not 200; could not look everywhere: /),
    });
  });
});

describe('an API that nobody answers for', () => {
  it('fails when nothing listens, API and WebSocket alike', async () => {
    const { url, live, close } = await openApi();
    await close();
    const result = await look({
      api: { url, headers },
      oldestVersion,
      minimumVersion: { query: '$.v', mustBeAtMost: '1' },
      webSocket: { url: live },
    });
    expect(result).toMatchObject({ outcome: 'fail' });
    expect(result.evidence.map(({ observed }) => observed)).toEqual(
      Array(3).fill(expect.stringContaining('refused the connection')),
    );
  });

  it('fails when its certificate is of another host', async () => {
    const { url, live } = await openApi({
      certificate: await issueCertificate({ names: ['api.example.com'] }, authority),
    });
    const result = await look({ api: { url, headers }, webSocket: { url: live } });
    expect(result).toMatchObject({ outcome: 'fail' });
    expect(result.evidence.map(({ observed }) => observed)).toEqual(
      Array(2).fill(expect.stringContaining('is for another host name')),
    );
  });

  it('cannot look when its name does not resolve', async () => {
    expect(await look({ api: { url: 'https://api.invalid/config', headers } })).toMatchObject({ outcome: 'error' });
  });
});

describe('the settings of mobile-connectivity', () => {
  const api = { url: 'https://shop.example.com/api' };
  it.each([
    [{}],
    [{ api: { ...api, inNetwork: true } }],
    [{ api, webSocket: { url: 'https://shop.example.com/live' } }],
    [{ api, webSocket: { url: 'ws://shop.example.com/live' } }],
    [{ api, webSocket: { url: 'wss://jane@shop.example.com/live' } }],
    [{ api, webSocket: { url: 'wss://shop.example.com/live', protocols: ['a b'] } }],
    [{ api, minimumVersion: { query: 'minimum', mustBeAtMost: '3.2.0' } }],
    [{ api, minimumVersion: { query: '$.minimum', mustBeAtMost: 'latest' } }],
    [{ api, minimumVersion: { query: '$.minimum' } }],
    [{ api: { ...api, method: 'HEAD' }, minimumVersion: { query: '$.minimum', mustBeAtMost: '3.2.0' } }],
    [{ api, oldestVersion: { header: 'X App', value: '3.2.0' } }],
    [{ api, oldestVersion: { header: 'Host', value: '3.2.0' } }],
    [{ api, oldestVersion: { header: 'Authorization', value: '3.2.0' } }],
    [{ api, oldestVersion: { header: 'X-App-Version', value: 'a\r\nb' } }],
  ])('do not take %j', (settings) => {
    expect(mobileConnectivity.config.safeParse(settings).success).toBe(false);
  });

  it('take a HEAD where another address says the minimum', () => {
    const url = 'https://shop.example.com/minimum';
    const minimumVersion = { url, query: '$.minimum', mustBeAtMost: '3.2.0' };
    const settings = { api: { ...api, method: 'HEAD' }, minimumVersion };
    expect(mobileConnectivity.config.safeParse(settings).success).toBe(true);
  });

  it('take a WebSocket of this machine without TLS', () => {
    expect(mobileConnectivity.config.safeParse({ api, webSocket: { url: 'ws://127.0.0.1:8080/live' } }).success).toBe(
      true,
    );
  });
});
