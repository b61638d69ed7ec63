import { portOf } from '../addresses.ts';
import { type Authority, type Certificate, issueCertificate } from '../certificates.ts';
import { httpSystem } from './http-system.ts';
import type { System } from './system.ts';

export interface ShopState {
  readonly certificate: {
    readonly names: readonly string[];
    /** Days from now until it expires; negative when it has. */
    readonly daysLeft: number;
    readonly issuer: 'trusted' | 'self-signed';
  };
}

const day = 86_400_000;

/** The web shop itself, of which the gate sees the certificate. */
export async function startShop(authority: Authority, initial: ShopState): Promise<System<ShopState>> {
  const system = await httpSystem(
    portOf('shop'),
    (_request, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('the shop is open\n'),
    await certificateFor(initial, authority),
  );
  return {
    async apply(state, fault) {
      system.serve(await certificateFor(state, authority));
      await system.setFault(fault);
    },
    close: () => system.close(),
  };
}

function certificateFor({ certificate }: ShopState, authority: Authority): Promise<Certificate> {
  const { names, daysLeft, issuer } = certificate;
  const dates = { notBefore: new Date(Date.now() - 60 * day), notAfter: new Date(Date.now() + daysLeft * day) };
  return issueCertificate({ names, ...dates }, issuer === 'trusted' ? authority : undefined);
}
