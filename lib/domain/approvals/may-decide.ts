import { listed } from '../listed.ts';
import type { Approvers } from './approval.ts';
import type { ItemRecord } from './approval-record.ts';
import { iamPrincipal } from './iam-principal.ts';
import { type Identity, type KnownPerson, knownAs, nameOfArn, type People, type Person, personOf } from './identity.ts';
import { areTwo, isAnother } from './told-apart.ts';

export interface DecisionRules {
  readonly people: People;
  readonly breakGlass: Approvers;
}

/** Whether somebody may decide on an item, and if not, why, in words for them. */
export type MayDecide =
  | { readonly may: true; readonly person: Person }
  | { readonly may: false; readonly person: Person; readonly why: string };

/** @param item who it may be decided by, and who wrote the release or asked for it. */
export function mayDecide(
  identity: Identity,
  item: Pick<ItemRecord, 'approvers' | 'excluded' | 'authorsOff'>,
  rules: Pick<DecisionRules, 'people'>,
): MayDecide {
  const person = personOf(identity, rules.people);
  const why =
    person.doubt ??
    whyTheirOwn(person, item) ??
    whyNoApprover(identity, item.approvers) ??
    whyPerhapsTheirOwn(person, item, rules.people);
  return why === undefined ? { may: true, person } : { may: false, person, why };
}

/** Whether somebody has emergency powers: they may decide every item, alone, also on a release of their own. */
export function mayBreakGlass(identity: Identity, { people, breakGlass }: DecisionRules): boolean {
  return personOf(identity, people).doubt === undefined && isAmong(identity, breakGlass);
}

/** Why somebody has no emergency powers, in words for them. */
export function whyNoBreakGlass(identity: Identity, { people, breakGlass }: DecisionRules): string | undefined {
  const { doubt } = personOf(identity, people);
  if (doubt !== undefined) return doubt;
  if (isAmong(identity, breakGlass)) return undefined;
  if (breakGlass.groups.length + breakGlass.principals.length === 0) {
    return 'nobody has emergency powers here; approvals.breakGlass would name them';
  }
  return `you have no emergency powers: ${whyNoApprover(identity, breakGlass)}`;
}

/** Membership of a group, to the letter, or the IAM principal. */
function isAmong(identity: Identity, { groups, principals }: Approvers): boolean {
  if (identity.kind === 'oidc') return groups.some((group) => identity.groups.includes(group));
  const arn = iamPrincipal(identity.arn)?.arn;
  return arn !== undefined && principals.some((principal) => iamPrincipal(principal)?.arn === arn);
}

function whyNoApprover(identity: Identity, approvers: Approvers): string | undefined {
  if (isAmong(identity, approvers)) return undefined;
  const groups = listed(approvers.groups, 'and');
  const principals = listed(approvers.principals.map(nameOfArn), 'and');
  if (identity.kind === 'oidc') {
    return groups === ''
      ? `only principals of IAM may decide this: ${principals}; use the command line with their credentials`
      : `you are in none of the groups ${groups}, whose members may decide this`;
  }
  return principals === ''
    ? `only members of the groups ${groups} may decide this; sign in at the console`
    : `you are ${nameOfArn(identity.arn)}, and only these principals of IAM may decide this: ${principals}`;
}

type Ownership = Pick<ItemRecord, 'excluded' | 'authorsOff'>;

function whyTheirOwn({ aliases }: Person, { excluded }: Ownership): string | undefined {
  const own = excluded.filter((one) => one.aliases.some((alias) => aliases.includes(alias)));
  if (own.length === 0) return undefined;
  const reasons = new Set(own.flatMap(({ why }) => why));
  return `you ${listed([...reasons], 'and')}, and nobody decides on their own release`;
}

/**
 * Two whom the map does not know may be one person: nobody could tell. So may an author of whom it does not say by which
 * name they would come this way. A bot signs in nowhere.
 */
function whyPerhapsTheirOwn(
  { isMapped, key }: Person,
  { excluded, authorsOff }: Ownership,
  people: People,
): string | undefined {
  if (isMapped || authorsOff !== undefined) return undefined;
  for (const { who, aliases, why } of excluded.filter((one) => !isBot(one.aliases))) {
    const did = listed(why, 'and');
    const known = knownAs(aliases, people);
    const stranger = known.length === 0 ? who : unknownLogin(aliases, known);
    if (stranger !== undefined)
      return `neither you nor ${stranger}, who ${did}, is in the identity map, so nobody can tell that you are two; have yourself added to approvals.people`;
    if (!known.every((one) => isAnother(key, one, people)))
      return `nobody can tell that you are not ${who}, who ${did}: the identity map does not say as whom they would come this way; have yourself added to approvals.people`;
  }
  return undefined;
}

/** Of several names of an author, a login of GitHub that is nobody's in the map: whose the others are says nothing of it. */
function unknownLogin(aliases: readonly string[], known: readonly KnownPerson[]): string | undefined {
  const mapped = known.flatMap((one) => one.aliases);
  const login = aliases.find((alias) => alias.startsWith('github:') && !mapped.includes(alias));
  return login?.slice('github:'.length);
}

/**
 * Why somebody's approval would not be a further person's, in words for them: somebody approved already who may be the same.
 * A rejection, and emergency powers, ask for nobody else.
 */
export function whyPerhapsNoOther(
  { key }: Person,
  { votes, quorum }: Pick<ItemRecord, 'votes' | 'quorum'>,
  { people }: Pick<DecisionRules, 'people'>,
): string | undefined {
  if (quorum === 1) return undefined;
  const before = votes.find((vote) => vote.person !== key && !areTwo(vote.person, key, people));
  if (before === undefined) return undefined;
  return `nobody can tell that you and ${before.by} are two; have both of you added to approvals.people, with every name by which each of you decides`;
}

/** GitHub's bots: no person has such a login. */
function isBot(aliases: readonly string[]): boolean {
  return (
    aliases.length > 0 &&
    aliases.every((alias) => /^(?:github:.+\[bot\]|email:.+\[bot\]@users\.noreply\..+)$/.test(alias))
  );
}
