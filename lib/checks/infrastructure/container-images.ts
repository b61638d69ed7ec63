import * as z from 'zod/mini';
import { type Finding, fail, pass } from '../../domain/check-result.ts';
import { endpointSchema } from '../../domain/endpoint.ts';
import { judgeAll } from '../../domain/judge-all.ts';
import { type ImageReference, parseImage } from '../../domain/release.ts';
import { secretId } from '../../domain/resource-name.ts';
import { SourceError } from '../../domain/source-error.ts';
import type { Credentials } from '../../sources/secrets-manager.ts';
import { type CheckContext, defineCheck } from '../define-check.ts';

const host = z.string().check(z.regex(/^[a-z0-9.-]+(:\d{1,5})?$/, 'must be a host, for example ghcr.io'));

const registry = z.strictObject({
  /** Where it is asked when that is not the registry's own name. */
  endpoint: z.optional(endpointSchema),
  /** Secret of Secrets Manager: JSON with `username` and `password` (a token that may read packages). */
  credentials: z.optional(secretId),
  /** Hosts that may give the registry's tokens, where they are not the registry's own: `gitlab.com`. */
  tokenHosts: z._default(z.array(host), []),
});

/** Registries by their name in images: only these are asked, whatever a release names. */
const settings = z.strictObject({
  registries: z
    .record(host, registry)
    .check(
      z.refine((registries) => Object.keys(registries).length > 0, "must name a registry, for example 'ghcr.io': {}"),
    ),
});

type Context = CheckContext<z.output<typeof settings>, 'secretsManager' | 'ociRegistry'>;

export const containerImages = defineCheck({
  id: 'container-images',
  needs: ['secretsManager', 'ociRegistry'],
  needsRelease: true,
  config: settings,
  remediation: 'Push the image that is named, or release the digest that its tag has now, and run the gate again.',
  resources: ({ registries }) => ({
    secretsManager: Object.values(registries).flatMap(({ credentials }) => credentials ?? []),
  }),
  run: (context) => {
    const { images } = context.release;
    // A release without images cannot show that its images are available; a service without any switches this check off.
    if (images.length === 0) return Promise.resolve(fail('the release names no image', []));
    const login = rememberLogins(context);
    const parts = images.map((text) => ({ name: text, found: look(text, login, context) }));
    return judgeAll(
      parts,
      (found) => `${found.length === 1 ? 'the image is' : `all ${found.length} images are`} available`,
    );
  },
});

type Login = (id: string) => Promise<Credentials>;

/** Each secret is read once, however many images need it. */
function rememberLogins({ sources, signal }: Context): Login {
  const logins = new Map<string, Promise<Credentials>>();
  return (id) => {
    const login = logins.get(id) ?? sources.secretsManager.credentials(id, signal);
    logins.set(id, login);
    return login;
  };
}

async function look(text: string, login: Login, { config, sources, signal }: Context): Promise<Finding> {
  const image = parseImage(text);
  const where = `${image.registry}/${image.name}${image.tag === undefined ? '' : `:${image.tag}`}`;
  const expected = image.digest;
  if (!Object.hasOwn(config.registries, image.registry)) {
    return fail(`${image.registry} is not a configured registry`, [{ where, observed: 'not asked', expected }]);
  }
  const { credentials: id, ...access } = config.registries[image.registry] ?? { tokenHosts: [] };
  const credentials = id === undefined ? undefined : await login(id);
  const resolve = (reference: string) =>
    sources.ociRegistry.resolve(
      { ...access, credentials, registry: image.registry, name: image.name, reference },
      signal,
    );
  const [byDigest, byTag] = await Promise.all([
    resolve(image.digest),
    image.tag === undefined ? undefined : resolve(image.tag),
  ]);
  return judge(image, where, { byDigest: byDigest?.digest, byTag: byTag?.digest });
}

interface Digests {
  readonly byDigest: string | undefined;
  readonly byTag: string | undefined;
}

function judge({ registry: asked, digest, tag }: ImageReference, where: string, { byDigest, byTag }: Digests): Finding {
  const seen = (observed: string) => [{ where, observed, expected: digest }];
  if (byDigest === undefined) return fail(`${where} has no image ${digest}`, seen('no such image'));
  if (byDigest !== digest) throw new SourceError(`registry ${asked} answered for ${digest} with ${byDigest}`);
  if (tag !== undefined && byTag === undefined) return fail(`${where} has no tag ${tag} any more`, seen('no such tag'));
  if (tag !== undefined && byTag !== digest)
    return fail(`${where} has moved: the tag is another image now`, seen(`${byTag}`));
  return pass(`${where} is available`, seen(byDigest));
}
