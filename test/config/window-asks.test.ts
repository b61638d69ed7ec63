import { describe, expect, it } from 'vitest';
import { approverGroups, asksPeople, expiryTimes, gateAsksPeople } from '../../lib/config/askable-items.ts';
import { approvalSettings, gateSettings } from '../../lib/config/function-settings.ts';
import { manual, off, secret } from '../../lib/config/index.ts';
import { environment, groupWith } from '../support/config.ts';
import { limited, onCall, parsed, problems, quiet, settingsOf, watching } from './support/rollback.ts';

const broken = { 'feature-broken': { watch: { metric: limited } } };
const asking = watching(broken, { asks: onCall });
const guard = {
  tool: 'flyway',
  connection: { host: 'db.shop.internal', database: 'shop', credentials: 'shop/database' },
};
const github = { repository: 'acme/shop-api', auth: { token: secret('shop/github') } };
/** Something that the gate asks. */
const gateToo = {
  github,
  checks: {
    ...environment.checks,
    'code-quality': groupWith('code-quality', {
      'blocking-issues': manual({ instructions: 'Look at it well.', approvers: { groups: ['release-managers'] } }),
    }),
  },
};

describe('whom the window asks', () => {
  it('is one person for an hour, unless it is written otherwise', () => {
    expect(settingsOf(asking).asks).toEqual({
      approvers: { groups: ['on-call'], principals: [] },
      quorum: 1,
      expiresAfterSeconds: 3600,
    });
    const asks = { ...onCall, quorum: 2, expiresAfter: '12h' };
    expect(settingsOf(watching(broken, { asks })).asks).toMatchObject({ quorum: 2, expiresAfterSeconds: 43_200 });
  });

  it('must be said where something asks, which is named', () => {
    const both = { ...watching({ ...broken, 'data-loss': { watch: { metric: limited } } }), schemaGuard: guard };
    const write = "write { approvers: { groups: ['on-call'] } }, or response: 'notify' or off('reason') there";
    expect(problems(both)).toEqual([
      `rollback.asks: is missing; data-loss, feature-broken and the schema guard ask people whether to go back: ${write}`,
    ]);
    expect(problems({ ...quiet, schemaGuard: guard })).toEqual([
      `rollback.asks: is missing; the schema guard asks people whether to go back: ${write}`,
    ]);
    const answered = { 'feature-broken': { watch: { metric: limited }, response: 'rollback' } };
    expect(problems(watching(answered))).toEqual([]);
  });

  it('is said together with what is wrong elsewhere', () => {
    expect(problems({ ...watching(broken), lasts: '2d', strategy: undefined }).map((one) => one.split(':')[0])).toEqual(
      ['rollback.strategy', 'rollback.lasts', 'rollback.asks'],
    );
  });

  it('does nothing where nothing asks', () => {
    expect(problems({ ...quiet, asks: onCall })).toEqual([
      "rollback.asks: asks nobody anything; write response: 'ask' where people are to decide, or remove it",
    ]);
  });

  it.each([
    [{ ...onCall, expiresAfter: '13h' }, 'rollback.asks.expiresAfter: must be a length of time up to 12h'],
    [{ approvers: {} }, 'rollback.asks.approvers: must name someone'],
    [{ ...onCall, quorum: 6 }, 'rollback.asks.quorum: must be at most 5, not 6'],
    ['on-call', "rollback.asks: must be { approvers: { groups: ['on-call'] }, quorum?, expiresAfter? }, not"],
    [{ approvers: { groups: ['on call'] } }, 'rollback.asks.approvers.groups: must be names without spaces'],
    [
      { approvers: { principals: ['arn:aws:iam::111122223333:role/OnCall'] }, quorum: 2 },
      'rollback.asks.quorum: must be at most 1, not 2: the principals are 1 person',
    ],
  ])('is refused as %j', (asks, message) => {
    expect(problems(watching(broken, { asks }))).toContainEqual(expect.stringContaining(message));
  });
});

describe('an environment in which only the window asks', () => {
  const one = parsed(asking);

  it('has the approval step, of which the gate needs nothing', () => {
    expect([asksPeople(one), gateAsksPeople(one)]).toEqual([true, false]);
    expect(expiryTimes(one)).toEqual([]);
    expect(approverGroups(one)).toEqual(['on-call']);
    expect(gateSettings(one)).not.toHaveProperty('authorsOff');
  });

  it("needs no GitHub, since a release's authors may decide too", () => {
    expect(approvalSettings(one)).toMatchObject({
      service: 'shop-api',
      environment: 'production',
      authorsOff: expect.stringContaining('only the rollback window asks'),
      signIn: { groupsClaim: 'cognito:groups' },
    });
    expect(problems(asking, { approvals: { breakGlass: { groups: ['bosses'] } } })).toEqual([]);
    expect(problems(asking, { approvals: { authors: off('no access to GitHub') } })).toEqual([
      'approvals.authors: does nothing: only the rollback window asks people, and there its authors may decide as everybody else; remove it',
    ]);
  });
});

describe('an environment in which both ask', () => {
  const one = parsed(asking, { changes: gateToo });

  it('has the groups of both, and the times of the gate alone', () => {
    expect([asksPeople(one), gateAsksPeople(one)]).toEqual([true, true]);
    expect(expiryTimes(one)).toEqual([14_400]);
    expect(approverGroups(one)).toEqual(['release-managers', 'on-call']);
    expect(approvalSettings(one)).not.toHaveProperty('authorsOff');
  });

  it("needs the authors for the gate's items, and says only these", () => {
    const { github: _, ...without } = gateToo;
    expect(problems(asking, without)).toEqual([
      expect.stringMatching(/^github: is missing; people decide on blocking-issues, and GitHub tells/),
    ]);
  });
});

describe('an environment in which nobody asks', () => {
  it('has no approval step, and no window or one without questions', () => {
    for (const rollback of [quiet, off('people watch it')]) {
      const one = parsed(rollback);
      expect([asksPeople(one), gateAsksPeople(one), approvalSettings(one)]).toEqual([false, false, undefined]);
    }
    expect(settingsOf(quiet)).not.toHaveProperty('asks');
  });
});
