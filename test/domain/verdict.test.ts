import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CheckResult, type GroupResult, remediationOfError } from '../../lib/domain/check-result.ts';
import type { ExpectedGroup } from '../../lib/domain/gate.ts';
import { blocks, type Outcome, outcomes } from '../../lib/domain/outcome.ts';
import { type Decision, type DecisionInput, decideVerdict } from '../../lib/domain/verdict.ts';

const now = new Date('2026-11-23T12:00:00.000Z');

const expected: ExpectedGroup[] = [
  {
    group: 'database',
    checks: [
      { id: 'backup-recency', title: 'Backup' },
      { id: 'database-statistics', title: 'Statistics', off: 'no PostgreSQL here' },
    ],
  },
  { group: 'infrastructure', checks: [{ id: 'memory', title: 'Memory' }] },
];

const check = (id: CheckResult['id'], outcome: Outcome, group: CheckResult['group'] = 'database'): CheckResult => ({
  id,
  group,
  title: id,
  outcome,
  summary: outcome,
  evidence: [],
});
const answer = (group: GroupResult['group'], ...checks: CheckResult[]): GroupResult => ({
  group,
  startedAt: now.toISOString(),
  endedAt: now.toISOString(),
  checks,
});
const database = answer('database', check('backup-recency', 'pass'));
const infrastructure = answer('infrastructure', check('memory', 'pass', 'infrastructure'));

/** Nobody is asked here. */
const decide = (answers: DecisionInput['answers'], of = expected): Decision =>
  decideVerdict({ run: 'run-1', expected: of, answers, own: [], waivers: [], now, goExpiresMinutes: 60 }) as Decision;

describe('decideVerdict', () => {
  it('is go when every check that is on passed, and says until when', () => {
    const decision = decide([database, infrastructure]);
    expect(decision).toMatchObject({ verdict: 'go', blocking: [], expiresAt: '2026-11-23T13:00:00.000Z' });
    expect(decision.summary).toBe('go: 2 checks ran, none blocks');
  });

  it('lists a check that is off as skipped, with the reason', () => {
    const off = decide([database, infrastructure]).groups[0]?.checks[1];
    expect(off).toMatchObject({ id: 'database-statistics', outcome: 'skipped', summary: 'off: no PostgreSQL here' });
  });

  it('is go with a warning, and says so', () => {
    const decision = decide([answer('database', check('backup-recency', 'warn')), infrastructure]);
    expect(decision.summary).toBe('go: 2 checks ran, none blocks, 1 with a warning');
  });

  it('tells a failed check from one that could not look', () => {
    const decision = decide([
      answer('database', check('backup-recency', 'fail')),
      answer('infrastructure', check('memory', 'error', 'infrastructure')),
    ]);
    expect(decision).toMatchObject({ verdict: 'no-go', blocking: ['backup-recency', 'memory'] });
    expect(decision.summary).toBe('no-go: 2 of 2 checks block: 1 failed, 1 could not look');
    expect(decision).not.toHaveProperty('expiresAt');
  });

  const failure = { Error: 'Sandbox.Timedout', Cause: '{"errorMessage":"Task timed out after 15.00 seconds"}' };
  it.each<[string, Parameters<typeof decide>[0], string]>([
    ['a group that gave no result', [database], 'could not look: its group gave no result'],
    [
      'a group that answered twice',
      [database, infrastructure, infrastructure],
      'could not look: its group answered twice',
    ],
    [
      'a function that did not answer',
      [database, { group: 'infrastructure', failure }],
      "could not look: its group's function did not answer: Sandbox.Timedout (Task timed out after 15.00 seconds)",
    ],
    [
      'an empty group',
      [database, answer('infrastructure')],
      'could not look: the group gave no outcome for this check',
    ],
    [
      'a check that answered twice',
      [
        database,
        answer('infrastructure', check('memory', 'pass', 'infrastructure'), check('memory', 'pass', 'infrastructure')),
      ],
      'could not look: the check answered twice',
    ],
    [
      'a check that skipped itself',
      [database, answer('infrastructure', check('memory', 'skipped', 'infrastructure'))],
      'could not look: the check was skipped though it is on',
    ],
  ])('makes an error of %s, and keeps the others', (_name, answers, summary) => {
    const decision = decide(answers);
    expect(decision).toMatchObject({ verdict: 'no-go', blocking: ['memory'] });
    expect(decision.groups[0]?.checks[0]?.outcome).toBe('pass');
    expect(decision.groups[1]?.checks[0]).toMatchObject({ outcome: 'error', summary, remediation: remediationOfError });
  });

  it('is no-go for an answer that nobody asked for', () => {
    const unasked = answer(
      'database',
      check('backup-recency', 'pass'),
      check('database-statistics', 'pass'),
      check('disk-space', 'pass'),
    );
    const decision = decide([unasked, infrastructure, answer('code-quality')]);
    expect(decision.verdict).toBe('no-go');
    expect(decision.blocking).toEqual([
      'database-statistics (unknown check)',
      'disk-space (unknown check)',
      'code-quality (unknown group)',
    ]);
  });

  it('is no-go when everything is off', () => {
    const off: ExpectedGroup[] = [
      { group: 'database', checks: [{ id: 'backup-recency', title: 'Backup', off: 'no reason' }] },
    ];
    expect(decide([], off)).toMatchObject({ verdict: 'no-go', summary: 'no-go: no check ran' });
  });

  it('is go only if nothing blocks, whatever the outcomes', () => {
    const any = fc.constantFrom(...outcomes);
    fc.assert(
      fc.property(any, any, (first, second) => {
        const decision = decide([
          answer('database', check('backup-recency', first)),
          answer('infrastructure', check('memory', second, 'infrastructure')),
        ]);
        const clean = ![first, second].some((outcome) => blocks(outcome) || outcome === 'skipped');
        expect(decision.verdict).toBe(clean ? 'go' : 'no-go');
      }),
    );
  });
});

