import { describe, expect, it } from 'vitest';
import { normalizeAlias } from '../../../lib/domain/approvals/alias.ts';
import {
  aliasesOf,
  type Identity,
  isSamePerson,
  type People,
  personOf,
} from '../../../lib/domain/approvals/identity.ts';

const account = '111122223333';
const ssoRole = 'AWSReservedSSO_Release_0123456789abcdef';
const iam = (arn: string): Identity => ({ kind: 'iam', arn });
const session = (role: string, name: string): Identity => iam(`arn:aws:sts::${account}:assumed-role/${role}/${name}`);
const oidc = (fields: Partial<Extract<Identity, { kind: 'oidc' }>> = {}): Identity => ({
  kind: 'oidc',
  issuer: 'https://login.acme.example',
  subject: 'abc-1',
  groups: [],
  ...fields,
});
const nobody: People = {};

describe('normalizeAlias', () => {
  it.each([
    ['github:Octocat', ['github:octocat']],
    ['GitHub:octocat', ['github:octocat']],
    ['email:Mona@ACME.example', ['email:mona@acme.example']],
    ['email:mona+releases+2@acme.example', ['email:mona@acme.example']],
    ['email: mona\u200B@acme.example ', ['email:mona@acme.example']],
    ['email:ｍona@acme.example', ['email:mona@acme.example']],
    ['email:+@acme.example', ['email:+@acme.example']],
    ['oidc:Auth0|5F7C', ['oidc:auth0|5f7c']],
    ['pipeline:Deploy', ['pipeline:deploy']],
  ])('compares %s as %j', (text, forms) => {
    expect(normalizeAlias(text)).toEqual(forms);
  });

  it.each([
    'email:583231+octocat@users.noreply.github.com',
    'email:Octocat@users.noreply.github.com',
    'email:583231+Octocat@Users.NoReply.GitHub.com',
  ])('knows the login in %s', (text) => {
    expect(normalizeAlias(text)).toEqual(['github:octocat', 'email:octocat@users.noreply.github.com']);
  });

  it('knows the login of a bot, and of a GitHub Enterprise Server', () => {
    expect(normalizeAlias('email:49699333+dependabot[bot]@users.noreply.github.com')[0]).toBe('github:dependabot[bot]');
    expect(normalizeAlias('email:7+mona@users.noreply.git.acme.example')[0]).toBe('github:mona');
  });

  it.each([
    [`arn:aws:sts::${account}:assumed-role/ReleaseManager/mona`, `arn:aws:iam::${account}:role/releasemanager`],
    [
      `arn:aws:sts::${account}:assumed-role/ReleaseManager/somebody-else`,
      `arn:aws:iam::${account}:role/releasemanager`,
    ],
    [`arn:aws:iam::${account}:role/ReleaseManager`, `arn:aws:iam::${account}:role/releasemanager`],
    [`arn:aws:iam::${account}:role/teams/release/ReleaseManager`, `arn:aws:iam::${account}:role/releasemanager`],
    [`arn:aws:iam::${account}:user/people/Mona`, `arn:aws:iam::${account}:user/mona`],
    [`arn:aws-cn:sts::${account}:assumed-role/ReleaseManager/mona`, `arn:aws-cn:iam::${account}:role/releasemanager`],
    [`arn:aws:iam::${account}:root`, `arn:aws:iam::${account}:root`],
  ])('takes %s for %s', (arn, form) => {
    expect(normalizeAlias(`aws:${arn}`)).toEqual([`aws:${form}`]);
  });

  it('keeps the sessions of a permission set apart, and knows the user in them', () => {
    const mona = normalizeAlias(`aws:arn:aws:sts::${account}:assumed-role/${ssoRole}/Mona@acme.example`);
    expect(mona).toEqual([
      `aws:arn:aws:sts::${account}:assumed-role/${ssoRole.toLowerCase()}/mona@acme.example`,
      'identity-center:mona@acme.example',
      'email:mona@acme.example',
    ]);
  });
});

describe('aliasesOf', () => {
  it('is the subject and the verified address, and never the username', () => {
    expect(aliasesOf(oidc({ email: 'Mona@acme.example', username: 'octocat' }))).toEqual([
      'oidc:abc-1',
      'email:mona@acme.example',
    ]);
  });

  it('knows a GitHub login only in an address that nobody but GitHub can give', () => {
    expect(aliasesOf(oidc({ email: '1+mona@users.noreply.github.com' }))).toContain('github:mona');
    expect(aliasesOf(oidc({ email: '1+mona@users.noreply.evil.example' }))).not.toContain('github:mona');
    expect(aliasesOf(oidc({ email: 'mona@users.noreply.github.com.evil.example' }))).not.toContain('github:mona');
  });

  it('names the role of a permission set too, so that nobody of it decides on what it asked for', () => {
    expect(aliasesOf(session(ssoRole, 'mona'))).toContain(`aws:arn:aws:iam::${account}:role/${ssoRole.toLowerCase()}`);
  });
});

