import { describe, expect, it } from 'vitest';
import type { Approvers, Excluded } from '../../lib/domain/approvals/approval.ts';
import type { ItemRecord } from '../../lib/domain/approvals/approval-record.ts';
import type { Identity, People } from '../../lib/domain/approvals/identity.ts';
import { recordDecision } from '../../lib/steps/record-decision.ts';
import { askedRun, itemRecord, manualItem } from '../support/approval-samples.ts';
import { memoryApprovalStore } from '../support/memory-approval-store.ts';
import { memoryWaitingTasks } from '../support/memory-waiting-tasks.ts';

/** One human who comes in two ways of which the identity map does not know, or knows one. */

const account = '111122223333';
const role = `arn:aws:iam::${account}:role/ReleaseManager`;
const permissionSet = 'AWSReservedSSO_Release_0123456789abcdef';
const approvers: Approvers = {
  groups: ['release-managers'],
  principals: [role, `arn:aws:iam::${account}:role/${permissionSet}`, `arn:aws:iam::${account}:user/kim`],
};
const signedIn = (name: string): Identity => ({
  ...{ kind: 'oidc', issuer: 'https://login.acme.example', subject: name, groups: ['release-managers'] },
  email: `${name}@acme.example`,
});
const session = (name: string, by: string): Identity => ({
  kind: 'iam',
  arn: `arn:aws:sts::${account}:assumed-role/${name}/${by}`,
});
const byRole = session('ReleaseManager', 'x');
const octocat: Excluded = { who: 'Octocat', aliases: ['github:octocat'], why: ['asked for this release'] };
const known: People = {
  Octocat: [
    'github:octocat',
    'email:octo@acme.example',
    `aws:arn:aws:iam::${account}:user/octo`,
    `aws:arn:aws:sts::${account}:assumed-role/${permissionSet}/octo`,
  ],
};

interface Asked {
  readonly people?: People;
  readonly quorum?: number;
  readonly excluded?: readonly Excluded[];
}
async function asked({ people = {}, quorum = 2, excluded = [octocat] }: Asked) {
  const store = memoryApprovalStore();
  const item: ItemRecord = itemRecord({ ...manualItem, approvers, quorum }, { excluded });
  await store.open(askedRun, [], [item]);
  const settings = { people: { ...known, ...people }, breakGlass: { groups: [], principals: [role] } };
  const now = () => new Date('2026-11-23T13:00:00.000Z');
  return async (identity: Identity, changes: object = {}) => {
    const request = {
      run: askedRun.run.id,
      item: manualItem.id,
      choice: 'approve' as const,
      comment: 'fine',
      ...changes,
    };
    const answer = await recordDecision(request, identity, settings, { store, tasks: memoryWaitingTasks(), now });
    return answer.outcome === 'refused' ? `${answer.why}: ${answer.message}` : answer.item.status;
  };
}

