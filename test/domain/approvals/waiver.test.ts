import { describe, expect, it } from 'vitest';
import type { Waiver } from '../../../lib/domain/approvals/approval.ts';
import { waiverHolds, waiverOf } from '../../../lib/domain/approvals/waiver.ts';
import { decided, vote } from '../../support/people-reports.ts';

const failure = { outcome: 'fail', summary: 'the newest snapshot is 31 hours old', longestDays: 14 } as const;
const votes = [
  vote('Mona', { comment: 'it is running', until: '2026-11-30' }),
  vote('Hubert', { comment: 'seen', until: '2026-11-25', at: '2026-11-23T13:30:00.000Z' }),
];
const item = decided('backup-recency', 'approved', votes, { kind: 'waiver', failure });

describe('waiverOf', () => {
  it('names everyone whose approval it took, and takes the earliest last day that they agreed to', () => {
    expect(waiverOf(item, 'run-1')).toEqual({
      check: 'backup-recency',
      outcome: 'fail',
      by: votes.map(({ by }) => by),
      at: '2026-11-23T13:30:00.000Z',
      reason: 'it is running\nseen',
      until: '2026-11-25',
      run: 'run-1',
    });
  });

  it('is for its run alone where one of them named no day', () => {
    const waiver = waiverOf({ ...item, votes: [...votes, vote('Otto')] }, 'run-1');
    expect(waiver).not.toHaveProperty('until');
  });

  it('is of emergency powers alone where they decided', () => {
    const power = vote('Otto', { breakGlass: true, comment: 'the shop is down' });
    expect(waiverOf({ ...item, votes: [...votes, power] }, 'run-1')).toMatchObject({
      by: [power.by],
      reason: 'the shop is down',
      breakGlass: true,
    });
  });

  it.each([
    ['no waiver', { kind: 'manual' as const }],
    ['rejected', { status: 'rejected' as const }],
    ['expired', { status: 'expired' as const }],
    ['open', { status: 'open' as const }],
    ['approved by nobody', { votes: [] }],
  ])('is none of an item that is %s', (_name, changes) => {
    expect(waiverOf({ ...item, ...changes }, 'run-1')).toBeUndefined();
  });
});

describe('waiverHolds', () => {
  const waiver: Waiver = { ...(waiverOf(item, 'run-1') as Waiver), at: '2026-11-20T12:00:00.000Z' };
  const same = { check: 'backup-recency', outcome: 'fail', longestDays: 14 } as const;
  const holds = (now: string, of: Partial<Parameters<typeof waiverHolds>[1]> = {}, given = waiver): boolean =>
    waiverHolds(given, { ...same, ...of }, new Date(now));

  it('holds to the end of its last day, in UTC', () => {
    expect([holds('2026-11-25T23:59:59.999Z'), holds('2026-11-26T00:00:00.000Z')]).toEqual([true, false]);
  });

  it('holds for the same check and the same outcome', () => {
    const now = '2026-11-23T12:00:00.000Z';
    expect([holds(now), holds(now, { check: 'memory' }), holds(now, { outcome: 'error' })]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('holds no longer than a waiver may by now', () => {
    expect(holds('2026-11-23T12:00:00.000Z', { longestDays: 3 })).toBe(true);
    expect(holds('2026-11-24T00:00:00.000Z', { longestDays: 3 })).toBe(false);
  });

  it.each(['', '2026', 'zzzz-zz-zz', undefined])('does not hold where its last day is %j', (until) => {
    expect(holds('2026-11-23T12:00:00.000Z', {}, { ...waiver, until } as Waiver)).toBe(false);
  });

  it('does not hold where nobody knows when it was given', () => {
    expect(holds('2026-11-23T12:00:00.000Z', {}, { ...waiver, at: 'yesterday' })).toBe(false);
  });
});
