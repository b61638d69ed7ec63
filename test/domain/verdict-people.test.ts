import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecidedItem } from '../../lib/domain/approvals/approval.ts';
import type { CheckResult } from '../../lib/domain/check-result.ts';
import type { ApprovalsAnswer, GroupAnswer } from '../../lib/domain/gate.ts';
import type { Decision, DecisionInput } from '../../lib/domain/verdict.ts';
import { decided, vote } from '../support/people-reports.ts';
import {
  carried,
  checkOf,
  closed,
  database,
  decide,
  failure,
  hubert,
  mona,
  type Outcome,
  own,
  smoke,
  waiverItem,
} from './support/attended-verdict.ts';

describe('decideVerdict, after people were asked', () => {
  it('is go when all approved, and says who did', () => {
    const decision = decide({ approvals: closed([smoke, own]) });
    expect(decision).toMatchObject({ verdict: 'go', blocking: [], expiresAt: '2026-11-23T15:00:00.000Z' });
    expect(decision.summary).toBe('go: 3 checks ran, none blocks');
    expect(checkOf(decision, 'smoke-tests')).toMatchObject({
      outcome: 'pass',
      summary: 'approved by Mona (mona@acme.example) and Hubert (hubert@acme.example)',
      evidence: [
        {
          where: 'Mona (mona@acme.example)',
          observed: 'approved: looked at it',
          expected: 'approvals of 2 people',
          when: mona.at,
        },
        { where: 'Hubert (hubert@acme.example)' },
      ],
    });
    expect(decision.approvals?.map(({ id, status, votes }) => [id, status, votes.length])).toEqual([
      ['smoke-tests', 'approved', 2],
      ['support-briefed', 'approved', 1],
    ]);
  });

  it('waives what was accepted, and keeps its outcome', () => {
    const until = vote('Mona', { comment: 'it is running', until: '2026-11-25' });
    const later = vote('Hubert', { comment: 'it is running', until: '2026-11-30' });
    const items = [waiverItem({ votes: [until, later] }), smoke, own];
    const decision = decide({ answers: [database('fail')], approvals: closed(items) });
    expect(decision).toMatchObject({ verdict: 'go', summary: 'go: 3 checks ran, none blocks, 1 waived' });
    expect(checkOf(decision, 'backup-recency')).toMatchObject({
      outcome: 'fail',
      waiver: { by: [until.by, later.by], reason: 'it is running', until: '2026-11-25', run: 'run-2' },
    });
  });

  it('marks what emergency powers decided, alone', () => {
    const power = vote('Otto', { breakGlass: true, comment: 'the shop is down' });
    const items = [waiverItem({ votes: [power] }), decided('smoke-tests', 'approved', [power]), own];
    const decision = decide({ answers: [database('fail')], approvals: closed(items) });
    expect(decision.summary).toBe('go: 3 checks ran, none blocks, 1 waived, 2 by break glass');
    expect(checkOf(decision, 'backup-recency')?.waiver?.breakGlass).toBe(true);
  });

  const no = vote('Mona', { choice: 'reject', comment: 'checkout\nis broken' });
  it.each<[string, DecidedItem, Partial<CheckResult>]>([
    [
      'rejected',
      decided('smoke-tests', 'rejected', [no]),
      { outcome: 'fail', summary: 'rejected by Mona (mona@acme.example): checkout is broken' },
    ],
    ['expired', decided('smoke-tests', 'expired', []), { outcome: 'error', summary: 'nobody decided in time' }],
    [
      'expired half way',
      decided('smoke-tests', 'expired', [mona]),
      { outcome: 'error', summary: '1 of 2 approvals in time' },
    ],
    ['still open', decided('smoke-tests', 'open', []), { outcome: 'error' }],
  ])('is no-go for an item of the checklist that was %s', (_name, item, result) => {
    const decision = decide({ approvals: closed([item, own]) });
    expect(decision).toMatchObject({ verdict: 'no-go', blocking: ['smoke-tests'] });
    expect(checkOf(decision, 'smoke-tests')).toMatchObject({ ...result, remediation: expect.any(String) });
  });

  it.each(['rejected', 'expired', 'open'] as const)("is no-go for the team's own item that is %s", (status) => {
    const decision = decide({ approvals: closed([smoke, decided('support-briefed', status, [])]) });
    expect(decision).toMatchObject({ verdict: 'no-go', blocking: ['support-briefed'] });
    expect(decision.summary).toBe('no-go: 1 item was not approved');
  });

  it.each(['rejected', 'expired', 'open'] as const)('is no-go for a failure whose waiver is %s', (status) => {
    const items = [waiverItem({ status, votes: [] }), smoke, own];
    // Another run's waiver does not overrule what people said in this one.
    const decision = decide({ answers: [database('fail')], approvals: closed(items), waivers: [carried] });
    expect(decision).toMatchObject({ verdict: 'no-go', blocking: ['backup-recency'] });
    expect(checkOf(decision, 'backup-recency')).not.toHaveProperty('waiver');
  });

  it('never asks again', () => {
    for (const approvals of [closed([]), closed([smoke]), { failure: { Error: 'x' } }]) {
      expect(decide({ answers: [database('fail')], approvals })).toMatchObject({ verdict: 'no-go' });
    }
  });

  it('is no-go where people could not be asked, and says why', () => {
    const approvals = { failure: { Error: 'SourceError', Cause: '{"errorMessage":"GitHub did not answer"}' } };
    const decision = decide({ answers: [database('fail')], approvals });
    const problem = 'could not ask people: SourceError (GitHub did not answer)';
    expect(decision.blocking).toEqual(['backup-recency', 'smoke-tests', 'support-briefed']);
    expect(checkOf(decision, 'smoke-tests')).toMatchObject({ outcome: 'error', summary: problem });
    expect(checkOf(decision, 'backup-recency')).toMatchObject({ outcome: 'fail', summary: 'backup-recency fail' });
    expect(decision.approvals?.map((item) => [item.status, item.problem])).toEqual(
      Array.from({ length: 3 }, () => ['unanswered', problem]),
    );
  });
});

