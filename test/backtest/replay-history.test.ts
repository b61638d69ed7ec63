import { describe, expect, it } from 'vitest';
import { replayHistory } from '../../lib/backtest/replay-history.ts';
import { alarm, asked, baseline, criterion, iso, latency, metric, minutes } from './histories.ts';

const day = 1440;
const errors = metric('Errors');
const search = metric('Search');
const rollsBack = criterion('error-rate-critical', [alarm('Errors')]);
const asks = criterion('feature-broken', [alarm('Search')], { response: 'ask' });

describe('a replayed window', () => {
  it('rolls back at the first change to red, on the values that were there', () => {
    const definition = alarm('Errors', { datapointsToAlarm: 2, evaluationPeriods: 3 });
    const values = minutes(day, 1, { 110: 11, 111: 12, 112: Number.NaN, 113: 50, 130: 60, 131: 60 });
    const report = replayHistory(asked([criterion('error-rate-critical', [definition])], [[errors, values]], [100]));
    const red = {
      criterion: 'error-rate-critical',
      alarm: 'Errors',
      response: 'rollback',
      at: iso(112),
      threshold: 10,
      values: [107, 108, 109, 110, 111].map((minute) => ({ at: iso(minute), value: values[minute] })),
    };
    expect(report.windows).toEqual([
      { openedAt: iso(100), incident: false, red: [red], redAtOpening: [], rolledBack: red },
    ]);
    expect(report.falseRollbacks).toMatchObject({ healthy: 1, rolledBack: 1, per1000: 1000 });
  });

  it('shows a minute without a datapoint as null', () => {
    const values = minutes(day, 1, { 109: Number.NaN, 110: 11 });
    const [window] = replayHistory(asked([rollsBack], [[errors, values]], [100])).windows;
    expect(window?.rolledBack?.values.map(({ value }) => value)).toEqual([1, null, 11]);
  });

  it('counts what was red when it opened only once it is red anew', () => {
    const stays = minutes(day, 1);
    stays.fill(50, 90, 200);
    const returns = stays.slice();
    returns[120] = 1;
    const [still] = replayHistory(asked([rollsBack], [[errors, stays]], [100])).windows;
    expect(still).toEqual({ openedAt: iso(100), incident: false, red: [], redAtOpening: ['Errors'] });
    const [anew] = replayHistory(asked([rollsBack], [[errors, returns]], [100])).windows;
    expect(anew).toMatchObject({ redAtOpening: ['Errors'], rolledBack: { at: iso(122) } });
  });

  it('counts a change at its opening and at its end, and none outside of them', () => {
    const atOf = (minute: number) =>
      replayHistory(asked([rollsBack], [[errors, minutes(day, 1, { [minute]: 50 })]], [100])).windows[0]?.rolledBack
        ?.at;
    expect([98, 99, 159, 160].map(atOf)).toEqual([undefined, iso(100), iso(160), undefined]);
  });

  it('is not ended by what asks or tells alone, and sees nothing after a rollback', () => {
    const notifies = criterion('performance-degraded', [alarm('Slow')], { response: 'notify' });
    const columns = [
      [errors, minutes(day, 1, { 120: 50, 200: 50 })],
      [search, minutes(day, 1, { 110: 50, 200: 50 })],
      [metric('Slow'), minutes(day, 1, { 130: 50, 200: 50 })],
    ] as const;
    const report = replayHistory(asked([rollsBack, asks, notifies], columns, [100, 180]));
    const seen = report.windows.map(({ red, rolledBack }) => [red.map((one) => one.criterion), rolledBack?.criterion]);
    expect(seen).toEqual([
      [['feature-broken', 'error-rate-critical'], 'error-rate-critical'],
      // At one moment all of them are seen, in the checklist's order.
      [['error-rate-critical', 'feature-broken', 'performance-degraded'], 'error-rate-critical'],
    ]);
    expect(report.criteria.map(({ red }) => red)).toEqual([2, 2, 1]);
  });

  it('is not rolled back by what asks', () => {
    const report = replayHistory(asked([asks], [[search, minutes(day, 1, { 110: 50 })]], [100]));
    expect(report.windows[0]?.red).toHaveLength(1);
    expect(report.windows[0]?.rolledBack).toBeUndefined();
    // Of nothing that rolls back, nobody can say how often it does.
    expect(report.falseRollbacks).toMatchObject({ healthy: 0, low: 0, high: 1000 });
  });

  it('tells of the first alarm of a criterion that has two', () => {
    const two = criterion('feature-broken', [alarm('Errors'), alarm('Search')], { response: 'ask' });
    const columns = [
      [errors, minutes(day, 1, { 120: 50 })],
      [search, minutes(day, 1, { 110: 50 })],
    ] as const;
    const [window] = replayHistory(asked([two], columns, [100])).windows;
    expect(window?.red.map((red) => [red.alarm, red.at])).toEqual([['Search', iso(111)]]);
  });

  it('is no healthy one where it overlaps an incident, whose end is not in it', () => {
    const at = (minute: number): number => Date.parse(iso(minute));
    const incidents = [{ from: at(150), to: at(180) }];
    const values = minutes(day, 1, { 155: 50, 185: 50 });
    const report = replayHistory(asked([rollsBack], [[errors, values]], [30, 100, 180], { incidents }));
    expect(report.windows.map(({ incident }) => incident)).toEqual([false, true, false]);
    expect(report.falseRollbacks).toMatchObject({ healthy: 2, rolledBack: 1 });
  });

  it('sees late datapoints late, in whole periods', () => {
    const values = minutes(day, 1, { 110: 50 });
    const atOf = (lateSeconds: number) =>
      replayHistory(asked([rollsBack], [[errors, values]], [100], { lateSeconds })).windows[0]?.rolledBack;
    expect([0, 60, 61].map((late) => atOf(late)?.at)).toEqual([iso(111), iso(112), iso(113)]);
    expect(atOf(60)?.values.at(-1)).toEqual({ at: iso(110), value: 50 });
  });

  it('is red of silence as soon as nothing is left to look at', () => {
    const silent = minutes(day, 100);
    silent.fill(Number.NaN, 110, 130);
    const definition = alarm('Errors', {
      ...{ comparison: 'LessThanThreshold', threshold: 1, missingData: 'breaching' },
      ...{ datapointsToAlarm: 2, evaluationPeriods: 2 },
    });
    const [window] = replayHistory(
      asked([criterion('service-outage', [definition])], [[errors, silent]], [100]),
    ).windows;
    expect(window?.rolledBack?.at).toBe(iso(114));
  });

  it('adds up the minutes of a longer period, each minute anew', () => {
    const definition = alarm('Errors', { periodSeconds: 300, threshold: 19 });
    const values = minutes(day, 1, { 110: 10, 113: 8 });
    const [window] = replayHistory(
      asked([criterion('error-rate-critical', [definition])], [[errors, values]], [100]),
    ).windows;
    // Of 109 to 113, and of 110 to 114: 1 + 10 + 1 + 1 + 8, and so on.
    expect(window?.rolledBack).toMatchObject({ at: iso(114), values: [{ value: 5 }, { value: 5 }, { value: 21 }] });
    expect(window?.rolledBack?.values.map(({ at }) => at)).toEqual([iso(99), iso(104), iso(109)]);
  });
});

