import * as z from 'zod/mini';
import type { Identity } from '../domain/approvals/identity.ts';
import type { HttpEvent } from './http-event.ts';
import { type Refused, refused } from './refusal.ts';

export type Identified = { readonly identity: Identity } | Refused;

/** Whose tokens count. */
export interface TokenRules {
  readonly issuer: string;
  /** The audience of the console's ID tokens. */
  readonly clientId: string;
  /** The claim that lists somebody's groups. */
  readonly groupsClaim: string;
  readonly now: Date;
}

/**
 * Who sent the request, as its authorizer vouches. Where no authorizer did, as on an emulator or in a deployment that went
 * wrong, nobody is known: the request alone is never believed.
 */
export function identityOf(event: HttpEvent, way: 'api' | 'iam', rules: TokenRules): Identified {
  return way === 'api' ? bySignIn(event, rules) : byPrincipal(event);
}

/** Users, roles' sessions, federated users and an account's root, as `userArn` of the authorizer names them. */
const principalArn = /^arn:aws[a-z-]*:(?:iam|sts)::\d{12}:[\w+=,.@:/-]{1,600}$/;

function byPrincipal({ requestContext }: HttpEvent): Identified {
  const arn = requestContext.authorizer?.iam?.userArn;
  if (typeof arn !== 'string' || !principalArn.test(arn)) {
    return refused('unauthenticated', 'sign the request with AWS credentials (SigV4): nobody vouches for who sent it');
  }
  return { identity: { kind: 'iam', arn } };
}

const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string().check(z.minLength(1), z.maxLength(255)),
  aud: z.union([z.string(), z.array(z.string())]),
  azp: z.optional(z.string()),
  exp: z.number(),
  nbf: z.optional(z.number()),
});
type Claims = z.output<typeof claimsSchema>;

/**
 * By the ID token. The gateway has verified its signature; what it hands over of the claims are texts (a list becomes
 * `[a b]`), so they are read from the token itself, once it is sure that the gateway speaks of the same one.
 */
function bySignIn({ headers, requestContext }: HttpEvent, rules: TokenRules): Identified {
  const vouched = requestContext.authorizer?.jwt?.claims;
  const payload = payloadOf(headers?.['authorization']);
  if (vouched === undefined || payload === undefined) {
    return refused('unauthenticated', 'sign in: the request carries no token that is vouched for');
  }
  const parsed = claimsSchema.safeParse(payload);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))].join(', ');
    return refused('unauthenticated', `sign in again: the token's claims are missing or malformed: ${names}`);
  }
  const why = whyNot(parsed.data, vouched, rules);
  return why === undefined ? { identity: oidcIdentity(parsed.data, payload, rules) } : refused('unauthenticated', why);
}

function whyNot(claims: Claims, vouched: Readonly<Record<string, unknown>>, rules: TokenRules): string | undefined {
  const seconds = rules.now.getTime() / 1000;
  if (vouched['iss'] !== claims.iss || vouched['sub'] !== claims.sub) {
    return 'sign in again: the token is not the one that is vouched for';
  }
  if (claims.iss !== rules.issuer) return 'sign in again: the token is of another issuer';
  if (!isFor(rules.clientId, claims)) return 'sign in again: the token is for another application';
  if (claims.exp <= seconds) return 'sign in again: your sign-in has expired';
  if (claims.nbf !== undefined && claims.nbf > seconds) return 'sign in again: the token is not valid yet';
  return undefined;
}

/** OpenID Connect Core, ID Token Validation: of several audiences `azp` must be the client. */
function isFor(clientId: string, { aud, azp }: Claims): boolean {
  if (typeof aud === 'string') return aud === clientId;
  return aud.includes(clientId) && (aud.length === 1 || azp === clientId);
}

type Payload = Readonly<Record<string, unknown>>;

function oidcIdentity({ iss, sub }: Claims, payload: Payload, { groupsClaim }: TokenRules): Identity {
  const groups = payload[groupsClaim];
  const { email } = payload;
  const isVerified = payload['email_verified'] === true || payload['email_verified'] === 'true';
  const username = ['preferred_username', 'cognito:username', 'name'].map((name) => payload[name]).find(isText);
  return {
    kind: 'oidc',
    issuer: iss,
    subject: sub,
    ...(isVerified && isText(email) ? { email } : {}),
    ...(username === undefined ? {} : { username }),
    groups: (Array.isArray(groups) ? groups : [groups]).filter(isText),
  };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** The decoded payload of a signed JWT; undefined for anything else, an unsigned one (`alg: none`) included. */
function payloadOf(authorization: string | undefined): Payload | undefined {
  const [, head = '', body = ''] = /^Bearer ([\w-]+)\.([\w-]+)\.[\w-]+$/i.exec(authorization ?? '') ?? [];
  const algorithm = decoded(head)?.['alg'];
  return isText(algorithm) && algorithm.toLowerCase() !== 'none' ? decoded(body) : undefined;
}

function decoded(part: string): Payload | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : undefined;
  } catch {
    return undefined;
  }
}
