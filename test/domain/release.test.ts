import { describe, expect, it } from 'vitest';
import { fingerprintOf, parseImage, parseRelease, type Release, releaseLimitBytes } from '../../lib/domain/release.ts';
import { release } from '../support/release.ts';

const rules = { service: 'shop-api', images: ['ghcr.io/acme/shop-api', 'ghcr.io/acme/shop-worker'] };
const digest = `sha256:${'a1'.repeat(32)}`;

/** The problems as `path: message` lines; the release itself when there are none. */
function problems(change: object, base: object = release): string[] {
  const parsed = parseRelease({ ...base, ...change }, rules);
  return 'problems' in parsed ? parsed.problems.map(({ path, message }) => `${path}: ${message}`) : [];
}

describe('parseRelease', () => {
  it('accepts a release, and one with the required fields alone', () => {
    expect(parseRelease(release, rules)).toEqual({ release });
    const { service, version, commit, requestedBy } = release;
    expect(parseRelease({ service, version, commit, requestedBy }, rules)).toEqual({
      release: { service, version, commit, requestedBy, images: [] },
    });
  });

  it('names every problem at once, also those against the configuration', () => {
    const image = `docker.io/acme/shop-api@${digest}`;
    const found = problems({ service: 'other', commit: 'main', images: [image], migrationVersion: '42', extra: 1 });
    expect(found).toEqual([
      'release.commit: must be the full commit: 40 hexadecimal digits in lower case (git rev-parse HEAD), not "main"',
      'release.migrationVersion: must be a number, not "42"',
      'release.extra: unknown key; remove it, or correct its spelling',
      'release.service: must be "shop-api", the service of this gate, not "other"',
      'release.images[0]: docker.io/acme/shop-api is not an image repository of this environment (configured: ghcr.io/acme/shop-api, ghcr.io/acme/shop-worker)',
    ]);
  });

  it.each([
    ['39 digits', 'a'.repeat(39)],
    ['41 digits', 'a'.repeat(41)],
    ['upper case', 'A'.repeat(40)],
    ['a line break at its end', `${'a'.repeat(40)}\n`],
  ])('refuses a commit of %s', (_name, commit) => {
    expect(problems({ commit })).toHaveLength(1);
  });

  it.each([
    ['version', { version: '1.42.0–β' }],
    ['service', { service: 'shöp-api' }],
    ['requestedBy', { requestedBy: 'github:müller' }],
    ['image', { images: [`ghcr.io/acme/shöp-api@${digest}`] }],
  ])('refuses non-ASCII in its %s', (_name, change) => {
    expect(problems(change).length).toBeGreaterThan(0);
  });

  it.each([
    ['without a digest', 'ghcr.io/acme/shop-api:1.42.0'],
    ['without a registry', `shop-api@${digest}`],
    ['with a user in its host', `evil@ghcr.io/acme/shop-api@${digest}`],
    ['with a path that climbs', `ghcr.io/acme/../shop-api@${digest}`],
    ['with an empty part in its path', `ghcr.io/acme//shop-api@${digest}`],
    ['that would keep a careless pattern busy for years', `ghcr.io/${'a'.repeat(200)}${'.a'.repeat(100)}!@${digest}`],
  ])('refuses an image %s', (_name, image) => {
    expect(problems({ images: [image] }).length).toBeGreaterThan(0);
  });

  it('refuses a repository that only begins like a configured one', () => {
    const [found] = problems({ images: [`ghcr.io/acme/shop-api-evil@${digest}`] });
    expect(found).toContain('ghcr.io/acme/shop-api-evil is not an image repository of this environment');
  });

  it('refuses what is larger than a release ever is, without quoting it', () => {
    const padding = (size: number) => ({ notes: 'x'.repeat(size) });
    const [found, ...others] = problems(padding(300 * 1024));
    expect(others).toEqual([]);
    expect(found).toMatch(/^release: is 3\d{5} bytes, more than 32768; pass only the fields of a release$/);
    const overhead = Buffer.byteLength(JSON.stringify({ ...release, ...padding(0) }));
    expect(problems(padding(releaseLimitBytes - overhead))).toEqual([
      'release.notes: unknown key; remove it, or correct its spelling',
    ]);
    expect(problems(padding(releaseLimitBytes - overhead + 1))[0]).toContain('more than 32768');
  });

  it.each([
    { input: null },
    { input: undefined },
    { input: 7 },
    { input: 'release' },
    { input: [] },
    { input: [release] },
  ])('refuses $input', ({ input }) => {
    expect(Object.keys(parseRelease(input, rules))).toEqual(['problems']);
  });
});

describe('parseImage', () => {
  it('splits registry, name, tag and digest', () => {
    expect(parseImage(`localhost:5000/acme/shop-api:1.42.0@${digest}`)).toEqual({
      registry: 'localhost:5000',
      name: 'acme/shop-api',
      tag: '1.42.0',
      digest,
    });
  });
});

describe('fingerprintOf', () => {
  const base = fingerprintOf(release, 'c0ffee');

  it('does not depend on the order of the images', () => {
    expect(fingerprintOf({ ...release, images: release.images.toReversed() }, 'c0ffee')).toEqual(base);
  });

  it.each<[string, Release, string]>([
    ['commit', { ...release, commit: 'f'.repeat(40) }, 'c0ffee'],
    ['image', { ...release, images: release.images.slice(1) }, 'c0ffee'],
    ['configuration', release, 'decaf'],
  ])('changes with its %s', (_what, changed, configuration) => {
    expect(fingerprintOf(changed, configuration)).not.toEqual(base);
  });
});
