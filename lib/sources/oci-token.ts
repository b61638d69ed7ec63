import * as z from 'zod/mini';
import { isLoopback } from '../domain/endpoint.ts';
import { Secret } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import { basicAuthorization } from './basic-authorization.ts';
import { askHttp } from './http-request.ts';
import { jsonOf } from './json.ts';

/** How a registry is reached and logged in to. */
export interface RegistryAccess {
  /** The registry's name in images: `ghcr.io`. */
  readonly registry: string;
  /** Where it is asked when that is not `https://<registry>`, such as a pull-through cache. */
  readonly endpoint?: string | undefined;
  /** Hosts (`auth.example.com`, with a port where it is not 443) that may give tokens, beside the registry's own. */
  readonly tokenHosts?: readonly string[] | undefined;
  readonly credentials?: { readonly username: string; readonly password: Secret } | undefined;
}

interface Refused {
  /** The registry's `WWW-Authenticate`. */
  readonly challenge: string;
  readonly endpoint: URL;
  /** The repository to pull from. */
  readonly repository: string;
  readonly source: string;
  readonly ca: readonly string[];
  readonly signal: AbortSignal;
}

/** Docker Hub is the one registry whose public token service has another host that everybody knows. */
const wellKnownTokenHosts: Readonly<Record<string, readonly string[]>> = { 'docker.io': ['auth.docker.io'] };

/** Tokens of some registries come under one name, of some under the other (distribution spec, token authentication). */
const tokenBody = z.union([
  z.object({ token: z.string().check(z.minLength(1)) }),
  z.object({ access_token: z.string().check(z.minLength(1)) }),
]);

/**
 * The `Authorization` header that answers a registry's challenge: a token that allows to pull this one repository
 * (anonymous, or for the credentials), or the credentials themselves.
 * @throws SourceError
 */
export async function authorize(access: RegistryAccess, refused: Refused): Promise<string> {
  const { challenge, source } = refused;
  if (/^bearer\s/i.test(challenge)) return `Bearer ${(await fetchToken(access, refused)).reveal()}`;
  if (!/^basic\b/i.test(challenge)) throw new SourceError(`${source} asks for a login of an unknown kind`);
  if (access.credentials === undefined) {
    throw new SourceError(`${source} asks for a username and password, and none are configured`);
  }
  return basicAuthorization(access.credentials);
}

async function fetchToken(access: RegistryAccess, refused: Refused): Promise<Secret> {
  const { repository, source, ca, signal } = refused;
  const url = tokenAddress(access, refused);
  // Of the challenge only the service is taken over: what the token may do is not the registry's to choose.
  url.searchParams.set('scope', `repository:${repository}:pull`);
  const headers = {
    accept: 'application/json',
    ...(access.credentials === undefined ? {} : { authorization: basicAuthorization(access.credentials) }),
  };
  const { status, body } = await askHttp({ source: `token service of ${source}`, url, headers, ca, signal });
  if (status === 401 || status === 403) {
    const who = access.credentials === undefined ? 'without credentials' : 'with the configured credentials';
    throw new SourceError(`token service of ${source} refused to let ${repository} be pulled ${who}`);
  }
  if (status !== 200) throw new SourceError(`token service of ${source} answered with HTTP ${status}`);
  const parsed = tokenBody.safeParse(jsonOf(body));
  if (!parsed.success) throw new SourceError(`token service of ${source} answered without a token`);
  const token = 'token' in parsed.data ? parsed.data.token : parsed.data.access_token;
  if (!/^[!-~]+$/.test(token)) throw new SourceError(`token service of ${source} answered without a usable token`);
  return new Secret(token);
}

/** An answer never chooses a host: the realm counts only where it is the registry's own, or configured. */
function tokenAddress(access: RegistryAccess, { challenge, endpoint, source }: Refused): URL {
  const { realm = '', service } = parametersOf(challenge);
  if (!URL.canParse(realm)) throw new SourceError(`${source} names no token service`);
  const url = new URL(realm);
  const allowed = [
    endpoint.host,
    access.registry,
    ...(wellKnownTokenHosts[access.registry] ?? []),
    ...(access.tokenHosts ?? []),
  ];
  if (!allowed.includes(url.host)) {
    throw new SourceError(
      `${source} names ${url.host.slice(0, 100)} as its token service, which is not configured; add it to tokenHosts if it is right`,
    );
  }
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  if (!secure || `${url.username}${url.password}` !== '') {
    throw new SourceError(`${source} names a token service that is not a plain https address`);
  }
  if (service !== undefined) url.searchParams.set('service', service);
  return url;
}

/** `Bearer realm="https://…",service="…"` (RFC 9110, quoted strings without escapes, as registries write them). */
function parametersOf(challenge: string): Partial<Record<'realm' | 'service', string>> {
  const parameters = [...challenge.matchAll(/(?<key>realm|service)="(?<value>[^"\\]*)"/gi)];
  return Object.fromEntries(parameters.map(({ groups }) => [groups?.['key']?.toLowerCase(), groups?.['value']]));
}
