import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { addressOf, portOf } from '../addresses.ts';
import { basicAuthorization } from './basic-authorization.ts';
import { type Answer, httpSystem } from './http-system.ts';
import type { System } from './system.ts';

export interface RegistryState {
  readonly username: string;
  readonly password: string;
  /** Versions that were pushed, by image name: `{ 'acme/shop-api': ['1.42.0'] }`. */
  readonly images: Readonly<Record<string, readonly string[]>>;
}

const manifestType = 'application/vnd.oci.image.manifest.v1+json';

/** The manifest of an image, the same on every machine: its digest stands in `sandbox/release.json`. */
export function manifestOf(name: string, version: string): string {
  const blob = (mediaType: string, content: string) => ({
    mediaType,
    digest: digestOf(content),
    size: content.length,
  });
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    config: blob('application/vnd.oci.image.config.v1+json', `${name}:${version} config`),
    layers: [blob('application/vnd.oci.image.layer.v1.tar+gzip', `${name}:${version} layer`)],
  });
}

export function digestOf(content: string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** A private registry as ghcr.io is one: the OCI distribution API, each pull with a token. */
export async function startRegistry(initial: RegistryState): Promise<System<RegistryState>> {
  let state = initial;
  const system = await httpSystem(
    portOf('registry'),
    distributionApi(() => state),
  );
  return {
    async apply(next, fault) {
      state = next;
      await system.setFault(fault);
    },
    close: () => system.close(),
  };
}

function distributionApi(stateNow: () => RegistryState): Answer {
  /** The repository that a token lets its bearer pull. */
  const tokens = new Map<string, string>();
  return (request, response) => {
    const url = new URL(request.url ?? '/', origin());
    if (url.pathname === '/token') giveToken(url, request, response);
    else givePull(url, request, response);
  };

  function giveToken(url: URL, request: IncomingMessage, response: ServerResponse): void {
    if (request.headers.authorization !== basicAuthorization(stateNow())) {
      sendErrors(response, 401, 'UNAUTHORIZED', 'authentication required');
      return;
    }
    const name = /^repository:(.+):pull$/.exec(url.searchParams.get('scope') ?? '')?.[1] ?? '';
    const token = randomBytes(24).toString('base64url');
    tokens.set(token, name);
    sendJson(response, 200, { token, expires_in: 300 });
  }

  function givePull(url: URL, request: IncomingMessage, response: ServerResponse): void {
    const pull = /^\/v2\/(?<name>.+)\/manifests\/(?<reference>[^/]+)$/.exec(url.pathname)?.groups;
    const name = pull?.['name'] ?? '';
    const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const manifest = find(stateNow().images, name, pull?.['reference'] ?? '');
    if (!tokens.has(bearer) || (pull !== undefined && tokens.get(bearer) !== name)) challenge(name, response);
    else if (url.pathname === '/v2/') sendJson(response, 200, {});
    else if (manifest === undefined) sendErrors(response, 404, 'MANIFEST_UNKNOWN', 'manifest unknown');
    else sendManifest(manifest, request, response);
  }
}

const origin = (): string => `http://${addressOf('registry')}`;

function find(images: RegistryState['images'], name: string, reference: string): string | undefined {
  const manifests = (images[name] ?? []).map((version) => ({ version, text: manifestOf(name, version) }));
  return manifests.find(({ version, text }) => version === reference || digestOf(text) === reference)?.text;
}

function sendManifest(manifest: string, request: IncomingMessage, response: ServerResponse): void {
  const headers = { 'content-type': manifestType, 'docker-content-digest': digestOf(manifest) };
  response.writeHead(200, { ...headers, 'content-length': manifest.length });
  response.end(request.method === 'HEAD' ? undefined : manifest);
}

/** Says where a token for this repository is to be had. */
function challenge(name: string, response: ServerResponse): void {
  const scope = name === '' ? '' : `,scope="repository:${name}:pull"`;
  response.setHeader('www-authenticate', `Bearer realm="${origin()}/token",service="ghcr.io"${scope}`);
  sendErrors(response, 401, 'UNAUTHORIZED', 'authentication required');
}

function sendErrors(response: ServerResponse, status: number, code: string, message: string): void {
  sendJson(response, status, { errors: [{ code, message }] });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
