import { createServer, type Server } from 'node:net';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { http } from '../../lib/sources/http.ts';
import { type Authority, createAuthority, issueCertificate } from '../../sandbox/certificates.ts';
import { listen, startAnswering } from '../support/answering-server.ts';

const never = new AbortController().signal;
const closing: (() => Promise<void>)[] = [];
let authority: Authority;

beforeAll(async () => {
  authority = await createAuthority('Test Authority');
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function serve(...args: Parameters<typeof startAnswering>) {
  const server = await startAnswering(...args);
  closing.push(server.close);
  return server;
}

async function serveRaw(server: Server) {
  const listening = await listen(server);
  closing.push(listening.close);
  return listening;
}

const source = () => http({ trustedAuthorities: [authority.certificate] });

describe('http', () => {
  it('gives status and body over verified TLS', async () => {
    const certificate = await issueCertificate({ names: ['localhost'] }, authority);
    const { port } = await serve((_request, response) => response.writeHead(503).end('warming up'), certificate);
    await expect(source().get(`https://localhost:${port}/ready`, never)).resolves.toEqual({
      status: 503,
      body: 'warming up',
    });
  });

  it('does not follow a redirect', async () => {
    const { port, requests } = await serve((_request, response) =>
      response.writeHead(302, { location: '/elsewhere' }).end(),
    );
    await expect(source().get(`http://127.0.0.1:${port}/`, never)).resolves.toMatchObject({ status: 302 });
    expect(requests).toHaveLength(1);
  });

  it('asks for no compression', async () => {
    const { port, requests } = await serve((_request, response) => response.end('ok'));
    await source().get(`http://127.0.0.1:${port}/`, never);
    expect(requests[0]?.headers['accept-encoding']).toBeUndefined();
  });

  it('does not trust an unknown authority', async () => {
    const certificate = await issueCertificate({ names: ['localhost'] }, await createAuthority('Somebody'));
    const { port } = await serve((_request, response) => response.end('ok'), certificate);
    await expect(source().get(`https://localhost:${port}/`, never)).rejects.toThrow(
      new RegExp(`^https://localhost:${port}/ has a TLS problem: `),
    );
  });

  it('accepts a body of exactly 1 MiB', async () => {
    const { port } = await serve((_request, response) => response.end('x'.repeat(1024 * 1024)));
    await expect(source().get(`http://127.0.0.1:${port}/`, never)).resolves.toMatchObject({ status: 200 });
  });

  it('stops reading after 1 MiB and hangs up', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 50 * 1024 * 1024 }).write('x'.repeat(1024 * 1024 + 1));
    });
    await expect(source().get(`http://127.0.0.1:${server.port}/`, never)).rejects.toThrow(/more than 1 MiB$/);
    await server.deserted();
  });

  it.each([
    ['before it answers', () => undefined],
    [
      'after the headers',
      (response: { writeHead(status: number): { write(text: string): unknown } }) => response.writeHead(200).write('a'),
    ],
  ])('ends at the abort when a server hangs %s', async (_when, answer) => {
    const controller = new AbortController();
    const server = await serve((_request, response) => {
      answer(response);
      setImmediate(() => controller.abort());
    });
    await expect(source().get(`http://127.0.0.1:${server.port}/`, controller.signal)).rejects.toThrow(
      `http://127.0.0.1:${server.port}/ did not answer in time`,
    );
    await server.deserted();
  });

  it('asks nobody once it is aborted', async () => {
    const { port, requests } = await serve((_request, response) => response.end('ok'));
    await expect(source().get(`http://127.0.0.1:${port}/`, AbortSignal.abort())).rejects.toThrow(/in time$/);
    expect(requests).toHaveLength(0);
  });

  it.each([
    [
      'an answer cut short',
      'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nab',
      /closed the connection before it answered$/,
    ],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', /answered with something that is not HTTP$/],
    [
      'a switch of protocols',
      'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
      /closed the connection before it answered$/,
    ],
    ['nothing', '', /closed the connection before it answered$/],
  ])('takes %s for no answer', async (_what, bytes, message) => {
    const { port } = await serveRaw(createServer((socket) => socket.once('data', () => socket.end(bytes))));
    await expect(source().get(`http://127.0.0.1:${port}/`, never)).rejects.toThrow(message);
  });

  it('names who refused the connection, without the query', async () => {
    const { port, close } = await listen(createServer());
    await close();
    await expect(source().get(`http://127.0.0.1:${port}/ready?token=abc`, never)).rejects.toThrow(
      `http://127.0.0.1:${port}/ready refused the connection (127.0.0.1:${port})`,
    );
  });
});

describe('NODE_TLS_REJECT_UNAUTHORIZED=0', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('does not make a stranger trusted', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const certificate = await issueCertificate({ names: ['localhost'] }, await createAuthority('Stranger'));
    const { port } = await serve((_request, response) => response.end('ready'), certificate);
    await expect(source().get(`https://localhost:${port}/ready`, never)).rejects.toThrow('has a TLS problem');
  });
});