describe('the windows of a history', () => {
  it('are left out where it does not hold all of them, and that is said', () => {
    const definition = alarm('Errors', { datapointsToAlarm: 3, evaluationPeriods: 5 });
    const some = [criterion('error-rate-critical', [definition])];
    const report = replayHistory(asked(some, [[errors, minutes(200, 1)]], [6, 7, 140, 141, 190]));
    expect(report.windows.map(({ openedAt }) => openedAt)).toEqual([iso(7), iso(140)]);
    expect(report.leftOut).toEqual({ early: 1, lookBackSeconds: 420, late: 2 });
  });

  it('are replayed in their order, and none is left out where all are held', () => {
    const report = replayHistory(asked([rollsBack], [[errors, minutes(day, 1)]], [300, 100, 200]));
    expect(report.windows.map(({ openedAt }) => openedAt)).toEqual([iso(100), iso(200), iso(300)]);
    expect(report).not.toHaveProperty('leftOut');
  });

  it('say in how many minutes there was anything', () => {
    const columns = [
      [errors, minutes(10, Number.NaN, { 2: 1, 3: 1 })],
      [search, minutes(10, Number.NaN, { 3: 1, 7: 0 })],
    ] as const;
    expect(replayHistory(asked([rollsBack, asks], columns, [])).minutes).toEqual({ all: 10, withData: 3 });
  });

  it('have a criterion that is not replayed where there is not one value of it', () => {
    const columns = [[errors, minutes(day, 1)] as const, [search, minutes(day, Number.NaN)] as const];
    const { criteria } = replayHistory(asked([rollsBack, asks], columns, [100]));
    expect(criteria.map(({ notReplayed }) => notReplayed)).toEqual([
      undefined,
      'no data: the history has no value of what it watches',
    ]);
  });

  it('tell of a metric without a value that others of its alarm have', () => {
    const series = [errors, metric('Requests'), { id: 'rate', expression: '100 * errors / requests', label: 'rate' }];
    const some = [criterion('error-rate-critical', [alarm('rate', { series })])];
    const { criteria } = replayHistory(asked(some, [[metric('Requests'), minutes(day, 100)]], [100]));
    expect(criteria[0]?.gaps).toEqual(['no value of Shop Errors Sum: it is taken for a metric without datapoints']);
  });
});