describe('a quorum of two', () => {
  const untold = /^forbidden: nobody can tell that you and .* are two; have .* added to approvals\.people/;

  it.each([
    ['the console and a role', {}, signedIn('eve'), byRole],
    ['a role and the console', {}, byRole, signedIn('eve')],
    ['a permission set and a role', {}, session(permissionSet, 'eve'), byRole],
    ['a permission set and the console', {}, session(permissionSet, 'eve'), signedIn('eve')],
    ['the console, where the map knows them, and a role', { Eve: ['email:eve@acme.example'] }, signedIn('eve'), byRole],
    ['a role, and the console, where the map knows them', { Eve: ['oidc:eve'] }, byRole, signedIn('eve')],
    [
      'a permission set of which the map knows the user, and a role',
      { Eve: [`aws:arn:aws:sts::${account}:assumed-role/${permissionSet}/eve`] },
      session(permissionSet, 'eve'),
      byRole,
    ],
  ])('is not met by one person by %s', async (_, people, first, second) => {
    const decide = await asked({ people });
    expect(await decide(first)).toBe('open');
    expect(await decide(second)).toMatch(untold);
  });

  it('is not met by somebody whose name in the map has changed', async () => {
    const before = await asked({ people: { Eve: ['oidc:eve'] } });
    expect(await before(signedIn('eve'))).toBe('open');
    // As the configuration is deployed meanwhile.
    const store = memoryApprovalStore();
    const vote = {
      by: 'Eve',
      person: 'person:Eve',
      choice: 'approve',
      at: '2026-11-23T12:30:00.000Z',
      comment: '',
    } as const;
    const item = itemRecord({ ...manualItem, approvers, quorum: 2 }, { votes: [vote], excluded: [octocat] });
    await store.open(askedRun, [], [item]);
    const settings = { people: { ...known, 'Eve Ott': ['oidc:eve'] }, breakGlass: { groups: [], principals: [] } };
    const request = { run: askedRun.run.id, item: manualItem.id, choice: 'approve' as const, comment: 'again' };
    const now = () => new Date('2026-11-23T13:00:00.000Z');
    const answer = await recordDecision(request, signedIn('eve'), settings, {
      store,
      tasks: memoryWaitingTasks(),
      now,
    });
    expect(answer).toMatchObject({ outcome: 'refused', why: 'forbidden' });
  });

  it.each([
    ['two people of one issuer', {}, signedIn('eve'), signedIn('kim')],
    ['two users of IAM Identity Center', {}, session(permissionSet, 'eve'), session(permissionSet, 'kim')],
    ['two principals of IAM', {}, byRole, { kind: 'iam', arn: `arn:aws:iam::${account}:user/kim` } as const],
    ['two people of the map', { Eve: ['oidc:eve'], Kim: [`aws:${role}`] }, signedIn('eve'), byRole],
    ['one of the map who signs in at the same issuer', { Eve: ['oidc:eve'] }, signedIn('eve'), signedIn('kim')],
    [
      'one of the map whose user of IAM it knows',
      { Eve: ['oidc:eve', `aws:arn:aws:iam::${account}:user/eve`] },
      signedIn('eve'),
      byRole,
    ],
  ])('is met by %s', async (_, people, first, second) => {
    const decide = await asked({ people });
    expect(await decide(first)).toBe('open');
    expect(await decide(second)).toBe('approved');
  });

  it('may be rejected, and decided by emergency powers, by whoever it is', async () => {
    const rejected = await asked({});
    await rejected(signedIn('eve'));
    expect(await rejected(byRole, { choice: 'reject' })).toBe('rejected');
    const alone = await asked({});
    await alone(signedIn('eve'));
    expect(await alone(byRole, { breakGlass: true })).toBe('approved');
  });
});

describe('an author', () => {
  const wrote = (...aliases: readonly string[]): Asked => ({
    quorum: 1,
    excluded: [octocat, { who: 'Eve', aliases, why: ['wrote commit 3f786850e387'] }],
  });
  const eve = { Eve: ['github:eve', 'email:eve@acme.example'] };

  it.each([
    ['a role', wrote('github:eve'), eve, byRole],
    ['a permission set', wrote('github:eve'), eve, session(permissionSet, 'eve')],
    ['the console, of which the map says nothing', wrote('github:eve'), { Eve: ['github:eve'] }, signedIn('eve')],
  ])('whom the map knows does not approve by %s', async (_, item, people, identity) => {
    const decide = await asked({ ...item, people });
    expect(await decide(identity)).toMatch(/^forbidden: nobody can tell that you are not Eve, who wrote commit/);
  });

  it('of whom GitHub knows a login is not taken for somebody of the map with whom they share an address', async () => {
    const decide = await asked({ ...wrote('github:mallory', 'github:eve', 'email:eve@acme.example'), people: eve });
    expect(await decide(signedIn('mallory'))).toMatch(/^forbidden: neither you nor mallory, who wrote commit/);
  });

  it('of whom the map knows how they sign in is told from others', async () => {
    const decide = await asked({ ...wrote('github:eve'), people: eve });
    expect(await decide(signedIn('kim'))).toBe('approved');
  });
});
