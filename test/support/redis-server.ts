import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Authority, issueCertificate } from '../../sandbox/certificates.ts';
import { freePort } from './free-port.ts';
import { isInstalled, startProgram } from './program.ts';

export const redisIsInstalled = isInstalled('redis-server');

export interface RedisServer {
  readonly port: number;
  stop(): Promise<void>;
}

export interface RedisOptions {
  /** Signs its certificate for localhost and 127.0.0.1; a server without TLS when absent. */
  readonly authority?: Authority;
  /** More directives: `['requirepass', 'x']`. */
  readonly directives?: readonly (readonly [string, string])[];
}

/** A real redis-server on loopback, without persistence unless a directive asks for it. */
export async function startRedisServer({ authority, directives = [] }: RedisOptions): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-redis-'));
  // It takes 0 for "do not listen", so it cannot choose a port itself.
  const port = await freePort();
  const lines = [
    ['bind', '127.0.0.1'],
    ['dir', folder],
    ['save', '""'],
    ...(authority === undefined ? [['port', `${port}`]] : await tlsDirectives(authority, folder, port)),
    ...directives,
  ];
  const file = join(folder, 'redis.conf');
  await writeFile(file, lines.map((line) => `${line.join(' ')}\n`).join(''));
  const program = await startProgram('redis-server', [file], /Ready to accept connections|Server initialized/);
  return {
    port,
    async stop() {
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function tlsDirectives(authority: Authority, folder: string, port: number): Promise<string[][]> {
  const { certificate, key } = await issueCertificate({ names: ['localhost', '127.0.0.1'] }, authority);
  await Promise.all([
    writeFile(join(folder, 'server.pem'), certificate),
    writeFile(join(folder, 'server.key'), key),
    writeFile(join(folder, 'authority.pem'), authority.certificate),
  ]);
  return [
    ['port', '0'],
    ['tls-port', `${port}`],
    ['tls-cert-file', join(folder, 'server.pem')],
    ['tls-key-file', join(folder, 'server.key')],
    ['tls-ca-cert-file', join(folder, 'authority.pem')],
    ['tls-auth-clients', 'no'],
  ];
}
