import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseImage, parseRelease } from '../../lib/domain/release.ts';
import release from '../../sandbox/release.json' with { type: 'json' };
import { scenarios } from '../../sandbox/scenarios/index.ts';
import { newAppKey } from '../../sandbox/world/github-app.ts';
import { healthyWorld } from '../../sandbox/world/healthy.ts';
import { digestOf, manifestOf } from '../../sandbox/world/registry.ts';
import { changed } from '../../sandbox/world/state.ts';

const appKey = await newAppKey();

test('a change replaces what it names, takes away what it says is null, and leaves the rest', () => {
  const healthy = healthyWorld(appKey);
  const before = structuredClone(healthy);
  const world = changed(healthy, {
    parameters: { '/shop/production/GIN_MODE': 'debug', '/shop/production/LOG_LEVEL': null },
    rds: { snapshot: { ageHours: 31 } },
    metrics: { searchFreeGiB: [1] },
    faults: { redis: 'hang' },
  });
  expect(world.parameters['/shop/production/GIN_MODE']).toBe('debug');
  expect(world.parameters).not.toHaveProperty(['/shop/production/LOG_LEVEL']);
  expect(world.parameters['/shop/production/APP_ENV']).toBe('production');
  expect(world.rds).toEqual({ ...healthy.rds, snapshot: { ageHours: 31, status: 'available' } });
  expect(world.metrics).toEqual({ ...healthy.metrics, searchFreeGiB: [1] });
  expect(world.faults).toEqual({ redis: 'hang' });
  expect(healthy).toEqual(before);
});

test('every sandbox has other passwords', () => {
  const [one, other] = [healthyWorld(appKey), healthyWorld(appKey)];
  expect(one.secrets['shop/production/app']).not.toEqual(other.secrets['shop/production/app']);
});

test('each scenario has the name of its file', () => {
  const files = readdirSync(new URL('../../sandbox/scenarios/', import.meta.url)).filter((file) => file !== 'index.ts');
  expect(Object.keys(scenarios).toSorted()).toEqual(files.map((file) => file.replace('.ts', '')).toSorted());
});

test('the example release is valid, and its images are in the healthy registry', () => {
  const images = ['ghcr.io/acme/shop-api', 'ghcr.io/acme/shop-worker'];
  expect(parseRelease(release, { service: 'shop-api', images })).toHaveProperty('release');
  const { registry } = healthyWorld(appKey);
  for (const { name, tag = '', digest } of release.images.map(parseImage)) {
    expect(registry.images[name]).toContain(tag);
    expect(digestOf(manifestOf(name, tag))).toBe(digest);
  }
});

test("the App's key is new in every sandbox, and GitHub knows it by its public half alone", async () => {
  const world = healthyWorld(appKey);
  const secret = world.secrets['shop/production/github']?.['privateKey'] ?? '';
  expect(secret).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/);
  expect(JSON.stringify(world.github)).not.toContain('PRIVATE');
  expect((await newAppKey()).privateKey).not.toBe(secret);
});
