import { describe, expect, test } from 'vitest';
import { durationWords, findingWords, instantWords, tally, tallyWords } from '../../lib/reports/words.ts';

describe('durationWords', () => {
  test.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [999.6, '1 s'],
    [1000, '1 s'],
    [8949, '8.9 s'],
    [59_949, '59.9 s'],
    [59_950, '1 min'],
    [134_000, '2 min 14 s'],
    [3_600_000, '1 h'],
    [3_900_000, '1 h 5 min'],
  ])('%d ms is %s', (ms, words) => {
    expect(durationWords(ms)).toBe(words);
  });
});

describe('instantWords', () => {
  test('says the moment in UTC, whatever zone it was written in', () => {
    expect(instantWords('2026-11-03T12:00:09.412Z')).toBe('3 Nov 2026, 12:00:09 UTC');
    expect(instantWords('2026-11-23T01:30:00+02:00')).toBe('22 Nov 2026, 23:30:00 UTC');
  });

  test.each(['yesterday', '2026-11-23', '2026-11-23T12:00:00', '2026-13-41T12:00:00Z', '', '12'])(
    'does not guess at %j',
    (text) => {
      expect(instantWords(text)).toBeUndefined();
    },
  );
});

test('a finding does not repeat what its outcome says', () => {
  expect(findingWords({ outcome: 'error', summary: 'could not look: no answer' })).toBe('no answer');
  expect(findingWords({ outcome: 'skipped', summary: 'off: no browsers' })).toBe('no browsers');
  expect(findingWords({ outcome: 'skipped', summary: 'not asked: no hope' })).toBe('no hope');
  expect(findingWords({ outcome: 'fail', summary: 'off: by one' })).toBe('off: by one');
});

test('a tally counts what is wrong first, and keeps a failure apart from what could not be looked at', () => {
  const outcomes = ['pass', 'error', 'warn', 'fail', 'pass', 'warn', 'skipped'] as const;
  expect(tally(outcomes.map((outcome) => ({ outcome, summary: 'off: x' }))).map(tallyWords)).toEqual([
    '1 failed',
    '1 could not look',
    '2 warnings',
    '2 passed',
    '1 off',
  ]);
});

test('a tally keeps what is off apart from what nobody was asked, and says what was waived', () => {
  const failed = { outcome: 'fail', summary: 'x' } as const;
  const checks = [
    failed,
    { ...failed, waiver: {} },
    { outcome: 'error', summary: 'x', waiver: {} },
    { outcome: 'skipped', summary: 'not asked: x' },
    { outcome: 'skipped', summary: 'off: x' },
  ] as const;
  expect(tally(checks).map(tallyWords)).toEqual([
    '2 failed (1 waived)',
    '1 could not look (waived)',
    '1 not asked',
    '1 off',
  ]);
});
