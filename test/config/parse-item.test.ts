import { describe, expect, it } from 'vitest';
import { asksPeople } from '../../lib/config/askable-items.ts';
import { groupSettings, groupsToRun } from '../../lib/config/function-settings.ts';
import { definePreflight, type EnvironmentInput, manual, off, type PreflightInput } from '../../lib/config/index.ts';
import { checkTitles, groupIds, manualChecks } from '../../lib/domain/checklist.ts';
import { idsOf } from '../support/checklist.ts';
import { environment, groupWith } from '../support/config.ts';
import { backup, expectedOf, github, instructions, managers, parsed, problems, tracker } from './support/asking.ts';

describe('an item that people decide', () => {
  it("is asked with its defaults and the checklist's title, and no function looks at it", () => {
    const one = parsed({ tracker });
    const asked = {
      id: 'blocking-issues',
      kind: 'manual',
      title: checkTitles['blocking-issues'],
      instructions,
      approvers: { groups: ['release-managers'], principals: [] },
      quorum: 1,
      expiresAfterSeconds: 4 * 3600,
      group: 'code-quality',
    };
    expect(one.checks['code-quality']['blocking-issues']).toEqual({ manual: asked });
    expect(expectedOf(one, 'blocking-issues')).toEqual({
      id: 'blocking-issues',
      title: checkTitles['blocking-issues'],
      manual: asked,
    });
    expect(groupSettings(one, 'code-quality').checks).toEqual({});
    expect(groupsToRun(one)).toEqual(groupsToRun(parsed({})));
  });

  it('gives its group no function', () => {
    const reason = off('this test is not about it');
    const others = Object.fromEntries(groupIds.map((group) => [group, reason]));
    const checks = { ...others, 'code-quality': groupWith('code-quality', { 'blocking-issues': tracker }) };
    const input = { service: 'shop-api', environments: { production: { ...environment, github, checks } } };
    const one = definePreflight(input as unknown as PreflightInput).environments['production'];
    expect(one && [groupsToRun(one), asksPeople(one)]).toEqual([[], true]);
  });

  it('may be asked in other words', () => {
    const one = parsed({ tracker: manual({ title: 'The tracker is clear', instructions, approvers: managers }) });
    expect(expectedOf(one, 'blocking-issues')).toMatchObject({ title: 'The tracker is clear' });
  });

  it('may be exactly those of the checklist that a team may have no source for', () => {
    const accepted = groupIds.flatMap((group) =>
      idsOf(group).filter((id) => {
        const checks = { ...environment.checks, [group]: groupWith(group, { [id]: tracker }) };
        const input = { service: 'shop-api', environments: { production: { ...environment, github, checks } } };
        try {
          definePreflight(input as unknown as PreflightInput);
          return true;
        } catch {
          return false;
        }
      }),
    );
    expect(accepted).toEqual(manualChecks);
  });

  it('is refused for every other, with what to write instead', () => {
    const may =
      'blocking-issues, database-statistics, staging-deployment, staging-migration-run, smoke-tests and rollback-rehearsal may';
    expect(problems({ backup: tracker })).toEqual([
      `checks.database.backup-recency: cannot be manual; ${may}; write its settings, with waivable: { … } beside them where people may accept its failure, or off('reason')`,
    ]);
    const checks = { ...environment.checks, 'post-deploy': groupWith('post-deploy', { 'user-login': tracker }) };
    const input = { service: 'shop-api', environments: { production: { ...environment, checks } } };
    expect(() => definePreflight(input as unknown as PreflightInput)).toThrow(
      `user-login: cannot be manual; ${may}; write its settings, with response: 'ask' beside them where people are to decide what follows when it fails, or off('reason')`,
    );
  });

  it('is a type error for every other', () => {
    const wrong: EnvironmentInput['checks']['code-quality'] = {
      ...groupWith('code-quality', {}),
      // @ts-expect-error a machine decides whether CI passed
      'ci-checks': tracker,
    };
    const right: EnvironmentInput['checks']['code-quality'] = {
      ...groupWith('code-quality', {}),
      'blocking-issues': tracker,
      'code-review': { waivable: { approvers: managers } },
    };
    // @ts-expect-error nobody would know what is asked
    const untitled: EnvironmentInput['approvals'] = { items: { 'support-briefed': tracker } };
    expect([wrong, right, untitled].map((one) => Object.keys(one ?? {}).length)).toEqual([5, 5, 1]);
  });

  it('is named as a way to write what is missing, where it is one', () => {
    const checks = { ...environment.checks, 'code-quality': {} };
    const input = { service: 'shop-api', environments: { production: { ...environment, checks } } };
    const missing = (id: string) => `checks.code-quality.${id}: is missing; write its settings`;
    expect(() => definePreflight(input as unknown as PreflightInput)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(`${missing('blocking-issues')}, manual({ … }), or off('reason')`),
      }),
    );
    expect(() => definePreflight(input as unknown as PreflightInput)).toThrow(
      `${missing('changelog')}, or off('reason')`,
    );
  });

  it.each<[string, object, RegExp]>([
    ['no instructions', { instructions: undefined }, /instructions: is missing/],
    ['hardly any', { instructions: ' look  ' }, /instructions: must be at least 10 characters/],
    ['more than a page of them', { instructions: 'x'.repeat(1001) }, /instructions: must be at most 1000 char/],
    ['an escape sequence in them', { instructions: 'look at \u001b[2J this' }, /instructions: must be plain text/],
    ['a title of two lines', { title: 'Support\nknows' }, /title: must be one line/],
    ['nobody to ask', { approvers: undefined }, /approvers: must be \{ groups: \['release-managers'\] \} or/],
    ['an empty list of them', { approvers: { groups: [] } }, /approvers: must name someone: \{ groups: /],
    ['a bare name of a group', { approvers: 'release-managers' }, /approvers: must be \{ groups: .*, not "release-/],
    ['every role', { approvers: { principals: ['*'] } }, /principals\[0\]: must be the ARN of an IAM role or user/],
    [
      'a whole account',
      { approvers: { principals: ['arn:aws:iam::111122223333:root'] } },
      /principals\[0\]: must be the ARN of an IAM/,
    ],
    ['a quorum of none', { quorum: 0 }, /quorum: must be at least 1, not 0/],
    ['a quorum of half a person', { quorum: 1.5 }, /quorum: must be a whole number, not 1\.5/],
    ['a crowd', { quorum: 6 }, /quorum: must be at most 5, not 6/],
    ['seconds as a number', { expiresAfter: 3600 }, /expiresAfter: must be a length of time up to 7d, .*, not 3600/],
    ['no time at all', { expiresAfter: '0h' }, /expiresAfter: must be a length of time/],
    ['more than a week', { expiresAfter: '169h' }, /expiresAfter: must be a length of time up to 7d/],
    ['a misspelt setting', { quorom: 2 }, /quorom: unknown key/],
  ])('is refused with %s', (_what, change, message) => {
    const one = { manual: { ...tracker.manual, ...change } };
    expect(problems({ tracker: one })).toEqual([
      expect.stringMatching(
        new RegExp(`^checks\\.code-quality\\.blocking-issues\\.manual\\.(?:approvers\\.)?${message.source}`),
      ),
    ]);
  });

  it('is refused as anything but what manual() returns', () => {
    const at = 'checks.code-quality.blocking-issues';
    expect(problems({ tracker: { manual: true } })).toEqual([
      `${at}.manual: must be what manual({ … }) takes: { instructions, approvers, title?, quorum?, expiresAfter? }, not true`,
    ]);
    expect(problems({ tracker: { ...tracker, labels: ['x'] } })).toEqual([
      `${at}.labels: unknown key; remove it, or correct its spelling`,
    ]);
  });
});

describe('a check whose failure people may accept', () => {
  it("has its own settings, and how it is accepted beside them: the check's own schema sees none of that", () => {
    const one = parsed({ backup });
    const waivable = {
      approvers: { groups: ['release-managers'], principals: [] },
      quorum: 2,
      expiresAfterSeconds: 4 * 3600,
      longestDays: 3,
    };
    expect(one.checks.database['backup-recency']).toEqual({
      settings: { instance: 'shop', youngerThanHours: 24 },
      waivable,
    });
    expect(groupSettings(one, 'database').checks).toEqual({
      'backup-recency': { instance: 'shop', youngerThanHours: 24 },
    });
    expect(expectedOf(one, 'backup-recency')).toMatchObject({ waivable });
  });

  it('is accepted for one run alone unless it may be for longer', () => {
    const { longest: _, ...waivable } = backup.waivable;
    expect(parsed({ backup: { ...backup, waivable } }).checks.database['backup-recency']).toMatchObject({
      waivable: { longestDays: 0 },
    });
  });

  it('has the problems of both named at once', () => {
    expect(problems({ backup: { instance: 7, waivable: true } })).toEqual([
      expect.stringMatching(/^checks\.database\.backup-recency.*: must be/),
      'checks.database.backup-recency.waivable: must be { approvers, quorum?, expiresAfter?, longest? }, not true',
    ]);
  });

  it.each<[string, object, RegExp]>([
    ['hours, where days are counted', { longest: '36h' }, /longest: must be a number of days up to 90d/],
    ['a year', { longest: '365d' }, /longest: must be a number of days up to 90d/],
    ['a title of its own', { title: 'Accept it' }, /title: unknown key/],
  ])('is refused with %s', (_what, change, message) => {
    const waivable = { ...backup.waivable, ...change };
    expect(problems({ backup: { ...backup, waivable } })).toEqual([
      expect.stringMatching(new RegExp(`^checks\\.database\\.backup-recency\\.waivable\\.${message.source}`)),
    ]);
  });

  it('is no item that people decide', () => {
    expect(problems({ tracker: { ...tracker, waivable: backup.waivable } })).toEqual([
      'checks.code-quality.blocking-issues.waivable: unknown key; remove it, or correct its spelling',
    ]);
  });
});
