import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { urlOf } from '../../../sandbox/addresses.ts';
import type { People } from '../../../sandbox/people.ts';
import { consoleClient, type Issuer } from '../../../sandbox/world/issuer.ts';

/** Who can sign tokens, rightly or not. */
export interface Signers {
  readonly people: People;
  /** Another issuer, with users of the same names. */
  readonly otherTenant: Issuer;
}

const hour = 3600;
const now = (): number => Math.floor(Date.now() / 1000);
const ago = (seconds: number): number => now() - seconds;
const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

type Change = Readonly<Record<string, unknown>>;

/** What an approver's ID token claims; a change to undefined leaves one out. */
export function claimsWith(change: Change = {}): JWTPayload {
  const right = {
    iss: urlOf('issuer'),
    aud: consoleClient,
    sub: 'first-approver',
    email: 'mona@acme.example',
    email_verified: true,
    groups: ['release-managers'],
    iat: ago(60),
    exp: ago(-hour),
  };
  return JSON.parse(JSON.stringify({ ...right, ...change })) as JWTPayload;
}

/** Signed by the issuer's own key. */
const signed =
  (change: Change) =>
  ({ people }: Signers): Promise<string> =>
    people.sign(claimsWith(change));

/** Each is to be refused before anything is looked up, whoever it says it is. */
export const hostileTokens: Readonly<Record<string, (signers: Signers) => Promise<string> | string>> = {
  expired: (signers) => signed({ iat: ago(2 * hour), exp: ago(hour) })(signers),
  'not valid yet': (signers) => signed({ nbf: ago(-hour) })(signers),
  'for another audience': signed({ aud: 'another-client' }),
  'for nobody': signed({ aud: undefined }),
  'for several audiences, in the name of another': signed({ aud: [consoleClient, 'another'], azp: 'another' }),
  'that never expires': signed({ exp: undefined }),
  'of nobody': signed({ sub: undefined }),
  'of no issuer': signed({ iss: undefined }),
  'of another issuer, signed by this one': signed({ iss: 'https://evil.test' }),
  'of another tenant': ({ otherTenant }) => otherTenant.sign(claimsWith({ iss: otherTenant.url })),
  'of another tenant that says it is this one': ({ otherTenant }) => otherTenant.sign(claimsWith()),
  'signed with another key under the same name': forged,
  'signed with the public key as a secret': confused,
  'that brings its own key': withItsOwnKey,
  'with the payload of somebody else': withOtherPayload,
  'unsigned (alg none)': () => `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claimsWith())}.`,
  'unsigned (alg None), with a signature': () => `${encode({ alg: 'None', kid: 'a' })}.${encode(claimsWith())}.YQ`,
  'that is none': () => 'three.little.parts',
  'that is empty': () => '',
};

/** By a stranger's key under the name of the issuer's own. */
async function forged(): Promise<string> {
  const { kid } = await publishedKey();
  const { privateKey } = await generateKeyPair('RS256');
  return new SignJWT(claimsWith()).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey);
}

/** The issuer's public key taken for a shared secret: a classic confusion. */
async function confused(): Promise<string> {
  const key = await publishedKey();
  const secret = new TextEncoder().encode(JSON.stringify(key));
  return new SignJWT(claimsWith()).setProtectedHeader({ alg: 'HS256', kid: key.kid }).sign(secret);
}

async function publishedKey(): Promise<{ readonly kid: string }> {
  const answer = await fetch(`${urlOf('issuer')}/jwks`);
  const { keys } = (await answer.json()) as { readonly keys: readonly { readonly kid: string }[] };
  const [key] = keys;
  if (key === undefined) throw new Error('the issuer publishes no key');
  return key;
}

/** With the sender's own key in the token itself. */
async function withItsOwnKey(): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const jwk = await exportJWK(publicKey);
  return new SignJWT(claimsWith()).setProtectedHeader({ alg: 'RS256', kid: 'own', jwk }).sign(privateKey);
}

async function withOtherPayload({ people }: Signers): Promise<string> {
  const [head, , signature] = (await people.tokenFor('author')).split('.');
  return `${head}.${encode(claimsWith())}.${signature}`;
}
