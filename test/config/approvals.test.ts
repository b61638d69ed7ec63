import { describe, expect, it } from 'vitest';
import { approverGroups, asksPeople, expiryTimes } from '../../lib/config/askable-items.ts';
import { approvalSettings, gateSettings } from '../../lib/config/function-settings.ts';
import { manual, off } from '../../lib/config/index.ts';
import { gateGroups } from '../../lib/domain/checklist.ts';
import { idsOf } from '../support/checklist.ts';
import {
  backup,
  github,
  hubert,
  instructions,
  managers,
  mona,
  parsed,
  problems,
  support,
  tracker,
} from './support/asking.ts';

describe("items of the team's own", () => {
  const withItems = (items: object) => ({ approvals: { items } });

  it('are asked too, in the order in which they are written', () => {
    const items = {
      'support-briefed': support,
      'legal-agrees': { manual: { ...support.manual, title: 'Legal agrees' } },
    };
    expect(gateSettings(parsed(withItems(items))).ownItems).toEqual([
      {
        id: 'support-briefed',
        kind: 'manual',
        title: 'Support knows what changes',
        instructions,
        approvers: { groups: ['release-managers'], principals: [] },
        quorum: 1,
        expiresAfterSeconds: 1800,
      },
      expect.objectContaining({ id: 'legal-agrees' }),
    ]);
  });

  it.each([
    [
      'without a title',
      { 'support-briefed': tracker },
      /^approvals\.items\.support-briefed\.manual\.title: is missing/,
    ],
    [
      'as what is none',
      { 'support-briefed': true },
      /^approvals\.items\.support-briefed: must be manual\(\{ … \}\), not/,
    ],
    ['with a name of other signs', { 'Support briefed': support }, /must be named with lower-case letters/],
    [
      'with the name of an item of the checklist',
      { memory: support },
      /^approvals\.items\.memory: is an item of the checklist, which checks\.infrastructure\.memory decides about; give yours another name$/,
    ],
    [
      'with the name by which a report tells that a release is in quarantine',
      { quarantine: support },
      /^approvals\.items\.quarantine: is what a report calls a release that was rolled back; give yours another name$/,
    ],
  ])('are refused %s', (_what, items, message) => {
    expect(problems(withItems(items))).toEqual([expect.stringMatching(message)]);
  });

  it('are as many as Step Functions waits for at once beside the checklist, and no more', () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`own-${index}`, support]));
    const all = gateGroups.flatMap((group) => idsOf(group)).length;
    expect(problems(withItems(many(40 - all)))).toEqual([]);
    expect(problems(withItems(many(41 - all)))).toEqual([
      'approvals.items: must be 18 items at most, not 19: Step Functions waits for 40 at once, and the checklist has 22; join some of them',
    ]);
  });
});

