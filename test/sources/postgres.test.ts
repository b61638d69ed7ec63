import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../lib/domain/secret.ts';
import { SourceError } from '../../lib/domain/source-error.ts';
import { postgres } from '../../lib/sources/postgres.ts';
import { createAuthority, issueCertificate } from '../../sandbox/certificates.ts';
import { fakePostgres } from './postgres-fake.ts';
import { freePort, type PostgresFixture, password, startFixture, within } from './postgres-fixture.ts';

let fixture: PostgresFixture;

beforeAll(async () => {
  fixture = await startFixture();
  await fixture.server.sql(`create user disabled nologin password '${password}'`);
  await fixture.server.sql('create database closed');
  await fixture.server.sql('revoke connect on database closed from public');
}, 60_000);
afterAll(() => fixture.close());

/** The sentence with which `ping` rejects; it never holds the password. */
async function refusal(changes: Parameters<PostgresFixture['target']>[0], source = fixture.source): Promise<string> {
  const error: unknown = await source.ping(fixture.target(changes), within()).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(SourceError);
  const { message } = error as SourceError;
  expect(message).not.toContain(password);
  return message.replace(`PostgreSQL at localhost:${fixture.server.port} `, '');
}

describe('a connection to a real server', () => {
  it('is opened over verified TLS', async () => {
    expect(await fixture.source.ping(fixture.target(), within())).toEqual({
      serverVersion: expect.stringMatching(/^\d+\.\d+$/),
      tlsVersion: 'TLSv1.3',
    });
  });

  it('works by IP address where the certificate names it', async () => {
    await expect(fixture.source.ping(fixture.target({ host: '127.0.0.1' }), within())).resolves.toBeDefined();
  });

  it('is closed afterwards', async () => {
    await fixture.source.ping(fixture.target(), within());
    await expect
      .poll(() => fixture.server.sql("select pid from pg_stat_activity where application_name = 'preflight'"))
      .toEqual([]);
  });

  it('ignores PG… variables of the environment', async () => {
    process.env['PGPASSWORD'] = 'another';
    process.env['PGSSL'] = 'disable';
    process.env['PGDATABASE'] = 'postgres';
    try {
      await expect(fixture.source.ping(fixture.target(), within())).resolves.toBeDefined();
    } finally {
      for (const name of ['PGPASSWORD', 'PGSSL', 'PGDATABASE']) delete process.env[name];
    }
  });
});

describe('a question that takes too long', () => {
  beforeAll(async () => {
    await fixture.server.sql(
      'create view slow as select 42::bigint as version, false as dirty from pg_sleep(30); grant select on slow to shop',
      'shop',
    );
  });
  const ask = (signal: AbortSignal): Promise<unknown> =>
    fixture.source.migrationState(fixture.target(), { tool: 'golang-migrate', table: 'slow' }, signal);

  it('ends at the deadline, in words', async () => {
    await expect(ask(AbortSignal.timeout(500))).rejects.toThrow(/did not answer in time \(query\)$/);
  });

  it("ends at the server's own limit, in the same words", async () => {
    await fixture.server.sql("alter role shop set statement_timeout = '200ms'");
    await expect(ask(within())).rejects.toThrow(/did not answer in time/);
    await fixture.server.sql('alter role shop reset statement_timeout');
  });
});

describe('a refused connection', () => {
  it('names a wrong password', async () => {
    expect(await refusal({ password: new Secret('not-the-password') })).toBe('refused the password of user shop');
  });

  it('names a user that may not log in', async () => {
    expect(await refusal({ username: 'disabled' })).toMatch(/^refused the login of user disabled: .*not permitted/);
  });

  it('names a missing database', async () => {
    expect(await refusal({ database: 'nowhere' })).toBe('has no database nowhere');
  });

  it('names a missing right to connect', async () => {
    expect(await refusal({ database: 'closed' })).toMatch(/^refused user shop: permission denied for database/);
  });

  it('names a secret without a user name, and asks nobody', async () => {
    expect(await refusal({ username: '' })).toBe('cannot be asked: its secret has no username');
  });

  it('names an authority that is not trusted', async () => {
    const stranger = await createAuthority('Another authority');
    const source = postgres({ trustedAuthorities: [stranger.certificate] });
    expect(await refusal({}, source)).toMatch(/^shows a TLS certificate of an authority that is not trusted/);
  });

  it('does not trust without an authority even where NODE_TLS_REJECT_UNAUTHORIZED is 0', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      expect(await refusal({}, postgres({ trustedAuthorities: [] }))).toMatch(/is not trusted/);
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  it('names a port where nobody listens', async () => {
    const port = await freePort();
    await expect(fixture.source.ping(fixture.target({ port }), within())).rejects.toThrow(
      `PostgreSQL at localhost:${port} refused the connection: nothing listens there`,
    );
  });

  it('names a host without an address', async () => {
    await expect(fixture.source.ping(fixture.target({ host: 'db.invalid' }), within())).rejects.toThrow(
      'has no address: db.invalid does not resolve',
    );
  });

  it('names too many connections', async () => {
    await fixture.server.sql('alter role shop connection limit 0');
    try {
      expect(await refusal({})).toMatch(/^has too many connections already/);
    } finally {
      await fixture.server.sql('alter role shop connection limit -1');
    }
  });

  it('is an answer to tryConnection where the server was definite, and an error where it was not', async () => {
    const wrong = fixture.target({ password: new Secret('not-the-password') });
    expect(await fixture.source.tryConnection(wrong, within())).toEqual({
      refused: `PostgreSQL at localhost:${fixture.server.port} refused the password of user shop`,
    });
    const nobody = fixture.target({ port: await freePort() });
    await expect(fixture.source.tryConnection(nobody, within())).rejects.toThrow(SourceError);
  });
});

describe('a server with other TLS', () => {
  it('is refused where it does not do TLS, and it is a definite answer', async () => {
    const plain = await startFixture({ tls: 'off' });
    try {
      expect(await plain.source.tryConnection(plain.target(), within())).toEqual({
        refused: `PostgreSQL at localhost:${plain.server.port} refused TLS`,
      });
    } finally {
      await plain.close();
    }
  });

  it.each([
    [
      'is for another host',
      { names: ['db.example.com'] },
      /shows a certificate that is not for the host name localhost$/,
    ],
    [
      'has expired',
      { names: ['localhost'], notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') },
      /shows a TLS certificate that has expired$/,
    ],
    [
      'is not valid yet',
      { names: ['localhost'], notBefore: new Date('2100-01-01'), notAfter: new Date('2100-02-01') },
      /shows a TLS certificate that is not valid yet$/,
    ],
  ])('is refused where its certificate %s, and it is a definite answer', async (_name, wanted, words) => {
    const certificate = await issueCertificate(wanted, fixture.authority);
    await using fake = await fakePostgres({ certificate });
    const answer = await fixture.source.tryConnection(fixture.target({ port: fake.port }), within());
    expect(answer).toEqual({ refused: expect.stringMatching(words) });
  });
});
