import { cutText } from '../evidence.ts';
import { listed } from '../listed.ts';
import { normalizeAlias } from './alias.ts';
import { iamPrincipal } from './iam-principal.ts';

/** Who sent a request, as its authorizer vouches: nothing of it is what the request itself says. */
export type Identity =
  | {
      readonly kind: 'oidc';
      readonly issuer: string;
      readonly subject: string;
      /** Only an address that the issuer has verified. */
      readonly email?: string;
      readonly username?: string;
      readonly groups: readonly string[];
    }
  | {
      readonly kind: 'iam';
      /** `arn:aws:sts::111122223333:assumed-role/ReleaseManager/mona`, `arn:aws:iam::111122223333:user/mona` */
      readonly arn: string;
    };

/**
 * The configuration's identity map: a person's name, and every way in which systems know that person, as kind:name, in the
 * form of a release's `requestedBy`: `github:octocat`, `email:mona@acme.example`, `oidc:<subject>`, `aws:arn:aws:iam::…`.
 */
export type People = Readonly<Record<string, readonly string[]>>;

/** Who somebody is, whichever way they came. */
export interface Person {
  /** The same for all ways of one person. Compare with `isSamePerson`, which knows more than what one request told. */
  readonly key: string;
  /** For people: `Mona Lisa (mona@acme.example)`. */
  readonly name: string;
  /** Every known alias, normalized. */
  readonly aliases: readonly string[];
  /** Whether the identity map knows them. */
  readonly isMapped: boolean;
  /** Why nobody can tell who they are, in words for them: whoever has one decides nothing. */
  readonly doubt?: string;
}

const mapped = 'person:';

/** Every alias under which somebody may be known, normalized. A username is none: people mostly choose it themselves. */
export function aliasesOf(identity: Identity): readonly string[] {
  const own = ownAliasesOf(identity);
  const principal = identity.kind === 'iam' ? iamPrincipal(identity.arn) : undefined;
  // A release that a role of IAM Identity Center asked for, whoever that was, is nobody's of that role to decide.
  return principal?.isUserSession === true ? [...own, `aws:${principal.arn}`] : own;
}

/** Those that nobody shares. */
function ownAliasesOf(identity: Identity): readonly string[] {
  if (identity.kind === 'iam') return normalizeAlias(`aws:${identity.arn}`);
  const { subject, email } = identity;
  return [...normalizeAlias(`oidc:${subject}`), ...(email === undefined ? [] : signInAddress(email))];
}

/** What looks like GitHub's noreply address is one only where nobody else can have it: an issuer may verify any other host's. */
function signInAddress(email: string): readonly string[] {
  const aliases = normalizeAlias(`email:${email}`);
  const isOfGithub = aliases.some((alias) => alias.endsWith('@users.noreply.github.com'));
  return isOfGithub ? aliases : aliases.filter((alias) => alias.startsWith('email:'));
}

/** Who it is, by the identity map. Whom the map does not know is whoever their own aliases say. */
export function personOf(identity: Identity, people: People): Person {
  const aliases = aliasesOf(identity);
  const known = knownAs(aliases, people);
  const doubt = doubtAbout(identity, known);
  const [first] = known;
  const isKnown = first !== undefined && doubt === undefined;
  return {
    key: isKnown ? `${mapped}${first.name}` : ownAliasesOf(identity).join(' '),
    name: isKnown ? nameOfMapped(first.name, identity) : nameOf(identity),
    aliases: [...new Set([...aliases, ...known.flatMap((one) => one.aliases)])],
    isMapped: known.length > 0,
    ...(doubt === undefined ? {} : { doubt }),
  };
}

/**
 * Whether a vote was given by this person.
 * @param key of the person who voted, as the vote keeps it: somebody the map did not know then is recognized by any of
 * their aliases, also when their e-mail address has changed since.
 */
