import { iamPrincipal } from './iam-principal.ts';

/**
 * The forms in which one alias (kind:name) is compared: in lower case, an address without its `+tag`. One alias can say
 * several things: a noreply address of GitHub is also the login in it, a session of IAM Identity Center also its user.
 */
export function normalizeAlias(text: string): readonly string[] {
  // No alias holds a space, nor what nobody sees.
  const alias = text
    .normalize('NFKC')
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, '')
    .toLowerCase();
  const [, kind, name = ''] = /^(email|aws):(.*)$/.exec(alias) ?? [];
  if (kind === 'email') return addressAliases(name);
  return kind === 'aws' ? principalAliases(name) : [alias];
}

/** GitHub's documentation, "Setting your commit email address": `ID+USERNAME@…` and, older, `USERNAME@…`. */
const noreply = /^(?:.*\+)?(?<login>[^+@]+)@(?<host>users\.noreply\..+)$/;
const tagged = /^(?<mailbox>[^+@]+)\+.*@(?<host>[^@]+)$/;

function addressAliases(address: string): string[] {
  const { login, host = '' } = noreply.exec(address)?.groups ?? {};
  if (login !== undefined) return [`github:${login}`, `email:${login}@${host}`];
  return [`email:${address.replace(tagged, '$<mailbox>@$<host>')}`];
}

function principalAliases(text: string): readonly string[] {
  const principal = iamPrincipal(text);
  if (principal === undefined) return [`aws:${text}`];
  const { arn, name, session, isUserSession } = principal;
  if (session === undefined || !isUserSession) return [`aws:${arn}`];
  const [, partition = '', , , account = ''] = arn.split(':');
  return [
    `aws:arn:${partition}:sts::${account}:assumed-role/${name}/${session}`,
    // An organization has one IAM Identity Center, whose users are the same people in each account and permission set.
    `identity-center:${session}`,
    ...(session.includes('@') ? addressAliases(session) : []),
  ];
}
