import { createServer, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import { WebFailure } from '../../lib/domain/web-failure.ts';
import { type WebRequest, web } from '../../lib/sources/web.ts';
import { type Authority, type Certificate, createAuthority, issueCertificate } from '../../sandbox/certificates.ts';
import { listen, startAnswering } from '../support/answering-server.ts';
import { freePort } from '../support/free-port.ts';
import { tcpServer, tlsServer } from '../support/tls-server.ts';

const dayMs = 86_400_000;
const never = new AbortController().signal;
const closing: (() => Promise<void>)[] = [];
let authority: Authority;
let certificate: Certificate;

beforeAll(async () => {
  authority = await createAuthority('Test Authority');
  certificate = await issueCertificate({ names: ['localhost'] }, authority);
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** Closed after the test. */
async function open<S extends { readonly close: () => Promise<void> }>(starting: Promise<S>): Promise<S> {
  const server = await starting;
  closing.push(server.close);
  return server;
}

const source = () => web({ trustedAuthorities: [authority.certificate] });
const secure = (port: number, path = '/') => new URL(`https://localhost:${port}${path}`);
const plain = (port: number, path = '/') => new URL(`http://127.0.0.1:${port}${path}`);
const ask = (request: WebRequest, signal = never) => source().ask(request, signal);

/** What went wrong, and whether it is the endpoint's own fault. */
async function failureOf(asking: Promise<unknown>) {
  const cause: unknown = await asking.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(cause instanceof WebFailure)) throw new TypeError('this is no failure of the web', { cause });
  const { kind, isDefinite, message, tookMs } = cause;
  expect(tookMs).toBeGreaterThanOrEqual(0);
  return { kind, isDefinite, message };
}

describe('an answer', () => {
  it('comes over verified TLS with all that it holds', async () => {
    const { port } = await open(
      startAnswering((_request, response) => {
        response.setHeader('set-cookie', ['session=a; Path=/; HttpOnly', 'seen=1']);
        response.writeHead(503, { 'X-App': 'shop', 'content-type': 'text/plain' }).end('größer');
      }, certificate),
    );
    const { tookMs, headers, ...answer } = await ask({ url: secure(port) });
    expect(answer).toEqual({ status: 503, cookies: ['session=a; Path=/; HttpOnly', 'seen=1'], body: 'größer' });
    expect(headers).toMatchObject({ 'x-app': 'shop', 'content-type': 'text/plain' });
    expect(headers).not.toHaveProperty('set-cookie');
    expect(tookMs).toBeGreaterThan(0);
  });

  it.each([
    ['gzip', gzipSync],
    ['X-GZIP ', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ])('that was stored as %s, as in S3, is read as browsers do', async (encoding, encode) => {
    const { port } = await open(
      startAnswering((_request, response) =>
        response.writeHead(200, { 'content-encoding': encoding }).end(encode('{"status":"größer"}')),
      ),
    );
    expect(await ask({ url: plain(port) })).toMatchObject({ status: 200, body: '{"status":"größer"}' });
    expect(await ask({ url: plain(port), method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });

  it.each([
    ['unpacks to more than a mebibyte', gzipSync('0'.repeat(1024 * 1024 + 1)), 'answered with more than 1 MiB'],
    ['is not packed as it says', Buffer.from('ok'), 'answered with something that is not gzip, as it says'],
  ])('that %s cannot be looked at', async (_what, body, words) => {
    const { port } = await open(
      startAnswering((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(body)),
    );
    const cause: unknown = await ask({ url: plain(port) }).catch((reason: unknown) => reason);
    expect(cause).toBeInstanceOf(SourceError);
    expect(cause).not.toBeInstanceOf(WebFailure);
    expect(String(cause)).toContain(words);
  });

  it('without cookies has none', async () => {
    const { port } = await open(startAnswering((_request, response) => response.end()));
    expect(await ask({ url: plain(port) })).toMatchObject({ status: 200, cookies: [], body: '' });
  });

  it('with an error page is one as any other', async () => {
    const page = '<!doctype html><title>Sorry</title>';
    const { port } = await open(startAnswering((_request, response) => response.end(page)));
    expect(await ask({ url: plain(port) })).toMatchObject({ status: 200, body: page });
  });

  it.each([301, 302, 303, 307, 308])('that redirects with %i is not followed', async (status) => {
    const other = await open(startAnswering((_request, response) => response.end('elsewhere')));
    const location = `http://127.0.0.1:${other.port}/elsewhere`;
    const { port, requests } = await open(
      startAnswering((_request, response) => response.writeHead(status, { location }).end()),
    );
    expect(await ask({ url: plain(port) })).toMatchObject({ status, headers: { location } });
    expect([requests.length, other.requests.length]).toEqual([1, 0]);
  });

  it('of exactly 1 MiB is read', async () => {
    const { port } = await open(startAnswering((_request, response) => response.end('x'.repeat(1024 * 1024))));
    expect((await ask({ url: plain(port) })).body).toHaveLength(1024 * 1024);
  });

  it('of more than 1 MiB is not, and tells nothing of the endpoint', async () => {
    const server = await open(startAnswering((_request, response) => response.write('x'.repeat(1024 * 1024 + 1))));
    const asking = ask({ url: plain(server.port, '/all?token=abc') });
    await expect(asking).rejects.toThrow(`http://127.0.0.1:${server.port}/all answered with more than 1 MiB`);
    await expect(asking).rejects.not.toBeInstanceOf(WebFailure);
    await server.deserted();
  });

  it('of more headers than are read tells nothing of the endpoint', async () => {
    const { port } = await open(
      startAnswering((_request, response) => response.writeHead(200, { 'x-long': 'x'.repeat(20_000) }).end()),
    );
    const asking = ask({ url: plain(port) });
    await expect(asking).rejects.toThrow(/\/ answered with more than 16 KiB of headers$/);
    await expect(asking).rejects.not.toBeInstanceOf(WebFailure);
  });
});

describe('a request', () => {
  it('is sent as it is written', async () => {
    const sent: string[] = [];
    const { port, requests } = await open(
      startAnswering((request, response) => {
        request.on('data', (chunk: Buffer) => sent.push(chunk.toString())).on('end', () => response.end());
      }),
    );
    const headers = { 'Content-Type': 'application/json', 'User-Agent': 'Shop/4.2 (iOS)' };
    await ask({ url: plain(port, '/search?q=a%20b'), method: 'PUT', headers, body: '{"größe":1}' });
    expect(requests[0]).toMatchObject({ method: 'PUT', url: '/search?q=a%20b' });
    expect(requests[0]?.headers).toMatchObject({
      host: `127.0.0.1:${port}`,
      'content-type': 'application/json',
      'content-length': '13',
      'user-agent': 'Shop/4.2 (iOS)',
      accept: '*/*',
    });
    expect(sent.join('')).toBe('{"größe":1}');
  });

  it('says who asks, and asks for nothing that would have to be unpacked', async () => {
    const { port, requests } = await open(startAnswering((_request, response) => response.end()));
    await ask({ url: plain(port) });
    expect(requests[0]?.headers['user-agent']).toMatch(/^Preflight /);
    expect(requests[0]?.headers['accept-encoding']).toBeUndefined();
  });

  it.each(['HEAD', 'DELETE', 'OPTIONS'])('may be a %s', async (method) => {
    const { port, requests } = await open(startAnswering((_request, response) => response.writeHead(204).end()));
    expect(await ask({ url: plain(port), method })).toMatchObject({ status: 204, body: '' });
    expect(requests[0]?.method).toBe(method);
  });
});

const presenting: readonly [what: string, wanted: () => Promise<{ cert: string; key: string }>, words: string][] = [
  [
    'that has expired',
    () => issue({ notBefore: new Date(Date.now() - 9 * dayMs), notAfter: new Date(Date.now() - dayMs) }),
    'has expired',
  ],
  ['that is not yet valid', () => issue({ notBefore: new Date(Date.now() + dayMs) }), 'is not yet valid'],
  ['for another host', () => issue({ names: ['shop.example.com'] }), 'is for another host name'],
  ['that is self-signed', () => issue({}, null), 'is self-signed'],
  [
    'without its intermediate',
    async () => issue({}, await createAuthority('Test Intermediate', authority)),
    'comes with an incomplete chain, or from an authority that is not trusted',
  ],
  [
    'of a stranger, with the whole chain',
    async () => {
      const stranger = await createAuthority('Stranger');
      const { cert, key } = await issue({}, stranger);
      return { cert: `${cert}\n${stranger.certificate}`, key };
    },
    'is signed by an authority that is not trusted',
  ],
];

async function issue(wanted: object, issuer: Authority | null = authority) {
  const issued = await issueCertificate({ names: ['localhost'], ...wanted }, issuer ?? undefined);
  return { cert: issued.certificate, key: issued.key };
}

describe('an endpoint', () => {
  it.each(presenting)('with a certificate %s lets nobody in', async (_what, wanted, words) => {
    const { port } = await open(tlsServer(await wanted()));
    const failure = {
      kind: 'certificate',
      isDefinite: true,
      message: `https://localhost:${port}/health presented a certificate that ${words}`,
    };
    const url = secure(port, '/health?token=abc');
    expect(await failureOf(ask({ url }))).toEqual(failure);
    expect(await failureOf(source().openWebSocket({ url }, never))).toEqual(failure);
  });

  it('where nothing listens refuses', async () => {
    const port = await freePort();
    const failure = {
      kind: 'refused',
      isDefinite: true,
      message: `http://127.0.0.1:${port}/health refused the connection (127.0.0.1:${port})`,
    };
    const url = plain(port, '/health?token=abc');
    expect(await failureOf(ask({ url }))).toEqual(failure);
    expect(await failureOf(source().openWebSocket({ url }, never))).toEqual(failure);
  });

  it('without TLS where TLS is asked for is told as such', async () => {
    const { port } = await open(startAnswering((_request, response) => response.end()));
    expect(await failureOf(ask({ url: secure(port) }))).toEqual({
      kind: 'tls',
      isDefinite: true,
      message: `https://localhost:${port}/ does not speak TLS`,
    });
  });

  it('that speaks no TLS that is safe is told as such', async () => {
    const { certificate: cert, key } = certificate;
    const { port } = await open(
      tlsServer({ cert, key, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }),
    );
    expect(await failureOf(ask({ url: secure(port) }))).toMatchObject({
      kind: 'tls',
      isDefinite: true,
      message: expect.stringMatching(/ended the TLS handshake: [a-z0-9 ]*protocol/),
    });
  });

  it('that hangs up within the TLS handshake was not reached: a firewall does the same', async () => {
    const { port } = await open(tcpServer((socket) => socket.once('data', () => socket.destroy())));
    expect(await failureOf(ask({ url: secure(port) }))).toEqual({
      kind: 'unreached',
      isDefinite: false,
      message: `https://localhost:${port}/ closed the connection before it was established`,
    });
  });

  it.each([
    ['an abrupt end', (socket: Socket) => socket.resetAndDestroy()],
    ['no word', (socket: Socket) => socket.end()],
  ])('that took the request and hung up with %s is at fault', async (_what, hangUp) => {
    const server = createServer((socket) => socket.once('data', () => hangUp(socket)));
    const { port } = await open(listen(server));
    expect(await failureOf(ask({ url: plain(port) }))).toEqual({
      kind: 'closed',
      isDefinite: true,
      message: `http://127.0.0.1:${port}/ closed the connection before it answered`,
    });
  });

  it('that answers with something else does not speak HTTP', async () => {
    const { port } = await open(
      tcpServer((socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.2\r\n'))),
    );
    expect(await failureOf(ask({ url: plain(port) }))).toEqual({
      kind: 'protocol',
      isDefinite: true,
      message: `http://127.0.0.1:${port}/ answered with something that is not HTTP`,
    });
  });

  it.each([
    ['is cut short', 'content-length: 10\r\n\r\nab'],
    ['turns to garbage', 'transfer-encoding: chunked\r\n\r\nzzz\r\n'],
  ])('whose answer %s did not finish it', async (_what, rest) => {
    const bytes = `HTTP/1.1 200 OK\r\n${rest}`;
    const { port } = await open(tcpServer((socket) => socket.once('data', () => socket.end(bytes))));
    expect(await failureOf(ask({ url: plain(port) }))).toEqual({
      kind: 'unfinished',
      isDefinite: true,
      message: `http://127.0.0.1:${port}/ began to answer with HTTP 200 and broke off before the end`,
    });
  });

  it('that hangs after the headers did not finish its answer', async () => {
    const deadline = new AbortController();
    const server = await open(
      startAnswering((_request, response) =>
        // On loopback, what was written is read before two more turns of the loop are over.
        response.writeHead(200).write('{"status":', () => setImmediate(() => setImmediate(() => deadline.abort()))),
      ),
    );
    expect(await failureOf(ask({ url: plain(server.port) }, deadline.signal))).toEqual({
      kind: 'unfinished',
      isDefinite: true,
      message: `http://127.0.0.1:${server.port}/ began to answer with HTTP 200 and did not finish in time`,
    });
    await server.deserted();
  });

  it('that takes the request and says nothing is silent', async () => {
    const deadline = new AbortController();
    const server = await open(startAnswering(() => deadline.abort(), certificate));
    expect(await failureOf(ask({ url: secure(server.port) }, deadline.signal))).toEqual({
      kind: 'silent',
      isDefinite: false,
      message: `https://localhost:${server.port}/ took the request and did not answer in time`,
    });
    await server.deserted();
  });

  it('that says nothing within the TLS handshake was not reached', async () => {
    const deadline = new AbortController();
    const { port } = await open(tcpServer((socket) => socket.once('data', () => deadline.abort())));
    expect(await failureOf(ask({ url: secure(port) }, deadline.signal))).toEqual({
      kind: 'unreached',
      isDefinite: false,
      message: `https://localhost:${port}/ did not answer in time`,
    });
  });

  it('is not asked once it is too late', async () => {
    const { port, requests } = await open(startAnswering((_request, response) => response.end()));
    expect(await failureOf(ask({ url: plain(port) }, AbortSignal.abort()))).toMatchObject({ kind: 'unreached' });
    expect(requests).toHaveLength(0);
  });
});

describe('NODE_TLS_REJECT_UNAUTHORIZED=0', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('does not make a stranger trusted', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const { port } = await open(tlsServer(await issue({}, null)));
    const url = secure(port);
    expect(await failureOf(ask({ url }))).toMatchObject({ kind: 'certificate' });
    expect(await failureOf(source().openWebSocket({ url }, never))).toMatchObject({ kind: 'certificate' });
  });
});
