import type { Release } from '../../lib/domain/release.ts';

/** A valid release; spread it and change what a test is about. */
export const release: Release = {
  service: 'shop-api',
  version: '1.42.0',
  commit: '3f786850e387550fdab836ed7e6dc881de23001b',
  pullRequest: 118,
  images: [`ghcr.io/acme/shop-api@sha256:${'a1'.repeat(32)}`, `ghcr.io/acme/shop-worker@sha256:${'b2'.repeat(32)}`],
  migrationVersion: 42,
  previous: { version: '1.41.3', commit: '89e6c98d92887913cadf06b2adb97f26cde4849b', migrationVersion: 41 },
  requestedBy: 'github:octocat',
};
