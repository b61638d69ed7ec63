import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeAlias } from '../../../lib/domain/approvals/alias.ts';
import { type CommitPerson, excludedOf } from '../../../lib/domain/approvals/excluded.ts';
import type { People } from '../../../lib/domain/approvals/identity.ts';

const commits = [
  '3f786850e387550fdab836ed7e6dc881de23001b',
  '89e6c98d92887913cadf06b2adb97f26cde4849b',
  'c'.repeat(40),
];
const people: People = { 'Mona Lisa': ['github:monalisa', 'email:mona@acme.example', 'oidc:m-1'] };

const wrote = (fields: Partial<CommitPerson>): CommitPerson => ({
  commit: commits[0] ?? '',
  role: 'author',
  name: 'Somebody',
  email: '',
  login: undefined,
  ...fields,
});
const excluded = (authors: readonly CommitPerson[], requestedBy = 'pipeline:deploy') =>
  excludedOf({ requestedBy, authors, people });

describe('excludedOf', () => {
  it('names whoever asked for the release', () => {
    expect(excluded([], 'github:Octocat')).toEqual([
      { who: 'Octocat', aliases: ['github:octocat'], why: ['asked for this release'] },
    ]);
  });

  it.each([
    ['email:eve@acme.example', 'eve@acme.example'],
    ['aws:arn:aws:sts::111122223333:assumed-role/deployer/ci', 'role deployer, session ci'],
    ['pipeline:deploy', 'pipeline:deploy'],
  ])('names %s for people: %s', (requestedBy, who) => {
    expect(excluded([], requestedBy)[0]?.who).toBe(who);
  });

  it('is one entry for all that one person did', () => {
    const found = excluded(
      [
        wrote({ login: 'MonaLisa', email: 'old@home.example' }),
        wrote({ email: 'Mona+git@acme.example', commit: commits[1] ?? '', role: 'co-author' }),
        wrote({ email: '1+monalisa@users.noreply.github.com', commit: commits[2] ?? '' }),
        wrote({ email: 'old@home.example', commit: 'd'.repeat(40), role: 'committer' }),
      ],
      'github:monalisa',
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      who: 'Mona Lisa',
      why: ['asked for this release', 'wrote commit 3f786850e387 and 2 more', 'committed dddddddddddd'],
    });
    expect(found[0]?.aliases).toEqual(
      expect.arrayContaining(['oidc:m-1', 'email:old@home.example', 'github:monalisa']),
    );
  });

  it('does not say of an author that they committed it, too', () => {
    const found = excluded([wrote({ login: 'eve' }), wrote({ login: 'eve', role: 'committer' })]);
    expect(found[1]?.why).toEqual(['wrote commit 3f786850e387']);
  });

  it('joins people who turn out to be one only later', () => {
    const found = excluded([
      wrote({ login: 'eve' }),
      wrote({ email: 'eve@home.example', commit: commits[1] ?? '' }),
      wrote({ login: 'eve', email: 'eve@home.example', commit: commits[2] ?? '' }),
    ]);
    expect(found.map(({ who, why }) => `${who}: ${why.join('; ')}`)).toEqual([
      'pipeline:deploy: asked for this release',
      'eve: wrote commit 3f786850e387 and 2 more',
    ]);
  });

  it('excludes both where a commit names two people of the map', () => {
    const map = { ...people, 'Hubert Ot': ['github:hubot', 'oidc:h-1'] };
    const found = excludedOf({
      requestedBy: 'pipeline:deploy',
      authors: [wrote({ login: 'hubot', email: 'mona@acme.example' })],
      people: map,
    });
    expect(found[1]?.who).toBe('Mona Lisa and Hubert Ot');
    expect(found[1]?.aliases).toEqual(expect.arrayContaining(['oidc:m-1', 'oidc:h-1']));
  });

  it('names an author of whom nothing but a name is known, without an alias', () => {
    expect(excluded([wrote({ name: 'Eve\u202E' }), wrote({ name: ' ' })]).slice(1)).toEqual([
      { who: 'Eve', aliases: [], why: ['wrote commit 3f786850e387'] },
      { who: 'somebody without a name', aliases: [], why: ['wrote commit 3f786850e387'] },
    ]);
  });

  it('loses no alias of anybody, and gives none to two entries', () => {
    const logins = fc.constantFrom('monalisa', 'eve', 'hubot', 'kim', undefined);
    const emails = fc.constantFrom('', 'mona@acme.example', 'eve@a.example', '2+kim@users.noreply.github.com');
    const author = fc.record({ login: logins, email: emails, commit: fc.constantFrom(...commits) }).map(wrote);
    fc.assert(
      fc.property(fc.array(author, { maxLength: 12 }), (authors) => {
        const aliases = excluded(authors).flatMap((one) => one.aliases);
        expect(new Set(aliases).size).toBe(aliases.length);
        const said = authors.flatMap(({ login, email }) => [
          ...(login === undefined ? [] : normalizeAlias(`github:${login}`)),
          ...(email === '' ? [] : normalizeAlias(`email:${email}`)),
        ]);
        expect(aliases).toEqual(expect.arrayContaining(said));
      }),
    );
  });
});