describe('decideVerdict, of answers that are not what their types promise', () => {
  const { outcome: _, ...withoutOutcome } = check('backup-recency', 'pass');
  const unreadable = "could not look: the check's answer cannot be read";
  it.each<[string, unknown, string]>([
    ['without an outcome', { ...database, checks: [withoutOutcome] }, unreadable],
    ['with an unknown outcome', { ...database, checks: [{ ...withoutOutcome, outcome: 'ok' }] }, unreadable],
    ['without evidence', { ...database, checks: [{ id: 'backup-recency', outcome: 'pass' }] }, unreadable],
    [
      'with a waiver of its own',
      { ...database, checks: [{ ...check('backup-recency', 'fail'), waiver: {} }] },
      unreadable,
    ],
    ["with another group's check", answer('database', check('backup-recency', 'pass', 'memory' as never)), unreadable],
    ['with nothing in place of a check', { ...database, checks: [null] }, 'the group gave no outcome for this check'],
    ['without checks', { group: 'database' }, "its group's answer cannot be read"],
    ['with a text for checks', { ...database, checks: 'pass' }, "its group's answer cannot be read"],
    ['that is null', null, 'its group gave no result'],
    ['that is an error of the runtime', { errorType: 'Error', errorMessage: 'x' }, 'its group gave no result'],
    ['that failed without a word', { group: 'database', failure: null }, 'did not answer: an unknown error'],
  ])('makes an error of one %s, and keeps the others', (_name, broken, summary) => {
    const decision = decide([broken, infrastructure] as never);
    expect(decision.verdict).toBe('no-go');
    expect(decision.groups[0]?.checks[0]).toMatchObject({
      outcome: 'error',
      summary: expect.stringContaining(summary),
    });
    expect(decision.groups[1]?.checks[0]?.outcome).toBe('pass');
  });

  it.each([undefined, null, {}, 'go'])('is no-go for %j in place of the answers', (answers) => {
    expect(decide(answers as never)).toMatchObject({ verdict: 'no-go', blocking: ['backup-recency', 'memory'] });
  });
});
