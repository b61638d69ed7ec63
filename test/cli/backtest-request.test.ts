import { describe, expect, it } from 'vitest';
import { backtestRequest } from '../../lib/cli/backtest-request.ts';
import { durationSeconds, momentMs } from '../../lib/cli/backtest-times.ts';

const now = new Date('2026-11-23T10:00:00.000Z');
const nothing = { every: undefined, deployments: false, late: undefined, columns: false, file: undefined } as const;
const given = (changes: Partial<Parameters<typeof backtestRequest>[0]> = {}) =>
  backtestRequest(
    { ...nothing, from: '2026-11-20', to: '2026-11-22T12:00', 'open-at': [], incident: [], ...changes },
    now,
  );
const problemsOf = (changes: Parameters<typeof given>[0]): string[] => {
  const asked = given(changes);
  return 'problems' in asked ? asked.problems.map(({ path, message }) => `${path}: ${message}`) : [];
};

describe('momentMs', () => {
  it.each([
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['2026-11-20T06:30', '2026-11-20T06:30:00.000Z'],
    ['2026-11-20 06:30:15', '2026-11-20T06:30:15.000Z'],
    ['2026-11-20T06:30:15.25Z', '2026-11-20T06:30:15.250Z'],
    ['2026-11-20T06:30+02:00', '2026-11-20T04:30:00.000Z'],
  ])('takes %s, in UTC where no zone is given', (text, expected) => {
    expect(new Date(momentMs(text) ?? 0).toISOString()).toBe(expected);
  });

  it.each([
    '',
    'yesterday',
    '2026-11',
    '2026-02-30',
    '2026-13-01',
    '2026-11-20T25:00',
    '20261120',
    '1763625600',
    '2026-11-20T06:30 CET',
  ])('takes %j for no moment', (text) => {
    expect(momentMs(text)).toBeUndefined();
  });
});

describe('durationSeconds', () => {
  it('takes seconds, minutes and hours', () => {
    expect(['0s', '90s', '5m', '1h', '1', 'm', '-1m', '1.5h', '2d'].map(durationSeconds)).toEqual([
      0,
      90,
      300,
      3600,
      ...Array.from({ length: 5 }),
    ]);
  });
});

describe('backtestRequest', () => {
  it('opens a window every hour, and sees datapoints a minute late, unless told otherwise', () => {
    expect(given()).toEqual({
      fromMs: Date.parse('2026-11-20T00:00Z'),
      toMs: Date.parse('2026-11-22T12:00Z'),
      openings: { kind: 'every', seconds: 3600, words: '1h' },
      incidents: [],
      lateSeconds: 60,
    });
    expect(given({ every: '30m', late: '0s', incident: ['2026-11-21/2026-11-21T04:00Z'] })).toMatchObject({
      openings: { kind: 'every', seconds: 1800 },
      incidents: [{ fromMs: Date.parse('2026-11-21T00:00Z'), toMs: Date.parse('2026-11-21T04:00Z') }],
      lateSeconds: 0,
    });
    const times = ['2026-11-21T05:00Z', '2026-11-21T04:00Z', '2026-11-21T04:00Z'];
    expect(given({ 'open-at': times })).toMatchObject({
      openings: { kind: 'at', times: [Date.parse('2026-11-21T04:00Z'), Date.parse('2026-11-21T05:00Z')] },
    });
    expect(given({ deployments: true })).toMatchObject({ openings: { kind: 'deployments' } });
  });

  it('needs both ends without a file, and none with one', () => {
    expect(problemsOf({ from: undefined, to: undefined })).toEqual([
      expect.stringContaining('--from: is missing'),
      expect.stringContaining('--to: is missing'),
    ]);
    expect(given({ from: undefined, to: undefined, file: 'm.csv' })).toMatchObject({ file: 'm.csv' });
  });

  it('names all that is wrong at once', () => {
    const problems = problemsOf({
      from: 'monday',
      to: '2026-11-24',
      every: '1m',
      'open-at': ['noon'],
      deployments: true,
      incident: ['2026-11-21', '2026-11-22/2026-11-21'],
      late: '6m',
    });
    expect(problems).toEqual([
      expect.stringMatching(/^--from: must be a date or a time as ISO 8601 has it, .* not "monday"$/),
      '--to: must not be in the future, not 2026-11-24: it is 2026-11-23T10:00Z',
      '--open-at: contradicts --every; give one of them',
      '--deployments: contradicts --every; give one of them',
      expect.stringMatching(/^--incident: must be FROM\/TO, .* not "2026-11-21"$/),
      expect.stringMatching(/^--incident: must be FROM\/TO, .* not "2026-11-22\/2026-11-21"$/),
      expect.stringMatching(/^--late: must be from 0s to 5m, .* not "6m"$/),
    ]);
    expect(problemsOf({ every: '90s' })).toEqual([
      expect.stringMatching(/^--every: must be whole minutes from 5m to 24h/),
    ]);
  });

  it('refuses what CloudWatch has no minutes of any more, and says what to do; of a file it does not', () => {
    const old = { from: '2026-11-08T09:59', to: '2026-11-20' };
    expect(problemsOf(old)).toEqual([
      expect.stringMatching(
        /^--from: CloudWatch keeps the values of single minutes for 15 days, .*write --from 2026-11-08T10:02Z, or export them in time and give --file$/,
      ),
    ]);
    expect(problemsOf({ ...old, from: '2026-11-08T10:02Z' })).toEqual([]);
    expect(problemsOf({ ...old, file: 'm.csv' })).toEqual([]);
  });

  it('refuses an end that is not after the beginning, and more than 455 days', () => {
    expect(problemsOf({ to: '2026-11-20T00:00:59' })).toEqual([
      '--to: must be after --from by a minute at least, not 2026-11-20T00:00:59',
    ]);
    expect(problemsOf({ from: '2025-01-01', to: '2026-04-02', file: 'm.csv' })).toEqual([
      expect.stringContaining('--to: must be at most 455 days after --from, not 456'),
    ]);
    expect(problemsOf({ from: '2025-01-01', to: '2026-04-01', file: 'm.csv' })).toEqual([]);
  });
});
