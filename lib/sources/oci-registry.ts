import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { SourceSettings } from '../config/function-settings.ts';
import { below, isLoopback } from '../domain/endpoint.ts';
import { SourceError } from '../domain/source-error.ts';
import { askHttp, type HttpAnswer } from './http-request.ts';
import { jsonOf } from './json.ts';
import { authorize, type RegistryAccess } from './oci-token.ts';
import { trustedCertificates } from './trust.ts';

export interface ImageQuestion extends RegistryAccess {
  /** Repository within the registry: `acme/shop-api`. */
  readonly name: string;
  /** A digest (`sha256:…`) or a tag. */
  readonly reference: string;
}

/** A container registry, asked over the OCI distribution API. */
export interface OciRegistry {
  /**
   * The digest of the manifest (of an image or of a multi-platform index) that the reference stands for, computed from
   * the manifest itself; undefined when the registry says that it has none.
   * @throws SourceError when the registry gives no such answer.
   */
  resolve(question: ImageQuestion, signal: AbortSignal): Promise<{ readonly digest: string } | undefined>;
}

/** Every kind of manifest that today's tools push: a registry may convert or hide what is not accepted. */
const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

const manifestBody = z.object({ schemaVersion: z.literal(2) });
const errorBody = z.object({ errors: z.array(z.object({ code: z.string() })).check(z.minLength(1)) });

export function ociRegistry(settings: Pick<SourceSettings, 'trustedAuthorities'>): OciRegistry {
  const ca = trustedCertificates(settings.trustedAuthorities);
  return {
    async resolve(question, signal) {
      const { url, source, repository } = addressOf(question);
      const ask = (authorization?: string): Promise<HttpAnswer> => {
        const accept = manifestTypes.join(', ');
        const headers = { accept, ...(authorization === undefined ? {} : { authorization }) };
        return askHttp({ source, url, headers, ca, signal });
      };
      const first = await ask();
      if (first.status !== 401) return readManifest(first, question.reference, source);
      const challenge = first.headers['www-authenticate'] ?? '';
      const authorization = await authorize(question, { challenge, endpoint: url, repository, source, ca, signal });
      return readManifest(await ask(authorization), question.reference, source);
    },
  };
}

interface Address {
  readonly url: URL;
  readonly source: string;
  readonly repository: string;
}

/** Docker Hub's API is at another host than its images' names, and names without a folder are in `library`. */
function addressOf({ registry, endpoint, name, reference }: ImageQuestion): Address {
  const hub = registry === 'docker.io' && endpoint === undefined;
  const base = endpoint ?? `https://${hub ? 'registry-1.docker.io' : registry}`;
  const repository = hub && !name.includes('/') ? `library/${name}` : name;
  const path = `v2/${repository}/manifests/${reference}`;
  const url = below(base, path);
  const source = `registry ${registry}${endpoint === undefined ? '' : ` (${url.host})`}`;
  if (url.protocol !== 'https:' && !isLoopback(url.hostname)) {
    throw new SourceError(`${source} is not asked: its address is not https`);
  }
  // A name with `..` in it would be another address.
  if (!url.pathname.endsWith(`/${path}`))
    throw new SourceError(`${source} is not asked: the image's name is not valid`);
  return { url, source, repository };
}

function readManifest(answer: HttpAnswer, reference: string, source: string): { digest: string } | undefined {
  const { status, headers, body } = answer;
  const json = jsonOf(body);
  if (status === 404) {
    // Only the API's own error says that there is no such image; any web server answers an unknown path with 404.
    if (errorBody.safeParse(json).success) return undefined;
    throw new SourceError(`${source} answered HTTP 404 without a registry's error; is that the registry's address?`);
  }
  if (status !== 200) throw new SourceError(`${source} ${explainStatus(answer)}`);
  if (!manifestBody.safeParse(json).success) {
    throw new SourceError(`${source} answered with something that is not an image manifest`);
  }
  const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
  const claimed = headers['docker-content-digest'];
  const asked = reference.startsWith('sha256:') ? reference : digest;
  if (digest !== asked || (typeof claimed === 'string' && claimed.startsWith('sha256:') && claimed !== digest)) {
    throw new SourceError(`${source} answered with a manifest that does not have the digest it should have`);
  }
  return { digest };
}

function explainStatus({ status, headers }: HttpAnswer): string {
  if (status === 401 || status === 403)
    return 'refused to show the image: missing, not public, or credentials that may not pull';
  if (status >= 300 && status < 400) return `redirects (HTTP ${status}), which is not followed`;
  if (status !== 429) return `answered with HTTP ${status}`;
  const wait = headers['retry-after'] ?? '';
  return `limits how often it may be asked (HTTP 429)${/^\d{1,6}$/.test(wait) ? `; it wants ${wait} s of pause` : ''}`;
}
