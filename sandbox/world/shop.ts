import { type Authority, type Certificate, issueCertificate } from '../certificates.ts';
import { httpSystem } from './http-system.ts';
import { shopLive } from './shop-live.ts';
import { type SiteState, shopSite } from './shop-site.ts';
import type { System } from './system.ts';

export interface ShopState extends SiteState {
  readonly certificate: {
    readonly names: readonly string[];
    /** Days from now until it expires; negative when it has. */
    readonly daysLeft: number;
    readonly issuer: 'trusted' | 'self-signed';
  };
}

const day = 86_400_000;

export interface ShopPlace {
  readonly port: number;
  /** The version that the alias of its function points to. */
  readonly serves: () => Promise<string>;
}

/** The web shop itself, as its users see it. */
export async function startShop(
  authority: Authority,
  initial: ShopState,
  { port, serves }: ShopPlace,
): Promise<System<ShopState>> {
  let state = initial;
  const site = { stateNow: () => state, serves };
  const live = shopLive(site);
  const certificate = await certificateFor(initial, authority);
  const system = await httpSystem(port, shopSite(site), certificate, live.upgrade);
  return {
    async apply(next, fault) {
      state = next;
      system.serve(await certificateFor(next, authority));
      await system.setFault(fault);
    },
    async close() {
      live.close();
      await system.close();
    },
  };
}

function certificateFor({ certificate }: ShopState, authority: Authority): Promise<Certificate> {
  const { names, daysLeft, issuer } = certificate;
  const dates = { notBefore: new Date(Date.now() - 60 * day), notAfter: new Date(Date.now() + daysLeft * day) };
  return issueCertificate({ names, ...dates }, issuer === 'trusted' ? authority : undefined);
}
