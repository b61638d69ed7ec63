import * as z from 'zod/mini';
import { itemIdPattern } from '../domain/approvals/approval.ts';
import { endpointSchema } from '../domain/endpoint.ts';
import { days, lifetime } from './lifetime.ts';
import { offSchema } from './off.ts';
import { otherwise } from './otherwise.ts';

const someone = "{ groups: ['release-managers'] } or { principals: ['arn:aws:iam::…:role/…'] }";

const groupName = z
  .string()
  .check(z.trim(), z.minLength(1), z.maxLength(128), z.regex(/^\P{Cc}*$/u, 'must be one line of text'));

const principal = z
  .string()
  .check(
    z.regex(
      /^arn:aws[a-z-]*:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]{1,512}$/,
      'must be the ARN of an IAM role or user, for example arn:aws:iam::111122223333:role/ReleaseManager',
    ),
  )
  .register(z.globalRegistry, { description: 'ARN of an IAM role or user' });

/** Members of these groups of the sign-in, and these principals of IAM. */
export const approversSchema = z
  .strictObject(
    {
      groups: z._default(z.array(groupName).check(z.maxLength(10)), []),
      principals: z._default(z.array(principal).check(z.maxLength(10)), []),
    },
    otherwise(`must be ${someone}`),
  )
  .check(z.refine(({ groups, principals }) => groups.length + principals.length > 0, `must name someone: ${someone}`));

/** How many different people must approve. */
export const quorum = z._default(z.int().check(z.minimum(1), z.maximum(5)), 1);
const expiresAfter = z.prefault(lifetime('7d'), '4h');
const title = z
  .string()
  .check(z.trim(), z.minLength(3), z.maxLength(120), z.regex(/^\P{Cc}*$/u, 'must be one line of text'));

/** An item that people decide, as `manual()` takes it. */
export const manualSchema = z.strictObject(
  {
    /** What is asked; for an item of the checklist it is the checklist's own title, unless one is written. */
    title: z.optional(title),
    /** What to look at, and what to approve by: plain text. */
    instructions: z
      .string()
      .check(
        z.trim(),
        z.minLength(10),
        z.maxLength(1000),
        z.regex(/^[\n\t\P{Cc}]*$/u, 'must be plain text: of control characters only line breaks and tabs'),
      ),
    approvers: approversSchema,
    /** How many different people must approve. */
    quorum,
    /** How long the gate waits for them. */
    expiresAfter,
  },
  otherwise('must be what manual({ … }) takes: { instructions, approvers, title?, quorum?, expiresAfter? }'),
);
export type ManualInput = z.input<typeof manualSchema>;

/** What `manual()` returns, where an item of the checklist stands. */
export const manualItemSchema = z.strictObject({ manual: manualSchema });

/** An item of the checklist that people decide. */
export interface Manual {
  readonly manual: ManualInput;
}

/** An item of the team's own: nobody but its title says what is asked. */
export interface OwnItem {
  readonly manual: ManualInput & { readonly title: string };
}

/** Declares that people decide an item: the gate asks them, and waits. */
export function manual(input: ManualInput & { readonly title: string }): OwnItem;
export function manual(input: ManualInput): Manual;
export function manual(input: ManualInput): Manual {
  return { manual: input };
}

/** How people may accept a check's failure: `waivable` beside its other settings. */
export const waivableSchema = z.strictObject(
  {
    approvers: approversSchema,
    /** 2: a second person must agree. */
    quorum,
    expiresAfter,
    /** For how long at most a waiver may hold for later runs too; without it, each run asks again. */
    longest: z.optional(days('90d')),
  },
  otherwise('must be { approvers, quorum?, expiresAfter?, longest? }'),
);
export type WaivableInput = z.input<typeof waivableSchema>;

/** kind:name, in the form of a release's `requestedBy`. */
const alias = z
  .string()
  .check(
    z.maxLength(256),
    z.regex(
      /^(?:github:[A-Za-z0-9][\w-]{0,38}(?:\[bot\])?|email:[^\s@]+@[^\s@]+|oidc:\S+|aws:arn:aws[a-z-]*:(?:iam|sts)::\d{12}:[\w+=,.@/-]+)$/,
      'must be github:LOGIN, email:ADDRESS, oidc:SUBJECT or aws:ARN',
    ),
  )
  .register(z.globalRegistry, { description: '`github:LOGIN`, `email:ADDRESS`, `oidc:SUBJECT` or `aws:ARN`' });

/** Compared and joined as text, where a URL's parser would overlook white space. */
const address = endpointSchema
  .check(z.regex(/^[!-~]*$/, 'must be an address without spaces'))
  .register(z.globalRegistry, { description: 'https address' });

const scope = z.string().check(z.regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be the name of a scope'));

/** Everything about the approval step but the items of the checklist. */
export const approvalsSchema = z.strictObject({
  /** The issuer at which people sign in (OpenID Connect). Without one, a user pool of Amazon Cognito is created. */
  signIn: z.optional(
    z.strictObject(
      {
        issuer: address,
        /** Of a public client (authorization code with PKCE), and the audience of its ID tokens. */
        clientId: z.string().check(z.regex(/^[\x20-\x7e]{1,256}$/, 'must be the identifier of a client at the issuer')),
        /** The claim that lists somebody's groups. */
        groupsClaim: z._default(
          z.string().check(z.regex(/^[\w:./-]{1,128}$/, 'must be the name of a claim')),
          'groups',
        ),
        scopes: z._default(
          z.array(scope).check(
            z.maxLength(20),
            z.refine((scopes) => scopes.includes('openid'), "must have 'openid': without it there is no ID token"),
          ),
          ['openid', 'email', 'profile'],
        ),
      },
      otherwise('must be { issuer, clientId, groupsClaim?, scopes? }'),
    ),
  ),
  /** The console's address where it has a domain of its own; the API's otherwise. */
  consoleUrl: z.optional(address),
  /** Who is who: name, and every way in which systems know that person. */
  people: z._default(
    z.record(
      z.string().check(z.trim(), z.minLength(1), z.maxLength(80), z.regex(/^\P{Cc}*$/u, 'must be one line of text')),
      z.array(alias).check(z.minLength(1), z.maxLength(20)),
    ),
    {},
  ),
  /** Who may decide everything, alone, with a reason, where it must be. Every report shows it in red. */
  breakGlass: z.optional(approversSchema),
  /** GitHub is asked who wrote the release; `off('reason')` where that cannot be. */
  authors: z.optional(offSchema),
  /** For how long what a group saw counts while people are asked; older, it looks again before the verdict. */
  evidenceHolds: z.prefault(
    z.strictObject({
      'code-quality': z.optional(lifetime('7d')),
      environment: z.optional(lifetime('7d')),
      database: z.prefault(lifetime('7d'), '15m'),
      infrastructure: z.prefault(lifetime('7d'), '15m'),
      'staging-rehearsal': z.optional(lifetime('7d')),
    }),
    {},
  ),
  /** Items of the team's own, by their ids. */
  items: z.prefault(
    z.record(
      z
        .string()
        .check(z.regex(new RegExp(`^${itemIdPattern}$`), 'must be named with lower-case letters, digits and hyphens')),
      z.strictObject({ manual: z.extend(manualSchema, { title }) }, otherwise('must be manual({ … })')),
    ),
    {},
  ),
});
export type ApprovalsInput = z.input<typeof approvalsSchema>;
export type Approvals = z.output<typeof approvalsSchema>;
