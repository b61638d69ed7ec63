import { createVerify, generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Telling } from './github-parts.ts';
import { repositoryBody } from './github-repository-bodies.ts';

/** As `preflight.config.ts` names the App. */
export const shopApp = { id: 1_204_118, installation: 58_411_902 } as const;

export interface AppKey {
  /** PEM in the form in which GitHub gives it to the App's owner, PKCS #1. */
  readonly privateKey: string;
  readonly publicKey: string;
}

const generate = promisify(generateKeyPair);

/** Beside everything else: it takes a few tenths of a second of another thread. */
export async function newAppKey(): Promise<AppKey> {
  const { privateKey, publicKey } = await generate('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { privateKey, publicKey };
}

/** Longer than 40 characters, as GitHub's are since 2026. */
export const newInstallationToken = (): string => `ghs_${randomBytes(54).toString('base64url')}`;

const undecodable = 'A JSON web token could not be decoded';
const longestSeconds = 600;

/** Why this is not the App's own token, in GitHub's words; undefined when it is. */
export function appTokenProblem(jwt: string, publicKey: string, now: Date): string | undefined {
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const verify = createVerify('RSA-SHA256').update(`${header}.${payload}`);
  const { alg } = decode(header);
  if (alg !== 'RS256' || !verify.verify(publicKey, signature, 'base64url')) return undecodable;
  const { iss, iat, exp } = decode(payload);
  const seconds = now.getTime() / 1000;
  if (String(iss) !== String(shopApp.id)) return "'Issuer' claim ('iss') must be the App's ID or client ID";
  if (typeof exp !== 'number' || exp <= seconds) {
    return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
  }
  if (exp > seconds + longestSeconds) return "'Expiration time' claim ('exp') is too far in the future";
  if (typeof iat !== 'number' || iat > seconds) {
    return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  }
  return undefined;
}

function decode(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** What GitHub says when it gives one out. */
export function installationTokenBody(telling: Telling, token: string, expiresAt: Date) {
  return {
    token,
    expires_at: `${expiresAt.toISOString().slice(0, 19)}Z`,
    permissions: {
      checks: 'read',
      contents: 'read',
      deployments: 'read',
      issues: 'read',
      metadata: 'read',
      pull_requests: 'read',
      security_events: 'read',
      statuses: 'write',
    },
    repository_selection: 'selected',
    repositories: [repositoryBody(telling)],
  };
}