describe('an alarm that each window makes for itself', () => {
  const own = criterion('response-time', [], { baseline: baseline() });

  it('has a threshold of the hour before', () => {
    const slow = minutes(day, 80);
    slow.fill(200, 300, day);
    const columns = [
      [latency('p95'), slow],
      [latency('SampleCount'), minutes(day, 10)],
    ] as const;
    const report = replayHistory(asked([own], columns, [280, 310, 400]));
    // 2 × 80, then 2 × (50 × 80 + 10 × 200) / 60, then 2 × 200.
    expect(report.windows.map(({ rolledBack }) => rolledBack && [rolledBack.at, rolledBack.threshold])).toEqual([
      [iso(301), 160],
      undefined,
      undefined,
    ]);
  });

  it('is weighed by samples, and has a floor', () => {
    const columns = [
      [latency('p95'), minutes(day, 10, { 90: 1000, 110: 101, 250: 99 })],
      [latency('SampleCount'), minutes(day, 10, { 90: 1 })],
    ] as const;
    const report = replayHistory(asked([own], columns, [100, 200]));
    expect(report.windows.map(({ rolledBack }) => rolledBack?.threshold)).toEqual([100, undefined]);
  });

  it('looks back at what was before it was made', () => {
    const slow = minutes(day, 80);
    slow.fill(600, 91);
    const twoMinutes = baseline({ periodSeconds: 120, datapointsToAlarm: 5, evaluationPeriods: 5 });
    const columns = [[latency('p95'), slow] as const, [latency('SampleCount'), minutes(day, 10)] as const];
    const some = [criterion('response-time', [], { baseline: twoMinutes })];
    const [window] = replayHistory(asked(some, columns, [100])).windows;
    expect(window?.rolledBack).toMatchObject({ at: iso(101), threshold: 2 * 158 });
  });

  it('is not there where that hour has too few samples', () => {
    const counts = minutes(day, 10);
    counts.fill(3, 100, 200);
    const columns = [
      [latency('p95'), minutes(day, 50, { 210: 900, 420: 900 })] as const,
      [latency('SampleCount'), counts] as const,
    ];
    const { windows, criteria } = replayHistory(asked([own], columns, [180, 400]));
    expect(windows.map(({ rolledBack }) => rolledBack?.at)).toEqual([undefined, iso(421)]);
    expect(criteria[0]?.gaps).toContain('not watched in 1 of 2 windows: the hour before had fewer than 200 samples');
  });
});
