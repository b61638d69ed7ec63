import { aliasesOfKey, type KnownPerson, type People } from './identity.ts';

/**
 * What tells people apart by itself: an issuer, by subjects and addresses; IAM Identity Center, by users; IAM, by principals.
 * None knows of the others: a person has a name in each, and only the identity map joins them.
 */
const directories: readonly RegExp[] = [/^(?:oidc|email):/, /^identity-center:/, /^aws:arn:[^:]+:iam:/];

const isIn = (aliases: readonly string[], directory: RegExp): boolean => aliases.some((alias) => directory.test(alias));

function share(one: readonly string[], other: readonly string[]): boolean {
  return directories.some((directory) => isIn(one, directory) && isIn(other, directory));
}

/**
 * Whether two who are not known as one are two for certain: the map knows both, or they have different names in the same
 * directory.
 * @param one and other: the keys of persons, as votes keep them.
 */
export function areTwo(one: string, other: string, people: People): boolean {
  const [first, second] = [aliasesOfKey(one, people), aliasesOfKey(other, people)];
  // The map has changed since, and knows this name no more.
  if (first === undefined || second === undefined) return false;
  return (first.isMapped && second.isMapped) || share(first.aliases, second.aliases);
}

/** Whether somebody whom the map does not know is another one than a person whom it knows. */
export function isAnother(key: string, { aliases }: KnownPerson, people: People): boolean {
  return share(aliasesOfKey(key, people)?.aliases ?? [], aliases);
}
