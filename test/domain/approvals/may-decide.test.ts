import { describe, expect, it } from 'vitest';
import type { Approvers, Excluded } from '../../../lib/domain/approvals/approval.ts';
import type { Identity, People } from '../../../lib/domain/approvals/identity.ts';
import { mayBreakGlass, mayDecide, whyNoBreakGlass } from '../../../lib/domain/approvals/may-decide.ts';

const account = '111122223333';
const people: People = {
  'Mona Lisa': ['github:monalisa', 'email:mona@acme.example'],
  'Hubert Ot': ['github:hubot', 'email:hubert@acme.example', `aws:arn:aws:iam::${account}:user/hubert`],
};
const managers: Approvers = { groups: ['release-managers'], principals: [] };
const octocat: Excluded = { who: 'octocat', aliases: ['github:octocat'], why: ['asked for this release'] };
const mona: Excluded = {
  who: 'Mona Lisa',
  aliases: ['github:monalisa'],
  why: ['asked for this release', 'wrote commit 3f786850e387 and 2 more'],
};
const hubert: Excluded = { who: 'Hubert Ot', aliases: ['github:hubot'], why: ['wrote commit 3f786850e387'] };

const signIn = (email: string, groups: readonly string[] = ['release-managers']): Identity => ({
  kind: 'oidc',
  issuer: 'https://login.acme.example',
  subject: `sub-${email}`,
  email,
  groups,
});
const role = (name: string): Identity => ({ kind: 'iam', arn: `arn:aws:sts::${account}:assumed-role/${name}/any` });

interface Asked {
  readonly identity: Identity;
  readonly approvers?: Approvers;
  readonly excluded?: readonly Excluded[];
  readonly authorsOff?: string;
}
function why({ identity, approvers = managers, excluded = [], authorsOff }: Asked): string | undefined {
  const item = { approvers, excluded, ...(authorsOff === undefined ? {} : { authorsOff }) };
  const answer = mayDecide(identity, item, { people });
  return answer.may ? undefined : answer.why;
}

