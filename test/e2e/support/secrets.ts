import type { WorldState } from '../../../sandbox/world/state.ts';

/** All values of Secrets Manager but user names. */
export function secretsOf(world: WorldState): string[] {
  return Object.values(world.secrets).flatMap((secret) =>
    Object.entries(secret).flatMap(([key, value]) => (key === 'username' ? [] : [value])),
  );
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
