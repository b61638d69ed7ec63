import type { Release } from '../domain/release.ts';
import { SourceError } from '../domain/source-error.ts';

/**
 * Stands where no release was given: a check that asks about it ends as `error`, all others run.
 * Only the service is known, from the configuration, whatever the release.
 */
export function noRelease(service: string): Release {
  const refuse = (): never => {
    throw new SourceError('no release was given; pass --release FILE, or --without-release to leave this out');
  };
  return new Proxy({ service } as Release, {
    get: (target, key) => (key === 'service' ? target.service : refuse()),
    has: refuse,
    ownKeys: refuse,
    getOwnPropertyDescriptor: refuse,
  });
}