describe('personOf', () => {
  const people: People = {
    'Mona Lisa': ['github:monalisa', 'email:Mona@acme.example', `aws:arn:aws:iam::${account}:role/people/Mona`],
    'Hubert Ot': ['github:hubot', 'email:hubert@acme.example', 'oidc:hub-1'],
  };

  it('is one person whichever way they come', () => {
    const ways = [oidc({ email: 'mona+x@ACME.example' }), session('Mona', 'one'), session('mona', 'two')];
    expect(ways.map((way) => personOf(way, people).key)).toEqual(Array(3).fill('person:Mona Lisa'));
    expect(ways.map((way) => personOf(way, people).isMapped)).toEqual([true, true, true]);
    expect(personOf(oidc({ email: 'mona@acme.example' }), people).aliases).toContain('github:monalisa');
  });

  it.each([
    [oidc({ email: 'mona@acme.example', username: 'x' }), 'Mona Lisa (mona@acme.example)'],
    [oidc({ subject: 'hub-1' }), 'Hubert Ot'],
    [session('Mona', 'laptop'), 'Mona Lisa (role Mona, session laptop)'],
    [oidc({ email: 'eve@acme.example', username: 'Mona Lisa' }), 'eve@acme.example'],
    [oidc({ username: 'Mona Lisa' }), 'Mona Lisa (abc-1)'],
    [oidc(), 'abc-1'],
    [iam(`arn:aws:iam::${account}:user/staff/eve`), 'eve (IAM user)'],
    [session('Release', 'ci'), 'role Release, session ci'],
    [session(ssoRole, 'eve'), `eve (${ssoRole})`],
  ])('names %j for people: %s', (identity, name) => {
    expect(personOf(identity, people).name).toBe(name);
  });

  it('shows nothing of a name that is not seen', () => {
    expect(personOf(oidc({ username: 'Mona\u202E\u0000\nLisa' }), nobody).name).toBe('Mona Lisa (abc-1)');
    expect(personOf(oidc({ username: 'x'.repeat(5000) }), nobody).name.length).toBeLessThan(200);
  });

  it('tells two unknown people apart, and keeps the sessions of one role together', () => {
    const key = (identity: Identity) => personOf(identity, nobody).key;
    expect(key(oidc({ subject: 'a' }))).not.toBe(key(oidc({ subject: 'b' })));
    expect(key(session('Release', 'one'))).toBe(key(session('Release', 'two')));
    expect(key(session(ssoRole, 'one'))).not.toBe(key(session(ssoRole, 'two')));
    expect(personOf(oidc(), nobody).isMapped).toBe(false);
  });

  it('says so where the map takes one identity for two people', () => {
    const person = personOf(oidc({ subject: 'hub-1', email: 'mona@acme.example' }), people);
    expect(person.doubt).toBe(
      'the identity map knows you as Mona Lisa and Hubert Ot; correct approvals.people, so that you are one person there',
    );
    expect(person.aliases).toEqual(expect.arrayContaining(['github:monalisa', 'github:hubot']));
  });

  it.each([
    `arn:aws:iam::${account}:root`,
    `arn:aws:sts::${account}:federated-user/mona`,
    `arn:aws:sts::${account}:assumed-role/`,
    'nonsense',
  ])('doubts who acts as %s, whatever the map says', (arn) => {
    const map = { 'Mona Lisa': [`aws:${arn}`] };
    expect(personOf(iam(arn), map).doubt).toBe(
      `nobody can tell who acts as ${arn}; use a role or user of IAM that is yours`,
    );
  });
});

describe('isSamePerson', () => {
  const known: People = { 'Mona Lisa': ['email:mona@acme.example'] };
  const keyOf = (identity: Identity, people: People) => personOf(identity, people).key;

  it('knows somebody again whose address has changed, or who uses another account of theirs', () => {
    const before = keyOf(oidc({ subject: 'a', email: 'mona@acme.example' }), nobody);
    expect(isSamePerson(before, personOf(oidc({ subject: 'a', email: 'lisa@acme.example' }), nobody))).toBe(true);
    expect(isSamePerson(before, personOf(oidc({ subject: 'b', email: 'mona+2@acme.example' }), nobody))).toBe(true);
    expect(isSamePerson(before, personOf(oidc({ subject: 'b', email: 'lisa@acme.example' }), nobody))).toBe(false);
  });

  it('knows a user of IAM Identity Center again in another permission set', () => {
    const before = keyOf(session(ssoRole, 'mona'), nobody);
    expect(isSamePerson(before, personOf(session('AWSReservedSSO_Admin_fedcba9876543210', 'Mona'), nobody))).toBe(true);
    expect(isSamePerson(before, personOf(session(ssoRole, 'hubert'), nobody))).toBe(false);
  });

  it('knows somebody again whom the map has come to know since', () => {
    const before = keyOf(oidc({ email: 'mona@acme.example' }), nobody);
    expect(isSamePerson(before, personOf(oidc({ email: 'mona@acme.example' }), known))).toBe(true);
  });

  it('reads no aliases out of a name of the map', () => {
    const before = keyOf(oidc({ subject: 'x' }), { 'a oidc:b': ['oidc:x'] });
    expect(isSamePerson(before, personOf(oidc({ subject: 'b' }), nobody))).toBe(false);
  });
});