describe('decideVerdict, of answers of people that are not what their types promise', () => {
  it.each<[string, unknown]>([
    ['null', null],
    ['a text', 'approved'],
    ['nothing in it', {}],
    ['items that are no list', { items: {}, stale: [] }],
    ['no list of what is old', { items: [smoke, own] }],
    ['items that are none', closed([null, 7, smoke, own])],
    ['an item that nobody asked for', closed([smoke, own, decided('memory', 'approved', [mona])])],
    ['a waiver that nobody asked for', closed([smoke, own, waiverItem()])],
    ['an item missing', closed([smoke])],
    ['an item answered twice', closed([smoke, own, own])],
    ['an unknown status', closed([smoke, { ...own, status: 'yes' }])],
    ['no votes', closed([smoke, { ...own, votes: undefined }])],
    ['fewer votes than the quorum', closed([{ ...smoke, quorum: 1, votes: [mona] }, own])],
    ['one person twice', closed([{ ...smoke, votes: [mona, mona] }, own])],
    ['a vote against', closed([{ ...smoke, votes: [mona, hubert, vote('Otto', { choice: 'reject' })] }, own])],
    ['another kind', closed([smoke, { ...own, kind: 'waiver' }])],
  ])('is no-go for %s', (_name, approvals) => {
    const decision = decide({ approvals: approvals as ApprovalsAnswer });
    expect(decision.verdict).toBe('no-go');
    expect(decision.blocking).not.toEqual([]);
  });

  it('names an item that nobody asked for', () => {
    const items = [smoke, own, decided('memory', 'approved', [mona])];
    expect(decide({ approvals: closed(items) }).blocking).toEqual(['memory (unknown item)']);
  });

  it('does not take an acceptance of one outcome for one of another', () => {
    const items = [waiverItem({ failure: failure('error') }), smoke, own];
    expect(decide({ answers: [database('fail')], approvals: closed(items) }).blocking).toEqual(['backup-recency']);
  });

  it('takes nothing from an answer but its state', () => {
    const decision = decide({ approvals: closed([{ ...smoke, title: 'x', quorum: 9, token: 'secret' }, own]) });
    expect(decision.approvals?.[0]).toMatchObject({
      title: 'Smoke tests passed',
      quorum: 2,
      group: 'staging-rehearsal',
    });
    expect(JSON.stringify(decision)).not.toContain('secret');
  });
});

