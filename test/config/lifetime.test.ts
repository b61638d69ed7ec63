import { describe, expect, it } from 'vitest';
import { days, lifetime } from '../../lib/config/lifetime.ts';

describe('a length of time', () => {
  it.each([
    ['1s', 1],
    ['90s', 90],
    ['15m', 900],
    ['4h', 14_400],
    ['7d', 604_800],
    ['168h', 604_800],
  ] as const)('%s is %i seconds', (text, seconds) => {
    expect(lifetime('7d').parse(text)).toBe(seconds);
  });

  it.each([
    '0s',
    '-1h',
    '1.5h',
    '08h',
    '1w',
    '4',
    'h',
    '',
    ' 4h',
    '4h ',
    '4 h',
    '1e3s',
    '10081m',
    '604801s',
    '9999999s',
    4,
    null,
  ])('is never %j', (given) => {
    expect(lifetime('7d').safeParse(given).success).toBe(false);
  });
});

describe('what is told of a length of time', () => {
  it.each([
    ['7d', '30m, 4h or 2d'],
    ['12h', '30m or 4h'],
    ['5m', '10s'],
  ] as const)('up to %s has examples that may be written', (most, examples) => {
    const { error } = lifetime(most).safeParse('');
    expect(error?.issues[0]?.message).toBe(`must be a length of time up to ${most}, for example ${examples}`);
  });
});

describe('a number of days', () => {
  it('is whole, and no more than may be', () => {
    expect([days('90d').parse('1d'), days('90d').parse('90d')]).toEqual([1, 90]);
    for (const given of ['91d', '24h', '0d', '1.5d', 3]) expect(days('90d').safeParse(given).success).toBe(false);
  });
});
