import { describe, expect, it } from 'vitest';
import type { Suggestion, Tried } from '../../lib/backtest/backtest.ts';
import { falseRate } from '../../lib/backtest/false-rate.ts';
import { type Backtest, replayHistory } from '../../lib/backtest/replay-history.ts';
import { fastest } from '../../lib/backtest/suggest.ts';
import type { CriterionSettings } from '../../lib/config/window-settings.ts';
import { alarm, asked, baseline, criterion, latency, metric, minutes, type Values } from './histories.ts';

const length = 3000;
const openings = Array.from({ length: 45 }, (_, index) => 100 + 60 * index);

function suggestionsOf(
  one: CriterionSettings,
  columns: Values,
  changes: Partial<Backtest> = {},
): readonly Suggestion[] {
  return replayHistory(asked([one], columns, openings, { suggestions: true, ...changes })).suggestions;
}

const named = ({ tried }: Suggestion, datapoints: string, floor?: number): Tried | undefined =>
  tried.find((one) => one.datapoints === datapoints && one.requestsAtLeast === floor);

describe('other settings of an alarm', () => {
  const rate = alarm('rate', {
    series: [
      metric('Errors'),
      metric('Requests'),
      { id: 'rate', expression: 'IF(requests >= 40, 100 * errors / requests, 0)', label: 'rate' },
    ],
    ...{ datapointsToAlarm: 2, evaluationPeriods: 3 },
  });
  const errorRate = criterion('error-rate-critical', [rate]);

  it('are each M of N with each floor, and take as long as M periods and the delay', () => {
    const columns = [
      [metric('Errors'), minutes(length, 0)] as const,
      [metric('Requests'), minutes(length, 100)] as const,
    ];
    const [found] = suggestionsOf(errorRate, columns, { lateSeconds: 60 });
    expect(found?.tried).toHaveLength(4 * 7);
    const seconds = ['1 of 1', '2 of 3', '3 of 5', '5 of 10'].map(
      (rule) => found && named(found, rule, 40)?.detectionSeconds,
    );
    expect(seconds).toEqual([120, 180, 240, 360]);
    expect(found?.tried[found.configured]).toMatchObject({ datapoints: '2 of 3', requestsAtLeast: 40 });
    // With a floor of more than there ever are, no fault is seen.
    expect(found && named(found, '1 of 1', 160)).toMatchObject({ detectionSeconds: null, missed: 1 });
  });

  it('are false as often as they are red in a healthy window, and that of the fastest is suggested', () => {
    // One bad minute in each third window, of few requests: 1 of 1 falls for it, unless its floor is high.
    const bad = Object.fromEntries(openings.filter((_, index) => index % 3 === 0).map((minute) => [minute + 10, 50]));
    const columns = [
      [metric('Errors'), minutes(length, 0, bad)] as const,
      [
        metric('Requests'),
        minutes(length, 200, Object.fromEntries(Object.keys(bad).map((minute) => [minute, 100]))),
      ] as const,
    ];
    const [found] = suggestionsOf(errorRate, columns);
    expect(found && named(found, '1 of 1', 40)?.falseRollbacks).toMatchObject({ healthy: 45, rolledBack: 15 });
    expect(found && named(found, '2 of 3', 40)?.falseRollbacks).toMatchObject({ healthy: 45, rolledBack: 0 });
    const suggested = found?.tried[found.suggested ?? -1];
    expect(suggested).toMatchObject({ datapoints: '1 of 1', requestsAtLeast: 160, detectionSeconds: 60, missed: 0 });
    expect(found?.why).toBe(
      '1 of 1 from 160 requests on: red 60 s after the onset (median), misses 0.0 % of the faults, false in 0 of 45 windows (0.0 to 78.7 per 1,000); what is configured, 2 of 3 from 40 requests on: red 120 s after the onset (median), misses 0.0 % of the faults, false in 0 of 45 windows (0.0 to 78.7 per 1,000).',
    );
  });

  it('leave out windows of an incident', () => {
    const columns = [
      [metric('Errors'), minutes(length, 0, { 110: 90 })] as const,
      [metric('Requests'), minutes(length, 100)] as const,
    ];
    const from = asked([], columns, []).history.startMs;
    const [found] = suggestionsOf(errorRate, columns, { incidents: [{ from, to: from + 150 * 60_000 }] });
    expect(found && named(found, '1 of 1', 40)?.falseRollbacks).toMatchObject({ healthy: 44, rolledBack: 0 });
  });

  it('hold what is configured where it is none of the usual ones', () => {
    const odd = criterion('data-loss', [alarm('Lost', { datapointsToAlarm: 6, evaluationPeriods: 7 })], {
      response: 'ask',
    });
    const [found] = suggestionsOf(odd, [[metric('Lost'), minutes(length, 0)]]);
    expect(found?.tried.map(({ datapoints }) => datapoints)).toContain('6 of 7');
    expect(found?.tried[found.configured]?.datapoints).toBe('6 of 7');
    expect(found?.tried.every(({ requestsAtLeast }) => requestsAtLeast === undefined)).toBe(true);
  });

  it('are red of silence where that is the fault', () => {
    const silence = { comparison: 'LessThanThreshold', threshold: 1, missingData: 'breaching' } as const;
    const outage = criterion('service-outage', [alarm('Pulse', silence)]);
    const [found] = suggestionsOf(outage, [[metric('Pulse'), minutes(length, 9)]]);
    // Until nothing is left in the evaluation range: N and two more.
    expect(found && named(found, '1 of 1')?.detectionSeconds).toBe(180);
    expect(found && named(found, '2 of 2')?.detectionSeconds).toBe(240);
  });

  it('are tried on the alarm that each window makes for itself, where it could', () => {
    const counts = minutes(length, 10);
    counts.fill(0, 1000, 1400);
    const own = criterion('response-time', [], { baseline: baseline({ datapointsToAlarm: 3, evaluationPeriods: 5 }) });
    const [found] = suggestionsOf(own, [
      [latency('p95'), minutes(length, 80, { 2005: 500 })],
      [latency('SampleCount'), counts],
    ]);
    expect(found && named(found, '3 of 5')).toMatchObject({ detectionSeconds: 180, missed: 0 });
    const rates = ['1 of 1', '3 of 5'].map((rule) => found && named(found, rule)?.falseRollbacks);
    expect(rates.map((one) => one?.rolledBack)).toEqual([1, 0]);
    expect(rates[0]?.healthy).toBeLessThan(45);
  });

  it('are not tried for what tells people alone', () => {
    const tells = criterion('performance-degraded', [alarm('Slow')], { response: 'notify' });
    expect(suggestionsOf(tells, [[metric('Slow'), minutes(length, 0)]])).toEqual([]);
  });
});

describe('what is suggested of what was tried', () => {
  const one = (rolledBack: number, detectionSeconds: number | null, missed = 0): Tried => ({
    ...{ datapoints: '1 of 1', falseRollbacks: falseRate(rolledBack, 1000), detectionSeconds, missed },
  });

  it.each<[string, readonly Tried[], number | undefined]>([
    ['is the fastest with few false ones', [one(0, 300), one(2, 60), one(1, 120)], 2],
    ['is the one with fewer false ones of two as fast', [one(0, 300), one(1, 120), one(0, 120)], 2],
    ['is what is configured of two alike', [one(0, 120), one(0, 120)], 0],
    ['misses no more than what is configured', [one(0, 300), one(0, 60, 0.1), one(0, 180)], 2],
    ['misses more only where nothing else is left', [one(5, 60), one(0, 60, 0.1)], 1],
    ['is nothing where all are false too often or too late', [one(5, 60), one(0, null, 1)], undefined],
  ])('%s', (_, tried, index) => {
    expect(fastest(tried, 0)).toBe(index);
  });
});