describe('mayDecide', () => {
  it('lets a member of a group decide on what others wrote', () => {
    expect(why({ identity: signIn('mona@acme.example'), excluded: [hubert] })).toBeUndefined();
  });

  it.each([
    ['another group', ['developers']],
    ['another case', ['Release-Managers']],
    ['a part of the name', ['release']],
    ['no group', []],
  ])('refuses a member of %s', (_, groups) => {
    expect(why({ identity: signIn('mona@acme.example', groups) })).toBe(
      'you are in none of the groups release-managers, whose members may decide this',
    );
  });

  it.each([
    ['ReleaseManager', `arn:aws:iam::${account}:role/ReleaseManager`],
    ['ReleaseManager', `arn:aws:iam::${account}:role/teams/release/ReleaseManager`],
    [
      'AWSReservedSSO_Release_0123456789abcdef',
      `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Release_0123456789abcdef`,
    ],
  ])('lets a session of %s decide where %s may', (name, principal) => {
    expect(why({ identity: role(name), approvers: { groups: [], principals: [principal] } })).toBeUndefined();
  });

  it.each([
    ['another role', role('Developer')],
    [
      'a role of another account',
      { kind: 'iam', arn: 'arn:aws:sts::999999999999:assumed-role/ReleaseManager/x' } as const,
    ],
    ['a user of the same name', { kind: 'iam', arn: `arn:aws:iam::${account}:user/ReleaseManager` } as const],
    ['a session that goes by the name', role('x/ReleaseManager')],
  ])('refuses %s', (_, identity) => {
    const approvers = { groups: [], principals: [`arn:aws:iam::${account}:role/ReleaseManager`] };
    expect(why({ identity, approvers })).toBeDefined();
  });

  it('tells a principal of IAM who may decide', () => {
    const principals = [`arn:aws:iam::${account}:role/ReleaseManager`, `arn:aws:iam::${account}:user/kim`];
    expect(why({ identity: role('Dev'), approvers: { groups: [], principals } })).toBe(
      'you are role Dev, session any, and only these principals of IAM may decide this: role ReleaseManager and kim (IAM user)',
    );
    expect(why({ identity: role('Dev') })).toBe(
      'only members of the groups release-managers may decide this; sign in at the console',
    );
    expect(why({ identity: signIn('kim@acme.example'), approvers: { groups: [], principals } })).toBe(
      'only principals of IAM may decide this: role ReleaseManager and kim (IAM user); use the command line with their credentials',
    );
  });

  it('lets no session name claim to be in a group', () => {
    expect(why({ identity: role('release-managers') })).toBeDefined();
  });

  it('refuses whoever asked for the release or wrote a commit of it, under any of their names', () => {
    expect(why({ identity: signIn('Mona+x@acme.example'), excluded: [mona] })).toBe(
      'you asked for this release and wrote commit 3f786850e387 and 2 more, and nobody decides on their own release',
    );
    const user: Identity = { kind: 'iam', arn: `arn:aws:iam::${account}:user/staff/Hubert` };
    const approvers = { groups: [], principals: [`arn:aws:iam::${account}:user/staff/Hubert`] };
    expect(why({ identity: user, approvers, excluded: [hubert] })).toBe(
      'you wrote commit 3f786850e387, and nobody decides on their own release',
    );
  });

  it('refuses the role that asked for the release, and everybody in its permission set', () => {
    const name = 'AWSReservedSSO_Release_0123456789abcdef';
    const principal = `arn:aws:iam::${account}:role/${name}`;
    const excluded = [{ who: name, aliases: [`aws:${principal.toLowerCase()}`], why: ['asked for this release'] }];
    expect(why({ identity: role(name), approvers: { groups: [], principals: [principal] }, excluded })).toContain(
      'you asked for this release',
    );
  });

  it('refuses whom the map does not know as long as it does not know who wrote the release', () => {
    const stranger = signIn('eve@acme.example');
    expect(why({ identity: stranger, excluded: [mona, octocat] })).toBe(
      'neither you nor octocat, who asked for this release, is in the identity map, so nobody can tell that you are two; have yourself added to approvals.people',
    );
    expect(why({ identity: stranger, excluded: [mona] })).toBeUndefined();
    expect(why({ identity: signIn('mona@acme.example'), excluded: [octocat] })).toBeUndefined();
    expect(why({ identity: stranger, excluded: [{ who: 'Eve', aliases: [], why: ['wrote commit 3'] }] })).toBeDefined();
  });

  it('asks for nobody to be mapped where the authors are not looked for', () => {
    expect(why({ identity: signIn('eve@acme.example'), excluded: [octocat], authorsOff: 'no GitHub' })).toBeUndefined();
  });

  it('takes a bot for nobody who could sign in, but not whoever shares an entry with one', () => {
    const aliases = ['github:dependabot[bot]', 'email:dependabot[bot]@users.noreply.github.com'];
    const bot = { who: 'dependabot[bot]', aliases, why: ['wrote commit 3'] };
    expect(why({ identity: signIn('eve@acme.example'), excluded: [bot] })).toBeUndefined();
    const both = { ...bot, aliases: [...aliases, 'email:eve@home.example'] };
    expect(why({ identity: signIn('eve@acme.example'), excluded: [both] })).toBeDefined();
  });

  it('refuses whom the map takes for two people', () => {
    const identity = { ...signIn('mona@acme.example'), subject: 'h' };
    const map = { ...people, 'Hubert Ot': ['oidc:h'] };
    const answer = mayDecide(identity, { approvers: managers, excluded: [] }, { people: map });
    expect(answer).toMatchObject({ may: false, why: expect.stringContaining('knows you as Mona Lisa and Hubert Ot') });
  });

  it('says who it is, also where it refuses', () => {
    const answer = mayDecide(signIn('mona@acme.example', []), { approvers: managers, excluded: [] }, { people });
    expect(answer.person.name).toBe('Mona Lisa (mona@acme.example)');
  });
});

describe('mayBreakGlass', () => {
  const breakGlass: Approvers = { groups: ['on-call'], principals: [`arn:aws:iam::${account}:role/BreakGlass`] };
  const none: Approvers = { groups: [], principals: [] };

  it('is for those whom the configuration names', () => {
    const rules = { people, breakGlass };
    expect(mayBreakGlass(signIn('mona@acme.example', ['on-call']), rules)).toBe(true);
    expect(mayBreakGlass(role('BreakGlass'), rules)).toBe(true);
    expect(mayBreakGlass(signIn('mona@acme.example'), rules)).toBe(false);
    expect(mayBreakGlass(signIn('mona@acme.example', ['on-call']), { people, breakGlass: none })).toBe(false);
    const root: Identity = { kind: 'iam', arn: `arn:aws:iam::${account}:root` };
    expect(mayBreakGlass(root, { people, breakGlass: { groups: [], principals: [root.arn] } })).toBe(false);
  });

  it('is refused with a reason', () => {
    const identity = signIn('mona@acme.example');
    expect(whyNoBreakGlass(identity, { people, breakGlass })).toBe(
      'you have no emergency powers: you are in none of the groups on-call, whose members may decide this',
    );
    expect(whyNoBreakGlass(identity, { people, breakGlass: none })).toBe(
      'nobody has emergency powers here; approvals.breakGlass would name them',
    );
    expect(whyNoBreakGlass(signIn('mona@acme.example', ['on-call']), { people, breakGlass })).toBeUndefined();
  });
});
