import { createPrivateKey } from 'node:crypto';
import type { WorldState } from '../../../sandbox/world/state.ts';

/** All values of Secrets Manager but user names; of a private key, every line. */
export function secretsOf(world: WorldState): string[] {
  return Object.values(world.secrets).flatMap((secret) =>
    Object.entries(secret).flatMap(([key, value]) => (key === 'username' ? [] : partsOf(value))),
  );
}

/** Lines of a private key's PEM, in the form in which it is kept and in the one in which it is used. */
function partsOf(value: string): string[] {
  if (!value.includes('PRIVATE KEY')) return [value];
  const used = createPrivateKey(value).export({ type: 'pkcs8', format: 'pem' }).toString();
  // The first tells nothing but the form: it is the same in many keys.
  return [value, used].flatMap((pem) => pem.split('\n').slice(2)).filter((line) => /^[A-Za-z0-9+/=]{40,}$/.test(line));
}

/** How a value can look in a text. */
export function formsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ];
}
