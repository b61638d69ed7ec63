import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Secret } from '../../lib/domain/secret.ts';
import { type Redis, redis } from '../../lib/sources/redis.ts';
import { type Authority, createAuthority, issueCertificate } from '../../sandbox/certificates.ts';
import { listen } from '../support/answering-server.ts';
import { type RedisServer, redisIsInstalled, startRedisServer } from '../support/redis-server.ts';

const never = new AbortController().signal;
const password = 'a Redis password, with spaces and ü';
let authority: Authority;
let source: Redis;

beforeAll(async () => {
  authority = await createAuthority('Test Authority');
  source = redis({ trustedAuthorities: [authority.certificate] });
});

const target = (port: number, more: { host?: string; username?: string; password?: string } = {}) => ({
  host: more.host ?? 'localhost',
  port,
  username: more.username ?? '',
  password: new Secret(more.password ?? password),
});

describe.skipIf(!redisIsInstalled)('redis, asking a real server', () => {
  let server: RedisServer;
  let open: RedisServer;
  let plain: RedisServer;

  beforeAll(async () => {
    const requirepass = ['requirepass', JSON.stringify(password)] as const;
    [server, open, plain] = await Promise.all([
      startRedisServer({
        authority,
        directives: [
          requirepass,
          ['user', 'monitor on >monitor-password +ping'],
          ['user', 'stranger on >stranger-password -@all +auth'],
        ],
      }),
      startRedisServer({ authority }),
      startRedisServer({ directives: [requirepass] }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([server, open, plain].map((one) => one?.stop()));
  });

  it('logs in with a password alone, by name and by address', async () => {
    await expect(source.ping(target(server.port), never)).resolves.toEqual({ reply: 'PONG' });
    await expect(source.ping(target(server.port, { host: '127.0.0.1' }), never)).resolves.toEqual({ reply: 'PONG' });
  });

  it('logs in with a username', async () => {
    const login = target(server.port, { username: 'monitor', password: 'monitor-password' });
    await expect(source.ping(login, never)).resolves.toEqual({ reply: 'PONG' });
  });

  it('tells a wrong password, and never the password', async () => {
    const login = target(server.port, { password: 'not-the-password' });
    const error = await source.ping(login, never).catch((cause: unknown) => cause);
    expect(error).toMatchObject({
      name: 'SourceError',
      message: `Redis at localhost:${server.port} refused the username or password`,
    });
  });

  it('tells a user who may not PING', async () => {
    const login = target(server.port, { username: 'stranger', password: 'stranger-password' });
    await expect(source.ping(login, never)).rejects.toThrow(/did not answer PING with PONG: NOPERM$/);
  });

  it('tells a server without a password', async () => {
    await expect(source.ping(target(open.port), never)).rejects.toThrow(
      /has no password set, so it refused to log in$/,
    );
  });

  it('does not send the password to a server of an unknown authority', async () => {
    const distrustful = redis({ trustedAuthorities: [] });
    await expect(distrustful.ping(target(server.port), never)).rejects.toThrow(/has a TLS problem: /);
  });

  it('does not speak without TLS', async () => {
    const hurry = AbortSignal.timeout(500);
    await expect(source.ping(target(plain.port), hurry)).rejects.toThrow(
      /has a TLS problem|closed the connection|did not answer in time/,
    );
  });
});

describe('redis, asking something else', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    await Promise.all(closing.splice(0).map((close) => close()));
  });

  /** A TLS server that notes what it hears and answers the first bytes with a text. */
  async function serve(answer: string, names = ['localhost']) {
    const { certificate, key } = await issueCertificate({ names }, authority);
    const heard: string[] = [];
    const server = createTlsServer({ cert: certificate, key }, (socket) => {
      socket
        .on('error', () => undefined)
        .on('data', (bytes) => {
          heard.push(bytes.toString('utf8'));
          socket.end(answer);
        });
    });
    const listening = await listen(server.on('tlsClientError', () => undefined));
    closing.push(listening.close);
    return { ...listening, heard };
  }

  it('sends AUTH and PING as the protocol writes them', async () => {
    const { port, heard } = await serve('+OK\r\n+PONG\r\n');
    await source.ping(target(port, { username: 'app', password: 'päss' }), never);
    expect(heard.join('')).toBe('*3\r\n$4\r\nAUTH\r\n$3\r\napp\r\n$5\r\npäss\r\n*1\r\n$4\r\nPING\r\n');
  });

  it.each([
    ['+OK\r\n-LOADING Redis is loading the dataset in memory\r\n', 'LOADING Redis is loading the dataset in memory'],
    ['+OK\r\n-MISCONF Errors writing to the AOF file\r\n', 'MISCONF Errors writing to the AOF file'],
    ['-LOADING \u001B[31m\r\n', 'LOADING ?[31m'],
  ])('gives %j as the reply of a server that does not serve', async (answer, reply) => {
    const { port } = await serve(answer);
    await expect(source.ping(target(port), never)).resolves.toEqual({ reply });
  });

  it.each([
    ['-WRONGPASS invalid username-password pair\r\n', /refused the username or password$/],
    ['-ERR invalid password\r\n', /refused the username or password$/],
    ['-ERR wrong number of arguments\r\n', /refused to log in: ERR$/],
    ['-a Redis password, with spaces and ü\r\n', /refused to log in: an unknown answer$/],
    ['+OK\r\n', /closed the connection before it answered PING$/],
    ['+OK\r\n-NOAUTH Authentication required.\r\n', /did not answer PING with PONG: NOAUTH$/],
    ['+OK\r\n+PANG\r\n', /did not answer PING with PONG: PANG$/],
    ['+PONG\r\n+PONG\r\n', /answered AUTH with something that is not Redis$/],
    ['HTTP/1.1 400 Bad Request\r\n\r\n', /answered with something that is not Redis$/],
    ['+OK\r\n+PONG\r\n+PONG\r\n', /answered with something that is not Redis$/],
    [`+${'x'.repeat(5000)}`, /answered with something that is not Redis$/],
    ['', /closed the connection before it answered$/],
  ])('takes %j for no answer', async (answer, message) => {
    const { port } = await serve(answer);
    await expect(source.ping(target(port), never)).rejects.toThrow(message);
  });

  it('says nothing to a server with another name', async () => {
    const { port, heard } = await serve('+OK\r\n+PONG\r\n', ['elsewhere.example.com']);
    await expect(source.ping(target(port), never)).rejects.toThrow(/has a TLS problem: ERR_TLS_CERT_ALTNAME_INVALID$/);
    expect(heard).toEqual([]);
  });

  it('ends at the abort, with its socket, when there is no handshake', async () => {
    const controller = new AbortController();
    const server = await listen(createServer((socket) => socket.once('data', () => controller.abort())));
    closing.push(server.close);
    await expect(source.ping(target(server.port), controller.signal)).rejects.toThrow(
      `Redis at localhost:${server.port} did not answer in time`,
    );
    await server.deserted();
  });

  it('names a refused connection', async () => {
    const { port, close } = await listen(createServer());
    await close();
    await expect(source.ping(target(port), never)).rejects.toThrow(
      `Redis at localhost:${port} refused the connection (localhost)`,
    );
    await expect(source.ping(target(port), AbortSignal.abort())).rejects.toThrow(/did not answer in time$/);
  });
});

describe('NODE_TLS_REJECT_UNAUTHORIZED=0', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('does not send the password to a stranger', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const { certificate, key } = await issueCertificate({ names: ['localhost'] }, await createAuthority('Stranger'));
    let received = '';
    const server = await listen(
      createTlsServer({ cert: certificate, key }, (socket) => {
        socket
          .on('error', () => undefined)
          .on('data', (bytes) => {
            received += String(bytes);
            socket.write('+OK\r\n+PONG\r\n');
          });
      }),
    );
    await expect(source.ping(target(server.port), never)).rejects.toThrow('has a TLS problem');
    await server.close();
    expect(received).toBe('');
  });
});
