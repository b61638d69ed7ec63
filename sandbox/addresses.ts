import { existsSync, readFileSync } from 'node:fs';
import type { Lifetime } from '../lib/config/lifetime.ts';
import type { RollbackInput } from '../lib/config/rollback.ts';

/**
 * Where the sandbox's world listens: loopback ports in a row from a base, so that the configuration, and with it the
 * deployed template, stays the same from run to run. The launcher picks another base when this one is taken. Below the
 * ports that systems give to outgoing connections (Linux from 32768, macOS from 49152): one of those, even ended, would
 * hold a port for a minute.
 */
export const defaultPortBase = 27_100;

/** `aws` and `postgres` stand in front of `emulator` and `postgres-server`, to delay and distort what those answer. */
const systems = [
  'aws',
  'emulator',
  'postgres',
  'redis',
  'opensearch',
  'shop',
  'registry',
  'postgres-server',
  'github',
  'issuer',
  'console',
  'sentry',
  'staging-shop',
] as const;
export type WorldSystem = (typeof systems)[number];

export function portBase(): number {
  return Number(process.env['PREFLIGHT_SANDBOX_PORT'] ?? defaultPortBase);
}

export function portOf(system: WorldSystem): number {
  return portBase() + systems.indexOf(system);
}

/** `127.0.0.1:27102` */
export function addressOf(system: WorldSystem): string {
  return `127.0.0.1:${portOf(system)}`;
}

/** `http://localhost:27109`: where people sign in. By this name, since a browser keeps some things for it alone. */
export function urlOf(system: 'issuer' | 'console'): string {
  return `http://localhost:${portOf(system)}`;
}

export function allPorts(): number[] {
  return systems.map(portOf);
}

/** The lengths of time of this sandbox, that differ from what the configuration would otherwise say. */
export interface SandboxTimes {
  /** How long the gate waits for people, */
  readonly expiresAfter: Lifetime;
  /** and for how long what its checks saw counts meanwhile. */
  readonly evidenceHolds: Lifetime;
  readonly window: WindowTimes;
}

/** How long a rollback window lasts, and how often it looks. */
type WindowTimes = Pick<
  RollbackInput,
  'lasts' | 'looksEvery' | 'grace' | 'recovery' | 'verifiesEvery' | 'verification'
>;

/** Of a production that nobody watches by the second. */
export const usualTimes: SandboxTimes = { expiresAfter: '4h', evidenceHolds: '15m', window: { lasts: '1h' } };

/** A window that fits into a coffee break. */
export const shortTimes: SandboxTimes = {
  ...usualTimes,
  window: {
    lasts: '5s',
    looksEvery: '2s',
    grace: '1s',
    recovery: '15s',
    verifiesEvery: '1s',
    verification: { at: ['1s', '3s'], every: '1s' },
  },
};

/** The variable by which the launcher tells the configuration other times, as JSON. */
export const timesVariable = 'PREFLIGHT_SANDBOX_TIMES';

export function sandboxTimes(): SandboxTimes {
  const given = process.env[timesVariable];
  return given === undefined || given === ''
    ? usualTimes
    : { ...usualTimes, ...(JSON.parse(given) as Partial<SandboxTimes>) };
}

/** Everything the sandbox writes but the database's files: certificates, the emulator's packages, reports. */
export const sandboxFolder = new URL('../.sandbox/', import.meta.url);

/** What belongs to one running sandbox: several may run in one checkout, each from its own port base. */
export function runFolder(): URL {
  return new URL(`${portBase()}/`, sandboxFolder);
}

/** The certificate authority that the launcher made for this checkout; none before the first run. */
export function sandboxAuthority(): string[] {
  const file = new URL('authority.pem', sandboxFolder);
  return existsSync(file) ? [readFileSync(file, 'utf8')] : [];
}