export function isSamePerson(key: string, person: Person): boolean {
  if (key === person.key) return true;
  return !key.startsWith(mapped) && key.split(' ').some((alias) => person.aliases.includes(alias));
}

/** What the key of a person says of them: undefined where it is of somebody whom the map knows no more. */
export function aliasesOfKey(
  key: string,
  people: People,
): { readonly aliases: readonly string[]; readonly isMapped: boolean } | undefined {
  if (!key.startsWith(mapped)) return { aliases: key.split(' '), isMapped: false };
  const known = normalizedPeople(people).all.find(({ name }) => name === key.slice(mapped.length));
  return known && { aliases: known.aliases, isMapped: true };
}

/** Somebody in the identity map. */
export interface KnownPerson {
  readonly name: string;
  /** Normalized. */
  readonly aliases: readonly string[];
}

/** Whom the map knows by one of these aliases: nobody or one person, unless it contradicts itself. */
export function knownAs(aliases: readonly string[], people: People): readonly KnownPerson[] {
  const { all, byAlias } = normalizedPeople(people);
  const found = new Set(aliases.flatMap((alias) => byAlias.get(alias) ?? []));
  return found.size < 2 ? [...found] : all.filter((one) => found.has(one));
}

interface NormalizedPeople {
  readonly all: readonly KnownPerson[];
  readonly byAlias: ReadonlyMap<string, readonly KnownPerson[]>;
}

/** A list of what waits asks for the same map hundreds of times, for each author of each release. */
const normalized = new WeakMap<People, NormalizedPeople>();

function normalizedPeople(people: People): NormalizedPeople {
  const found = normalized.get(people);
  if (found !== undefined) return found;
  const all = Object.entries(people).map(([name, aliases]) => ({ name, aliases: aliases.flatMap(normalizeAlias) }));
  const byAlias = new Map<string, KnownPerson[]>();
  for (const one of all) for (const alias of one.aliases) byAlias.set(alias, [...(byAlias.get(alias) ?? []), one]);
  const made = { all, byAlias };
  normalized.set(people, made);
  return made;
}

function doubtAbout(identity: Identity, known: readonly KnownPerson[]): string | undefined {
  if (identity.kind === 'iam' && iamPrincipal(identity.arn) === undefined) {
    return `nobody can tell who acts as ${visible(identity.arn)}; use a role or user of IAM that is yours`;
  }
  if (known.length < 2) return undefined;
  const names = known.map(({ name }) => name);
  return `the identity map knows you as ${listed(names, 'and')}; correct approvals.people, so that you are one person there`;
}

function nameOfMapped(name: string, identity: Identity): string {
  if (identity.kind === 'iam') return `${name} (${nameOf(identity)})`;
  return identity.email === undefined ? name : `${name} (${visible(identity.email)})`;
}

function nameOf(identity: Identity): string {
  if (identity.kind === 'iam') return nameOfArn(identity.arn);
  const { email, username, subject } = identity;
  if (email !== undefined) return visible(email);
  // With the subject, since a username can be chosen to look like somebody else's.
  return username === undefined ? visible(subject) : `${visible(username)} (${visible(subject)})`;
}

/** The telling part of an ARN: `mona (IAM user)`, `mona (AWSReservedSSO_Release_…)`, `role Release, session mona`. */
export function nameOfArn(arn: string): string {
  const principal = iamPrincipal(arn);
  if (principal === undefined) return visible(arn);
  const { kind, name, session, isUserSession } = principal;
  if (kind === 'user') return `${visible(name)} (IAM user)`;
  if (session === undefined) return `role ${visible(name)}`;
  return isUserSession
    ? `${visible(session)} (${visible(name)})`
    : `role ${visible(name)}, session ${visible(session)}`;
}

const longestName = 120;

/** A name that others chose, on one line and without what is not seen, such as what turns the direction of text. */
export function visible(name: string): string {
  return cutText(name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim(), longestName);
}
