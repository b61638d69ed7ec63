import { once } from 'node:events';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { tls } from '../../lib/sources/tls.ts';
import { type Authority, createAuthority, issueCertificate, type Wanted } from '../../sandbox/certificates.ts';
import { type TestServer, tcpServer, tlsServer } from '../support/tls-server.ts';

const name = 'shop.example.com';
const dayMs = 86_400_000;
const inDays = (days: number): Date => new Date(Math.trunc(Date.now() / 1000) * 1000 + days * dayMs);

let authority: Authority;
let intermediate: Authority;
let server: TestServer | undefined;

beforeAll(async () => {
  authority = await createAuthority('Test Authority');
  intermediate = await createAuthority('Test Intermediate', authority);
});

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function serve(wanted: Partial<Wanted>, issuer?: Authority, chain: readonly Authority[] = []): Promise<void> {
  const { certificate, key } = await issueCertificate({ names: [name], ...wanted }, issuer);
  server = await tlsServer({ key, cert: [certificate, ...chain.map((one) => one.certificate)].join('\n') });
}

function look(signal = AbortSignal.timeout(5000)) {
  const source = tls({ trustedAuthorities: [authority.certificate] });
  return source.servedCertificate({ name, host: '127.0.0.1', port: server?.port ?? 0 }, signal);
}

describe('a certificate', () => {
  test('that is in order has no problems', async () => {
    const notAfter = inDays(60);
    const notBefore = inDays(-1);
    await serve({ notAfter, notBefore }, authority);
    expect(await look()).toEqual({
      notBefore,
      notAfter,
      subject: `CN=${name}`,
      issuer: 'CN=Test Authority',
      problems: [],
    });
  });

  test('of an intermediate authority is in order with the whole chain', async () => {
    await serve({}, intermediate, [intermediate]);
    expect(await look()).toMatchObject({ issuer: 'CN=Test Intermediate', problems: [] });
  });

  test('for a wildcard is in order', async () => {
    await serve({ names: ['*.example.com'] }, authority);
    expect(await look()).toMatchObject({ problems: [] });
  });

  test('without its intermediate has an incomplete chain', async () => {
    await serve({}, intermediate);
    const problems = ['comes with an incomplete chain, or from an authority that is not trusted'];
    expect(await look()).toMatchObject({ problems });
  });

  test('that has expired', async () => {
    await serve({ notBefore: inDays(-90), notAfter: inDays(-1) }, authority);
    expect(await look()).toMatchObject({ problems: ['has expired'] });
  });

  test('that is not yet valid', async () => {
    await serve({ notBefore: inDays(1) }, authority);
    expect(await look()).toMatchObject({ problems: ['is not yet valid'] });
  });

  test('that is self-signed', async () => {
    await serve({});
    expect(await look()).toMatchObject({ problems: ['is self-signed'] });
  });

  test('of an authority that is not trusted', async () => {
    const other = await createAuthority('Other Authority');
    await serve({}, other, [other]);
    expect(await look()).toMatchObject({ problems: ['is signed by an authority that is not trusted'] });
  });

  test('for another host name', async () => {
    await serve({ names: ['other.example.com', '127.0.0.1'] }, authority);
    expect(await look()).toMatchObject({ problems: ['is for another host name'] });
  });

  test('with several problems names each', async () => {
    await serve({ names: ['other.example.com'], notBefore: inDays(-90), notAfter: inDays(-1) }, authority);
    expect(await look()).toMatchObject({ problems: ['has expired', 'is for another host name'] });
  });
});

test('asks for the name, not for the address (SNI)', async () => {
  let asked: string | undefined;
  const { certificate, key } = await issueCertificate({ names: [name] }, authority);
  server = await tlsServer({
    key,
    cert: certificate,
    SNICallback: (servername, done) => {
      asked = servername;
      done(null);
    },
  });
  await look();
  expect(asked).toBe(name);
});

describe('cannot look', () => {
  test('at a server that refuses the connection', async () => {
    const gone = await tcpServer(() => {});
    await gone.close();
    server = gone;
    await expect(look()).rejects.toThrow(`${name} refused the connection (127.0.0.1:${gone.port})`);
  });

  test('at a host that does not resolve', async () => {
    const source = tls({ trustedAuthorities: [] });
    const asked = source.servedCertificate({ name, host: 'shop.invalid', port: 443 }, AbortSignal.timeout(5000));
    await expect(asked).rejects.toThrow('has no address: shop.invalid does not resolve');
  });

  test('at a server that speaks HTTP', async () => {
    server = await tcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'));
    await expect(look()).rejects.toThrow('does not speak TLS');
  });

  test.each(['end', 'destroy', 'resetAndDestroy'] as const)('at a server that hangs up (%s)', async (hangUp) => {
    server = await tcpServer((socket) => socket.once('data', () => socket[hangUp]()));
    await expect(look()).rejects.toThrow('closed the connection during the TLS handshake');
  });

  test('at a server that only speaks TLS 1.1', async () => {
    const { certificate, key } = await issueCertificate({ names: [name] }, authority);
    const ciphers = 'DEFAULT:@SECLEVEL=0';
    server = await tlsServer({ key, cert: certificate, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers });
    await expect(look()).rejects.toThrow('ended the TLS handshake with');
  });

  test('at a server that never answers, and leaves no socket behind', async () => {
    const deadline = new AbortController();
    const hanging = await tcpServer((socket) => socket.once('data', () => deadline.abort()));
    server = hanging;
    await expect(look(deadline.signal)).rejects.toThrow(`${name} did not answer in time (127.0.0.1:${hanging.port})`);
    for (const socket of hanging.open) await once(socket, 'close');
    expect(hanging.open.size).toBe(0);
  });

  test('when the deadline has passed before', async () => {
    await serve({}, authority);
    await expect(look(AbortSignal.abort())).rejects.toThrow('did not answer in time');
  });
});
