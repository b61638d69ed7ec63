import { describe, expect, it } from 'vitest';
import type { GroupResult } from '../../lib/domain/check-result.ts';
import type { ExpectedGroup } from '../../lib/domain/gate.ts';
import type { DecisionInput } from '../../lib/domain/verdict.ts';
import {
  ask,
  carried,
  checkOf,
  database,
  decide,
  expected,
  failure,
  smokeTests,
  waivable,
} from './support/attended-verdict.ts';

describe('decideVerdict, before people were asked', () => {
  it("asks in the checklist's order, the team's own items last", () => {
    const { ask: items } = ask({ answers: [database('fail')] });
    expect(items.map(({ id, kind }) => `${kind} ${id}`)).toEqual([
      'waiver backup-recency',
      'manual smoke-tests',
      'manual support-briefed',
    ]);
    expect(items[1]).toEqual({ ...smokeTests, kind: 'manual', group: 'staging-rehearsal' });
  });

  it.each([
    ['fail', 'Accept: Backup created (<24h old) failed', 'although the check failed'],
    ['error', 'Accept: Backup created (<24h old) could not be looked at', 'nobody could look'],
  ] as const)('asks whether an outcome %s is accepted, and says what that means', (outcome, title, meaning) => {
    const [item] = ask({ answers: [database(outcome)] }).ask;
    const { longestDays, ...who } = waivable;
    expect(item).toMatchObject({ ...who, group: 'database', title, failure: { ...failure(outcome), longestDays } });
    expect(item?.instructions).toContain(`Found: backup-recency ${outcome}.`);
    expect(item?.instructions).toContain(meaning);
    expect(item?.instructions).toContain('14 days at most');
  });

  it('shows that people are being asked, and what was found', () => {
    const question = ask();
    expect(question).not.toHaveProperty('verdict');
    expect(checkOf(question, 'smoke-tests')).toMatchObject({
      outcome: 'skipped',
      summary: 'not decided yet: people are asked',
    });
    expect(checkOf(question, 'backup-recency')?.outcome).toBe('pass');
  });

  it.each<[string, Partial<DecisionInput>]>([
    ['a failure', { answers: [database('pass', 'fail')] }],
    ['a check that could not look', { answers: [database('fail', 'error')] }],
    ['an answer nobody asked for', { answers: [database('pass'), { ...database('pass'), group: 'environment' }] }],
    ['a group that crashed', { answers: [{ group: 'database', failure: { Error: 'x' } }] }],
  ])('is no-go at once for %s that nobody may waive, and asks nobody', (_name, changes) => {
    const decision = decide(changes);
    expect(decision.verdict).toBe('no-go');
    expect(decision.summary).toContain('1 not asked');
    expect(decision).not.toHaveProperty('approvals');
    expect(checkOf(decision, 'smoke-tests')).toMatchObject({
      outcome: 'skipped',
      summary: expect.stringMatching(/^not asked: /),
    });
    expect(decision.blocking).not.toContain('smoke-tests');
  });

  it('asks nobody where there is nothing to ask', () => {
    const decision = decide({ expected: expected.slice(0, 1), own: [] });
    expect(decision).toMatchObject({ verdict: 'go', summary: 'go: 2 checks ran, none blocks' });
  });

  it('asks nobody about a checklist that is off as a whole', () => {
    const off: ExpectedGroup[] = [{ group: 'database', checks: [{ id: 'backup-recency', title: 'x', off: 'none' }] }];
    expect(decide({ expected: off, answers: [] })).toMatchObject({ verdict: 'no-go', summary: 'no-go: no check ran' });
  });

  it('leaves out what is off, though it could be waived or decided by people', () => {
    const off = expected.map(({ group, checks }) => ({ group, checks: checks.map((one) => ({ ...one, off: 'no' })) }));
    const on: ExpectedGroup = { group: 'infrastructure', checks: [{ id: 'memory', title: 'Memory', waivable }] };
    const memory = { ...database('pass'), group: 'infrastructure', checks: [] } as GroupResult;
    expect(ask({ expected: [...off, on], answers: [memory], own: [] }).ask.map(({ id }) => id)).toEqual(['memory']);
  });
});

describe('decideVerdict, with waivers of earlier runs', () => {
  const { until: _until, ...withoutEnd } = carried;
  const alone = { expected: expected.slice(0, 1), own: [], answers: [database('fail')] };

  it('waives the same failure to the end of its last day, and says who accepted it', () => {
    const lastMoment = new Date('2026-11-23T23:59:59.999Z');
    const decision = decide({ ...alone, waivers: [carried], now: lastMoment });
    expect(decision).toMatchObject({ verdict: 'go', blocking: [] });
    expect(decision.summary).toBe('go: 2 checks ran, none blocks, 1 waived');
    const { check: _check, outcome: _outcome, ...waiver } = carried;
    expect(checkOf(decision, 'backup-recency')).toMatchObject({ outcome: 'fail', waiver });
  });

  it.each<[string, Partial<DecisionInput>]>([
    ['a day later', { waivers: [carried], now: new Date('2026-11-24T00:00:00.000Z') }],
    ['for another outcome', { waivers: [carried], answers: [database('error')] }],
    ['for another check', { waivers: [{ ...carried, check: 'memory' }] }],
    ['without a last day', { waivers: [withoutEnd] }],
    ['with a last day that is none', { waivers: [{ ...carried, until: 'zzzz' }] }],
    ['that nobody gave', { waivers: [{ ...carried, by: undefined } as never] }],
    ['that is none', { waivers: [null, 'x', {}] as never }],
    ['in place of a list', { waivers: {} as never }],
  ])('asks again %s', (_name, changes) => {
    expect(ask({ ...alone, ...changes }).ask.map(({ id }) => id)).toEqual(['backup-recency']);
  });

  it('waives nothing that may not be waived any more, nor longer than it may be by now', () => {
    const never: ExpectedGroup[] = [{ group: 'database', checks: [{ id: 'backup-recency', title: 'Backup' }] }];
    const answers = [{ ...database('fail'), checks: database('fail').checks.slice(1) }];
    expect(decide({ ...alone, expected: never, answers, waivers: [carried] }).blocking).toEqual(['backup-recency']);
    const shorter = (longestDays: number): ExpectedGroup[] => [
      {
        group: 'database',
        checks: [{ id: 'backup-recency', title: 'Backup', waivable: { ...waivable, longestDays } }],
      },
    ];
    expect(decide({ ...alone, expected: shorter(3), answers, waivers: [carried] }).verdict).toBe('go');
    expect(ask({ ...alone, expected: shorter(2), answers, waivers: [carried] }).ask).toHaveLength(1);
  });

  it('marks one that emergency powers gave', () => {
    const { summary } = decide({ ...alone, waivers: [{ ...carried, breakGlass: true }] });
    expect(summary).toBe('go: 2 checks ran, none blocks, 1 waived, 1 by break glass');
  });
});
