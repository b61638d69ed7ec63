import { createHash, randomUUID, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Certificate, createAuthority, issueCertificate } from '../../sandbox/certificates.ts';
import { basicAuthorization } from '../../sandbox/world/basic-authorization.ts';
import { type AnsweringServer, startAnswering } from './answering-server.ts';
import { isInstalled, startProgram } from './program.ts';

export const dockerRegistryIsInstalled = isInstalled('docker-registry');

export const registryUser = { username: 'gate', password: 'a-token-that-may-pull' };
const registryService = 'test registry';
const issuer = 'test token service';
export const manifestType = 'application/vnd.oci.image.manifest.v1+json';

export interface DockerRegistry {
  readonly port: number;
  /** `127.0.0.1:port` of the token service. */
  readonly tokenHost: string;
  readonly tokenService: AnsweringServer;
  /** Pushes a small image and gives its digest; another text, another image. */
  push(name: string, tag: string, text: string): Promise<string>;
  stop(): Promise<void>;
}

/** A real docker-registry on loopback that wants tokens, and the token service that it trusts. */
export async function startDockerRegistry(): Promise<DockerRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-registry-'));
  const authority = await createAuthority('Token Authority');
  const signer = await issueCertificate({ names: ['token.example.com'] }, authority);
  const tokenService = await startTokenService(signer);
  const realm = `http://127.0.0.1:${tokenService.port}/token`;
  await writeFile(join(folder, 'authority.pem'), authority.certificate);
  await writeFile(join(folder, 'config.yml'), configuration(folder, realm));
  const listening = /listening on 127\.0\.0\.1:(\d+)/;
  const program = await startProgram('docker-registry', ['serve', join(folder, 'config.yml')], listening);
  const port = Number(program.ready[1]);
  return {
    port,
    tokenHost: `127.0.0.1:${tokenService.port}`,
    tokenService,
    push: (name, tag, text) =>
      push({ base: `http://127.0.0.1:${port}/v2/${name}`, token: tokenFor(signer, name), tag, text }),
    async stop() {
      await Promise.all([program.stop(), tokenService.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder: string, realm: string): string {
  return JSON.stringify({
    version: '0.1',
    log: { level: 'info' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: '127.0.0.1:0' },
    auth: { token: { realm, service: registryService, issuer, rootcertbundle: join(folder, 'authority.pem') } },
  });
}

/** Gives a token to pull to the user, for the repository that is asked for. */
function startTokenService(signer: Certificate): Promise<AnsweringServer> {
  return startAnswering((request, response) => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const name = /^repository:([a-z0-9/-]+):pull$/.exec(query.get('scope') ?? '')?.[1];
    if (
      request.headers.authorization !== basicAuthorization(registryUser) ||
      query.get('service') !== registryService ||
      name === undefined
    ) {
      response.writeHead(401).end();
      return;
    }
    response.end(JSON.stringify({ token: tokenFor(signer, name, ['pull']) }));
  });
}

/** A JWT as the registry wants it: ES256, with the signer's certificate in its header (RFC 7515, `x5c`). */
function tokenFor(signer: Certificate, name: string, actions: readonly string[] = ['pull', 'push']): string {
  const der = signer.certificate.replace(/-----[^-]+-----|\s/g, '');
  const seconds = Math.floor(Date.now() / 1000);
  const header = { typ: 'JWT', alg: 'ES256', x5c: [der] };
  const claims = {
    iss: issuer,
    sub: registryUser.username,
    aud: registryService,
    nbf: seconds - 60,
    iat: seconds,
    exp: seconds + 300,
    jti: randomUUID(),
    access: [{ type: 'repository', name, actions }],
  };
  const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const text = `${encode(header)}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(text), { key: signer.key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

interface Push {
  readonly base: string;
  readonly token: string;
  readonly tag: string;
  readonly text: string;
}

async function push({ base, token, tag, text }: Push): Promise<string> {
  const authorization = `Bearer ${token}`;
  const upload = async (content: string): Promise<{ digest: string; size: number }> => {
    const started = await fetch(`${base}/blobs/uploads/`, { method: 'POST', headers: { authorization } });
    const location = new URL(started.headers.get('location') ?? '', base);
    location.searchParams.set('digest', digestOf(content));
    await expectStatus(201, fetch(location, { method: 'PUT', headers: { authorization }, body: content }));
    return { digest: digestOf(content), size: Buffer.byteLength(content) };
  };
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...(await upload(`{"config":"${text}"}`)) },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', ...(await upload(`layer ${text}`)) }],
  });
  const headers = { authorization, 'content-type': manifestType };
  await expectStatus(201, fetch(`${base}/manifests/${tag}`, { method: 'PUT', headers, body: manifest }));
  return digestOf(manifest);
}

async function expectStatus(status: number, answer: Promise<Response>): Promise<void> {
  const { status: seen, text } = await answer.then(async (one) => ({ status: one.status, text: await one.text() }));
  if (seen !== status) throw new Error(`the registry answered ${seen}, not ${status}: ${text}`);
}

export function digestOf(content: string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
