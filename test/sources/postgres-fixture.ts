import { type AddressInfo, createServer } from 'node:net';
import { Secret } from '../../lib/domain/secret.ts';
import { type PostgresTarget, postgres } from '../../lib/sources/postgres.ts';
import { type Authority, type Certificate, createAuthority, issueCertificate } from '../../sandbox/certificates.ts';
import { type PostgresServer, startPostgres } from '../../sandbox/world/postgres-server.ts';

export const password = 'a-password-of-the-shop!';

export interface PostgresFixture {
  readonly server: PostgresServer;
  readonly authority: Authority;
  readonly certificate: Certificate;
  /** Trusts the fixture's authority. */
  readonly source: ReturnType<typeof postgres>;
  target(changes?: Partial<PostgresTarget>): PostgresTarget;
  close(): Promise<void>;
}

export interface FixtureOptions {
  readonly tls?: 'required' | 'off';
  readonly certificate?: (authority: Authority) => Promise<Certificate>;
  readonly settings?: Readonly<Record<string, string>>;
}

/** A PostgreSQL of its own for a test file, with the user and database `shop`. */
export async function startFixture(options: FixtureOptions = {}): Promise<PostgresFixture> {
  const authority = await createAuthority('Preflight test authority');
  const certificate = await (options.certificate?.(authority) ??
    issueCertificate({ names: ['localhost', '127.0.0.1'] }, authority));
  const server = await startPostgres({
    port: await freePort(),
    certificate,
    password: 'of-the-superuser',
    tls: options.tls ?? 'required',
    ...(options.settings ? { settings: options.settings } : {}),
  });
  await server.sql(`create user shop password '${password}'`);
  await server.sql('create database shop owner shop');
  return {
    server,
    authority,
    certificate,
    source: postgres({ trustedAuthorities: [authority.certificate] }),
    target: (changes = {}) => ({
      host: 'localhost',
      port: server.port,
      database: 'shop',
      username: 'shop',
      password: new Secret(password),
      ...changes,
    }),
    close: () => server.stop(),
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** A signal that ends a question after so long; long enough for any answer, unless given. */
export const within = (milliseconds = 8000): AbortSignal => AbortSignal.timeout(milliseconds);
