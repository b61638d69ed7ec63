import { portOf } from '../addresses.ts';
import { type Authority, issueCertificate } from '../certificates.ts';
import { startDatabases } from './databases.ts';
import { type GithubRecord, startGithub } from './github.ts';
import { startOpensearch } from './opensearch.ts';
import { startRedis } from './redis.ts';
import { startRegistry } from './registry.ts';
import { startSentry } from './sentry.ts';
import { startShop } from './shop.ts';
import type { Shops } from './shop-function.ts';
import type { WorldState } from './state.ts';

/** What the gate asks for evidence, but AWS. */
export interface Systems {
  apply(state: WorldState): Promise<void>;
  readonly github: GithubRecord;
  close(): Promise<void>;
}

/** @param shops knows which version of each shop serves. */
export async function startSystems(authority: Authority, state: WorldState, shops: Shops): Promise<Systems> {
  const certificate = await issueCertificate({ names: ['localhost', '127.0.0.1'] }, authority);
  const starting = [
    startDatabases(certificate),
    startRedis(certificate, state.redis),
    startOpensearch(certificate, state.opensearch),
    startShop(authority, state.shop, { port: portOf('shop'), serves: () => shops.live.serves() }),
    startRegistry(state.registry),
    startGithub(certificate, state.github),
    startSentry(certificate, state.sentry),
    startShop(authority, state.shop, { port: portOf('staging-shop'), serves: () => shops.staging.serves() }),
  ] as const;
  const close = async (): Promise<void> => {
    const settled = await Promise.allSettled(starting);
    await Promise.all(settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value.close()] : [])));
  };
  const started = await Promise.all(starting).catch(async (cause: unknown) => {
    await close();
    throw cause;
  });
  const [databases, redis, opensearch, shop, registry, github, sentry, stagingShop] = started;
  return {
    async apply({ faults, ...next }) {
      await Promise.all([
        databases.apply(next.databases, faults.postgres),
        redis.apply(next.redis, faults.redis),
        opensearch.apply(next.opensearch, faults.opensearch),
        shop.apply(next.shop, faults.shop),
        registry.apply(next.registry, faults.registry),
        github.apply(next.github, faults.github),
        sentry.apply(next.sentry, faults.sentry),
        stagingShop.apply(next.shop, faults.shop),
      ]);
    },
    github: github.record,
    close,
  };
}