describe('decideVerdict, after groups looked again', () => {
  const again = (refreshed: unknown, changes: Partial<DecisionInput> = {}): Decision =>
    decide({ approvals: closed([smoke, own], ['database']), refreshed: refreshed as GroupAnswer[], ...changes });

  it('goes by what was seen last', () => {
    expect(again([database('pass')]).verdict).toBe('go');
    expect(again([database('pass', 'fail')]).blocking).toEqual(['staging-migrations']);
  });

  it('is no-go for what fails only now, also where it could be waived', () => {
    expect(again([database('fail')])).toMatchObject({ verdict: 'no-go', blocking: ['backup-recency'] });
  });

  it('lets an earlier waiver count for what fails only now', () => {
    expect(again([database('fail')], { waivers: [carried] }).summary).toBe('go: 3 checks ran, none blocks, 1 waived');
  });

  it.each<[Outcome, string[]]>([
    ['fail', []],
    ['error', ['backup-recency']],
    ['pass', []],
  ])('lets a waiver of a fail count where the check ends as %s accordingly', (outcome, blocking) => {
    const approvals = closed([waiverItem(), smoke, own], ['database']);
    const decision = again([database(outcome)], { answers: [database('fail')], approvals });
    expect(decision.blocking).toEqual(blocking);
    expect(checkOf(decision, 'backup-recency')?.waiver !== undefined).toBe(outcome === 'fail');
  });

  const crashed = { group: 'database', failure: { Error: 'Sandbox.Timedout' } };
  it.each<[string, unknown]>([
    ['failed', [crashed]],
    ['gave no result', []],
    ['gave no result at all', undefined],
    ['answered twice', [database('pass'), database('pass')]],
  ])('makes errors of the checks of a group that %s', (_name, refreshed) => {
    const changes = refreshed === undefined ? {} : { refreshed: refreshed as GroupAnswer[] };
    const decision = decide({ approvals: closed([smoke, own], ['database']), ...changes });
    expect(decision.blocking).toEqual(['staging-migrations', 'backup-recency']);
    expect(checkOf(decision, 'staging-migrations')?.outcome).toBe('error');
  });

  it.each([null, 'x', {}, [null]])('is no-go for %j in place of the answers', (refreshed) => {
    expect(decide({ approvals: closed([smoke, own]), refreshed: refreshed as never }).verdict).toBe('no-go');
  });

  it('is no-go for a group that nobody asked', () => {
    const stranger = { ...database('pass'), group: 'environment' as const, checks: [] };
    expect(again([database('pass'), stranger]).blocking).toEqual(['environment (unknown group)']);
  });
});

it('is go only where nothing blocks without a waiver, and every item is approved, whatever came', () => {
  const outcome = fc.constantFrom<Outcome>('pass', 'warn', 'fail', 'error');
  const status = fc.constantFrom('open', 'approved', 'rejected', 'expired');
  fc.assert(
    fc.property(outcome, outcome, status, status, status, (first, last, waiver, manual, mine) => {
      const asked = first === 'fail' || first === 'error';
      const items = [
        ...(asked ? [waiverItem({ status: waiver, failure: failure(first) })] : []),
        { ...smoke, status: manual },
        { ...own, status: mine },
      ];
      const approvals = closed(items, ['database']);
      const decision = decide({ answers: [database(first)], approvals, refreshed: [database(last)] });
      const accepted = last === 'pass' || last === 'warn' || (last === first && waiver === 'approved');
      const approved = manual === 'approved' && mine === 'approved';
      expect(decision.verdict).toBe(accepted && approved ? 'go' : 'no-go');
      expect(decision.blocking.length === 0).toBe(decision.verdict === 'go');
    }),
  );
});