describe('the settings of the approval step', () => {
  it('are there where people are asked anything, and only there', () => {
    const [nobody, ...asking] = [{}, { tracker }, { backup }, { approvals: { items: { 'support-briefed': support } } }];
    expect(approvalSettings(parsed(nobody ?? {}))).toBeUndefined();
    expect(asksPeople(parsed(nobody ?? {}))).toBe(false);
    for (const one of asking) {
      expect(approvalSettings(parsed(one))).toBeDefined();
      expect(asksPeople(parsed(one))).toBe(true);
    }
  });

  it('have defaults: Cognito, no emergency powers, evidence of what changes by itself for a quarter of an hour', () => {
    expect(approvalSettings(parsed({ tracker }))).toEqual({
      service: 'shop-api',
      environment: 'production',
      people: {},
      breakGlass: { groups: [], principals: [] },
      evidenceHolds: { database: 900, infrastructure: 900 },
      sources: {
        github: { ...github, apiUrl: 'https://api.github.com', inNetwork: false },
        trustedAuthorities: [],
      },
      deadlineSeconds: 30,
      signIn: { groupsClaim: 'cognito:groups', scopes: ['openid', 'email', 'profile'] },
    });
  });

  it('are what the configuration says', () => {
    const approvals = {
      signIn: { issuer: 'https://login.acme.example/', clientId: 'preflight', scopes: ['openid', 'groups'] },
      people: { 'Mona Lisa': ['github:monalisa', 'email:mona@acme.example'] },
      breakGlass: { principals: [mona] },
      evidenceHolds: { database: '1h', environment: '2d' },
      authors: off('the code is in another forge'),
    };
    expect(approvalSettings(parsed({ tracker, approvals, github: undefined }))).toMatchObject({
      people: approvals.people,
      breakGlass: { groups: [], principals: [mona] },
      authorsOff: 'the code is in another forge',
      evidenceHolds: { database: 3600, infrastructure: 900, environment: 172_800 },
      sources: { trustedAuthorities: [] },
      signIn: { groupsClaim: 'groups', scopes: ['openid', 'groups'] },
    });
  });

  it('name each time once, ascending, and each group once', () => {
    const items = { 'support-briefed': support, 'legal-agrees': support };
    const breakGlass = { groups: ['on-call', 'release-managers'] };
    const one = parsed({ tracker, backup, approvals: { items, breakGlass } });
    expect(expiryTimes(one)).toEqual([1800, 14_400]);
    expect(approverGroups(one)).toEqual(['release-managers', 'on-call']);
  });

  it.each<[string, object, RegExp]>([
    [
      'an issuer without TLS',
      { signIn: { issuer: 'http://login.acme.example', clientId: 'x' } },
      /signIn\.issuer: must be an https/,
    ],
    [
      'an issuer with a space',
      { signIn: { issuer: ' https://login.acme.example', clientId: 'x' } },
      /signIn\.issuer: .*spaces/,
    ],
    ['no client', { signIn: { issuer: 'https://login.acme.example' } }, /signIn\.clientId: is missing/],
    ['a sign-in that is only its issuer', { signIn: 'https://x.example' }, /signIn: must be \{ issuer, clientId, /],
    [
      'scopes that bring no ID token',
      { signIn: { issuer: 'https://login.acme.example', clientId: 'x', scopes: ['email'] } },
      /signIn\.scopes: must have 'openid'/,
    ],
    [
      'an address without its kind',
      { people: { Mona: ['mona@acme.example'] } },
      /people\.Mona\[0\]: must be github:LOGIN/,
    ],
    ['a person who is known by nothing', { people: { Mona: [] } }, /people\.Mona: must be at least 1/],
    ['authors left out without a reason', { authors: true }, /authors: must be off\('reason'\), not true/],
    ['an unknown group', { evidenceHolds: { databse: '1h' } }, /evidenceHolds\.databse: unknown key/],
    [
      'a group of two words, which a user pool has none of',
      { breakGlass: { groups: ['On call'] } },
      /breakGlass\.groups: must be names without spaces, not "On call"/,
    ],
  ])('are refused with %s', (_what, approvals, message) => {
    expect(problems({ tracker, approvals })).toEqual([
      expect.stringMatching(new RegExp(`^approvals\\.${message.source}`)),
    ]);
  });

  it("may name groups of two words where an issuer's groups are meant", () => {
    const approvers = { groups: ['Release Managers'] };
    const signIn = { issuer: 'https://login.acme.example', clientId: 'preflight' };
    const one = manual({ instructions, approvers });
    expect(problems({ tracker: one, approvals: { signIn } })).toEqual([]);
    expect(problems({ tracker: one })).toEqual([
      expect.stringMatching(/^checks\.code-quality\.blocking-issues\.approvers\.groups: must be names without spaces/),
    ]);
  });

  it('show no secret that was written where none belongs', () => {
    const signIn = {
      issuer: 'https://me:hunter2hunter2@login.acme.example',
      clientId: 'x',
      clientSecret: 'hunter2hunter2',
    };
    const found = problems({ tracker, approvals: { signIn } });
    expect(found).toHaveLength(2);
    expect(found.join()).not.toContain('hunter2');
  });
});

describe('an environment that asks people', () => {
  it("needs GitHub to know whose the release is, or a reason why it can't", () => {
    const found = problems({ tracker, backup, github: undefined });
    expect(found).toEqual([
      "github: is missing; people decide on blocking-issues and backup-recency, and GitHub tells who wrote the release, who must not: write { repository: 'owner/name', auth: { token: secret('name', 'key') } }, or approvals: { authors: off('reason') }",
    ]);
    const authors = off('the code is in another forge');
    expect(problems({ tracker, backup, github: undefined, approvals: { authors } })).toEqual([]);
    expect(problems({ github: undefined })).toEqual([]);
  });

  it('cannot have one alias of two people, in whatever case', () => {
    const people = { Mona: ['github:monalisa'], Ada: ['github:ada', 'github:MonaLisa'], Hubert: ['github:hubot'] };
    expect(problems({ tracker, approvals: { people } })).toEqual([
      'approvals.people.Ada: github:monalisa stands under Mona and Ada; write it under one name, with all that this person is known by',
    ]);
    expect(problems({ tracker, approvals: { people: { Mona: ['github:monalisa', 'github:MonaLisa'] } } })).toEqual([]);
  });

  const asking = (quorum: number, approvers: object) => manual({ instructions, quorum, approvers });
  it('cannot want more people than its principals are', () => {
    const message =
      'the principals are 1 person, since all sessions of a role are one; name more principals, or groups';
    expect(problems({ tracker: asking(2, { principals: [mona] }) })).toEqual([
      `checks.code-quality.blocking-issues.quorum: must be at most 1, not 2: ${message}`,
    ]);
    expect(problems({ tracker: asking(2, { principals: [mona, hubert] }) })).toEqual([]);
    const people = { Mona: [`aws:${mona}`, `aws:${hubert}`] };
    expect(problems({ tracker: asking(2, { principals: [mona, hubert] }), approvals: { people } })).toHaveLength(1);
    const waivable = { approvers: { principals: [mona] }, quorum: 2 };
    expect(problems({ backup: { ...backup, waivable } })).toEqual([
      expect.stringMatching(/^checks\.database\.backup-recency\.waivable\.quorum: must be at most 1, not 2/),
    ]);
  });

  it.each([
    ['groups too', { groups: ['release-managers'], principals: [mona] }],
    [
      'a role of IAM Identity Center, each session of which is a person',
      { principals: ['arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Release_0a1b'] },
    ],
  ])('may want more people with %s', (_what, approvers) => {
    expect(problems({ tracker: asking(3, approvers) })).toEqual([]);
  });
});

describe('an environment that asks nobody', () => {
  it('is told that what promises decisions does nothing', () => {
    const breakGlass = { groups: ['on-call'] };
    const signIn = { issuer: 'https://login.acme.example', clientId: 'preflight' };
    expect(problems({ approvals: { breakGlass, signIn } })).toEqual([
      "approvals: asks nobody anything, so signIn and breakGlass do nothing; write manual({ … }) for an item, waivable beside a check's settings, or items of your own, or remove them",
    ]);
  });

  it('may know who is who, as the environment does that it shares this with', () => {
    const approvals = { people: { Mona: ['github:monalisa'] }, evidenceHolds: { database: '1h' }, items: {} };
    expect(problems({ approvals })).toEqual([]);
  });

  it('is not taken for one while an item cannot be read', () => {
    const found = problems({
      tracker: manual({ instructions: '', approvers: managers }),
      approvals: { breakGlass: managers },
    });
    expect(found).toEqual([expect.stringContaining('instructions: must be at least')]);
  });
});

describe('the hash of the configuration', () => {
  it('changes with who may decide', () => {
    const hashes = [{}, { tracker }, { tracker, approvals: { breakGlass: managers } }, { backup }].map(
      (changes) => parsed(changes).configuration,
    );
    expect(new Set(hashes).size).toBe(4);
  });
});
