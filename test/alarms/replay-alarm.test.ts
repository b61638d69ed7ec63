import { describe, expect, it } from 'vitest';
import { evaluationEverySeconds } from '../../lib/alarms/evaluation-rule.ts';
import { judgeSeries } from '../../lib/alarms/judge-series.ts';
import { samplesForPercentile } from '../../lib/alarms/low-samples.ts';
import { type Replay, replayAlarm } from '../../lib/alarms/replay-alarm.ts';
import { marksOf } from '../support/alarm-prose.ts';
import { comparisons } from './support/comparisons.ts';
import { pointsOf } from './support/points.ts';

const twoOfThree = { datapointsToAlarm: 2, evaluationPeriods: 3, missingData: 'notBreaching' } as const;
const changes = (pattern: string, more: Partial<Replay> = {}) =>
  replayAlarm({ points: pointsOf(marksOf(pattern)), rule: twoOfThree, ...more }).map(
    ({ period, state }) => `${period} ${state}`,
  );

describe('a replay', () => {
  it('tells of changes alone, since actions run on nothing else', () => {
    expect(changes('0 0 X X X X 0 0 X X')).toEqual(['1 OK', '4 ALARM', '8 OK', '10 ALARM']);
  });

  it('says nothing of an alarm that was red before and stays so', () => {
    expect(changes('X X X', { before: 'ALARM' })).toEqual(['1 OK', '2 ALARM']);
    expect(changes('- - -', { before: 'ALARM', rule: { ...twoOfThree, missingData: 'ignore' } })).toEqual([]);
  });

  it('sees a datapoint as much later as it comes', () => {
    expect(changes('0 0 0 X X 0 0 0', { late: 0 })).toEqual(['1 OK', '5 ALARM', '7 OK']);
    expect(changes('0 0 0 X X 0 0 0', { late: 1 })).toEqual(['1 OK', '6 ALARM', '8 OK']);
    expect(changes('0 0 0 X X', { late: 2 })).toEqual(['1 OK', '7 ALARM']);
  });

  it('sees nothing of what is later than its range', () => {
    expect(changes('X X X X X X X', { late: 5 })).toEqual(['1 OK']);
  });

  it('keeps a state that is ignored, and loses it where silence is missing', () => {
    expect(changes('X X - - - - -', { rule: { ...twoOfThree, missingData: 'ignore' } })).toEqual(['1 OK', '2 ALARM']);
    expect(changes('X X - - - - -', { rule: { ...twoOfThree, missingData: 'missing' } })).toEqual([
      '1 OK',
      '2 ALARM',
      '7 INSUFFICIENT_DATA',
    ]);
  });

  it('looks as far back as it is told', () => {
    expect(changes('0 0 0 X - - X', { range: 4 })).toEqual(['1 OK', '7 ALARM']);
    expect(changes('0 0 0 X - - X', { range: 3 })).toEqual(['1 OK']);
  });

  it('has no changes of no datapoints', () => {
    expect(changes('')).toEqual([]);
  });
});

describe('the cadence', () => {
  it.each([
    [10, 10],
    [20, 10],
    [30, 10],
    [60, 60],
    [300, 60],
  ])('an alarm with a period of %i s is evaluated every %i s', (period, every) => {
    expect(evaluationEverySeconds(period)).toBe(every);
  });

  it('a period of five minutes is looked at each minute: minutes 1 to 5, then 2 to 6', () => {
    const sums = [NaN, NaN, NaN, NaN, 1, 6, 6, 6, 6, 6];
    const points = judgeSeries(Float64Array.from(sums), { comparison: 'GreaterThanThreshold', threshold: 5 });
    const rule = { datapointsToAlarm: 1, evaluationPeriods: 1, missingData: 'missing' } as const;
    expect(replayAlarm({ points, rule, stride: 5 })).toEqual([
      { period: 5, state: 'OK' },
      { period: 6, state: 'ALARM' },
    ]);
  });

  it('counts whole periods, and not one period twice', () => {
    // The fourth point is of minutes 2 to 4, the seventh of minutes 5 to 7: the first two that have no minute in common.
    expect(changes('0 0 0 X X X X X X', { stride: 3, rule: { ...twoOfThree, evaluationPeriods: 2 } })).toEqual([
      '1 OK',
      '7 ALARM',
    ]);
  });

  it('with a late period, sees the end of the one before', () => {
    const rule = { ...twoOfThree, datapointsToAlarm: 1, evaluationPeriods: 1 };
    expect(changes('0 0 0 X X X', { stride: 3, late: 1, rule })).toEqual(['1 OK', '7 ALARM']);
  });
});

describe('percentiles of few samples', () => {
  it.each([
    ['p50', 20],
    ['p90', 100],
    ['p95', 200],
    ['p99', 1000],
    ['p99.9', 10_000],
    ['p10', 100],
    ['p25', 40],
    ['p100', Infinity],
    ['Average', undefined],
    ['p101', undefined],
    ['pp', undefined],
  ])('%s takes %s', (stat, wanted) => {
    expect(samplesForPercentile(stat)).toBe(wanted);
  });

  const points = pointsOf(marksOf('0 0 0 X X X'));

  it('count as many where the alarm evaluates them, as ours do', () => {
    expect(replayAlarm({ points, rule: twoOfThree }).at(-1)).toEqual({ period: 5, state: 'ALARM' });
  });

  it('change no state where the alarm ignores them, until there are enough in all evaluation periods', () => {
    const samples = Float64Array.of(200, 200, 200, NaN, 90, 100);
    const withAtLeast = (atLeast: number, late = 0) =>
      replayAlarm({ points, rule: twoOfThree, late, lowSamples: { samples, atLeast } }).map(
        ({ period, state }) => `${period} ${state}`,
      );
    expect(withAtLeast(290)).toEqual(['2 OK', '5 ALARM']);
    expect(withAtLeast(291)).toEqual(['2 OK']);
    expect(withAtLeast(290, 1)).toEqual(['3 OK', '6 ALARM']);
  });
});

it.each(comparisons)('%s of %d with 5 is breaching: %s', (comparison, value, isBreaching) => {
  const [point] = judgeSeries(Float64Array.of(value), { comparison, threshold: 5 });
  expect(point).toBe(isBreaching ? 1 : 0);
});
