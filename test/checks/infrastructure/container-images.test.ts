import { describe, expect, it } from 'vitest';
import { containerImages } from '../../../lib/checks/infrastructure/container-images.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import type { ImageQuestion, OciRegistry } from '../../../lib/sources/oci-registry.ts';
import { ask } from '../../support/ask.ts';
import { fakeSecretsManager } from './fakes.ts';

const first = `sha256:${'a1'.repeat(32)}`;
const second = `sha256:${'b2'.repeat(32)}`;
const api = `ghcr.io/acme/shop-api@${first}`;
const tagged = `ghcr.io/acme/shop-api:1.42.0@${first}`;
const worker = `ghcr.io/acme/shop-worker@${second}`;

/** References by `name reference`; what is not given does not exist. */
function fakeRegistry(references: Readonly<Record<string, string>>): OciRegistry & { asked: ImageQuestion[] } {
  const asked: ImageQuestion[] = [];
  return {
    asked,
    async resolve(question) {
      asked.push(question);
      if (question.name === 'acme/broken') throw new SourceError('registry ghcr.io answered with HTTP 500');
      const digest = references[`${question.name} ${question.reference}`];
      return digest === undefined ? undefined : { digest };
    },
  };
}

const all = {
  [`acme/shop-api ${first}`]: first,
  'acme/shop-api 1.42.0': first,
  [`acme/shop-worker ${second}`]: second,
};
type Registries = Parameters<
  typeof ask<'container-images', typeof containerImages.config, 'secretsManager' | 'ociRegistry'>
>[1]['config']['registries'];
const judge = (images: string[], ociRegistry: OciRegistry, registries: Registries = { 'ghcr.io': {} }) =>
  ask(containerImages, {
    config: { registries },
    sources: { secretsManager: fakeSecretsManager, ociRegistry },
    release: { images },
  });

describe('container-images', () => {
  it('passes when every image resolves to its digest, and its tag to the same', async () => {
    const result = await judge([tagged, worker], fakeRegistry(all));
    expect(result).toMatchObject({
      outcome: 'pass',
      summary: 'all 2 images are available',
      evidence: [
        { where: 'ghcr.io/acme/shop-api:1.42.0', observed: first, expected: first },
        { where: 'ghcr.io/acme/shop-worker', observed: second, expected: second },
      ],
    });
  });

  it('asks as configured, with credentials that are read once', async () => {
    const registry = fakeRegistry(all);
    let reads = 0;
    const secretsManager = {
      ...fakeSecretsManager,
      credentials: (id: string, signal: AbortSignal) => {
        reads += 1;
        return fakeSecretsManager.credentials(id, signal);
      },
    };
    const registries = {
      'ghcr.io': { endpoint: 'http://127.0.0.1:5000', credentials: 'ghcr', tokenHosts: ['a.example.com'] },
    };
    await ask(containerImages, {
      config: { registries },
      sources: { secretsManager, ociRegistry: registry },
      release: { images: [tagged, worker] },
    });
    expect(reads).toBe(1);
    expect(registry.asked).toHaveLength(3);
    expect(registry.asked[0]).toMatchObject({
      registry: 'ghcr.io',
      endpoint: 'http://127.0.0.1:5000',
      tokenHosts: ['a.example.com'],
      credentials: { username: 'user of ghcr' },
      name: 'acme/shop-api',
      reference: first,
    });
  });

  it.each([
    [
      'an image that is missing',
      [worker, api],
      { [`acme/shop-worker ${second}`]: second },
      `ghcr.io/acme/shop-api has no image ${first}`,
      'no such image',
    ],
    [
      'a tag that moved',
      [tagged],
      { ...all, 'acme/shop-api 1.42.0': second },
      'ghcr.io/acme/shop-api:1.42.0 has moved: the tag is another image now',
      second,
    ],
    [
      'a tag that is gone',
      [tagged],
      { [`acme/shop-api ${first}`]: first },
      'ghcr.io/acme/shop-api:1.42.0 has no tag 1.42.0 any more',
      'no such tag',
    ],
  ])('fails for %s', async (_what, images, references, summary, observed) => {
    const result = await judge(images, fakeRegistry(references));
    expect(result).toMatchObject({
      outcome: 'fail',
      summary,
      evidence: [{ observed }, ...images.slice(1).map(() => ({}))],
    });
  });

  it.each(['evil.example.com', 'constructor', 'ghcr.io.evil.example.com', 'ghcr.io:8443'])(
    'fails for an image of %s, and does not ask it',
    async (host) => {
      const registry = fakeRegistry(all);
      const result = await judge([`${host}/acme/shop-api@${first}`], registry);
      expect(result).toMatchObject({
        outcome: 'fail',
        summary: `${host} is not a configured registry`,
        evidence: [{ observed: 'not asked' }],
      });
      expect(registry.asked).toHaveLength(0);
    },
  );

  it('fails for a release without images', async () => {
    await expect(judge([], fakeRegistry(all))).resolves.toMatchObject({
      outcome: 'fail',
      summary: 'the release names no image',
    });
  });

  it.each([
    [
      'a registry that gives no answer',
      [`ghcr.io/acme/broken@${first}`, api],
      { 'ghcr.io': {} },
      'could not look: registry ghcr.io answered with HTTP 500 (seen: ghcr.io/acme/shop-api is available)',
    ],
    [
      'credentials that are missing',
      [api],
      { 'ghcr.io': { credentials: 'missing' } },
      'could not look: Secrets Manager has no secret missing',
    ],
  ])('could not look: %s', async (_what, images, registries, summary) => {
    await expect(judge(images, fakeRegistry(all), registries)).resolves.toMatchObject({ outcome: 'error', summary });
  });

  it('could not look: another digest than the one that was asked for', async () => {
    const result = await judge([api], fakeRegistry({ [`acme/shop-api ${first}`]: second }));
    expect(result).toMatchObject({ outcome: 'error' });
  });

  it('fails for a missing image though another registry gives no answer', async () => {
    const result = await judge([`ghcr.io/acme/broken@${first}`, worker], fakeRegistry({}));
    expect(result.outcome).toBe('fail');
    expect(result.summary).toMatch(
      /has no image .*; could not look everywhere: registry ghcr\.io answered with HTTP 500$/,
    );
  });

  it('names the secrets that it reads', () => {
    const config = containerImages.config.parse({
      registries: { 'ghcr.io': { credentials: 'ghcr' }, 'docker.io': {} },
    });
    expect(containerImages.resources?.(config)).toEqual({ secretsManager: ['ghcr'] });
  });

  it.each([
    [{ registries: {} }],
    [{ registries: { 'ghcr.io': { endpoint: 'http://registry.example.com' } } }],
    [{ registries: { 'https://ghcr.io': {} } }],
    [{ registries: { 'ghcr.io': { tokenHosts: ['https://ghcr.io'] } } }],
  ])('refuses the settings %j', (config) => {
    expect(containerImages.config.safeParse(config).success).toBe(false);
  });
});
