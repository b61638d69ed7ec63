import * as z from 'zod/mini';
import { type Problem, problemsOf } from './problem.ts';
import { requesterSchema } from './requester.ts';

const version = z
  .string()
  .check(z.regex(/^[0-9A-Za-z][0-9A-Za-z.+_-]{0,127}$/, 'must be 1 to 128 of the characters A-Z a-z 0-9 . + _ -'));
export const commitSchema = z
  .string()
  .check(
    z.regex(/^[0-9a-f]{40}$/, 'must be the full commit: 40 hexadecimal digits in lower case (git rev-parse HEAD)'),
  );
const migrationVersion = z.int().check(z.nonnegative());

/** `registry/path[:tag]@sha256:…`, as the OCI distribution specification writes names, tags and digests. */
const host = /(?<registry>[a-z0-9.-]+(?::\d{1,5})?)/.source;
const component = /[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*/.source;
const tag = /(?::(?<tag>\w[\w.-]{0,127}))?/.source;
const digest = /(?<digest>sha256:[0-9a-f]{64})/.source;
const repository = `${host}/(?<name>${component}(?:/${component})*)`;
const imagePattern = new RegExp(`^(?<repository>${repository})${tag}@${digest}$`);
/** `registry/path`, without tag or digest. */
export const repositoryPattern = new RegExp(`^${repository}$`);

const image = z
  .string()
  .check(
    z.maxLength(512),
    z.regex(imagePattern, 'must be an image with its digest: registry/name@sha256:<64 hexadecimal digits>'),
  );

const previousSchema = z.strictObject({
  version,
  commit: commitSchema,
  migrationVersion: z.optional(migrationVersion),
});

/** A release as a pipeline passes it: the input of the gate's execution. Unknown keys are refused. */
export const releaseSchema = z.strictObject({
  service: z.string().check(z.maxLength(64)),
  version,
  commit: commitSchema,
  pullRequest: z.optional(z.int().check(z.positive())),
  images: z._default(z.array(image).check(z.maxLength(32)), []),
  migrationVersion: z.optional(migrationVersion),
  previous: z.optional(previousSchema),
  requestedBy: requesterSchema,
});
export type Release = z.output<typeof releaseSchema>;

/** What the configuration allows a release to name. */
export interface ReleaseRules {
  readonly service: string;
  /** Image repositories without tag or digest: `ghcr.io/acme/shop-api`. */
  readonly images: readonly string[];
}

/** A release is a few hundred bytes; more than this is a mistake, and must not travel through a state machine. */
export const releaseLimitBytes = 32 * 1024;

export type ParsedRelease = { readonly release: Release } | { readonly problems: readonly Problem[] };

/** The release in `input`, or everything that is wrong with it. */
export function parseRelease(input: unknown, rules: ReleaseRules): ParsedRelease {
  const tooLarge = sizeProblem(input);
  if (tooLarge !== undefined) return { problems: [{ path: 'release', message: tooLarge }] };
  const parsed = releaseSchema.safeParse(input, { reportInput: true });
  const problems = parsed.success ? [] : problemsOf(parsed.error, 'release');
  problems.push(...ruleProblems(input, rules));
  return parsed.success && problems.length === 0 ? { release: parsed.data } : { problems };
}

function sizeProblem(input: unknown): string | undefined {
  try {
    const bytes = new TextEncoder().encode(JSON.stringify(input) ?? '').length;
    if (bytes <= releaseLimitBytes) return undefined;
    return `is ${bytes} bytes, more than ${releaseLimitBytes}; pass only the fields of a release`;
  } catch {
    // Some thousand levels deep, what reads JSON can no longer write it.
    return 'is nested too deeply; pass only the fields of a release';
  }
}

/** Rules are looked at even where the form is wrong, so that all problems are named at once. */
function ruleProblems(input: unknown, rules: ReleaseRules): Problem[] {
  if (typeof input !== 'object' || input === null) return [];
  const { service, images } = input as { service?: unknown; images?: unknown };
  const problems: Problem[] = [];
  if (typeof service === 'string' && service !== rules.service) {
    problems.push({
      path: 'release.service',
      message: `must be ${JSON.stringify(rules.service)}, the service of this gate, not ${JSON.stringify(service.slice(0, 80))}`,
    });
  }
  for (const [index, one] of (Array.isArray(images) ? images : []).entries()) {
    const repository = typeof one === 'string' ? imagePattern.exec(one)?.groups?.['repository'] : undefined;
    if (repository === undefined || rules.images.includes(repository)) continue;
    const allowed = rules.images.length === 0 ? 'none is configured' : `configured: ${rules.images.join(', ')}`;
    problems.push({
      path: `release.images[${index}]`,
      message: `${repository} is not an image repository of this environment (${allowed})`,
    });
  }
  return problems;
}

export interface ImageReference {
  readonly registry: string;
  /** Repository within its registry: `acme/shop-api`. */
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string;
}

/** The parts of an image that `releaseSchema` accepted. */
export function parseImage(text: string): ImageReference {
  const groups = imagePattern.exec(text)?.groups;
  if (groups === undefined) throw new Error(`not an image with a digest: ${text}`);
  const { registry = '', name = '', tag, digest = '' } = groups;
  return { registry, name, tag, digest };
}

/**
 * What a GO is given for: a deployment with any other commit, image or configuration needs a gate of its own.
 */
export interface Fingerprint {
  readonly commit: string;
  /** Images by their digests, `registry/name@sha256:…` without a tag, sorted. */
  readonly images: readonly string[];
  /** Hash of the environment's configuration that the checks ran with. */
  readonly configuration: string;
}

export function fingerprintOf(release: Release, configuration: string): Fingerprint {
  const images = release.images.map(parseImage).map(({ registry, name, digest }) => `${registry}/${name}@${digest}`);
  return { commit: release.commit, images: images.toSorted(), configuration };
}
