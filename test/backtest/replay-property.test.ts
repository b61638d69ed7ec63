import { describe, expect, it } from 'vitest';
import type { RedAlarm } from '../../lib/backtest/backtest.ts';
import { type Backtest, replayHistory } from '../../lib/backtest/replay-history.ts';
import type { CriterionSettings } from '../../lib/config/window-settings.ts';
import type { AlarmDefinition, MissingData } from '../../lib/domain/window/alarm.ts';
import { type Response, responses } from '../../lib/domain/window/criterion.ts';
import { alarm, asked, baseline, criterion, latency, metric } from './histories.ts';
import { slowReplay } from './slow-replay.ts';

/** Numbers from 0 to 1, the same for each seed (mulberry32). */
function numbersOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const length = 360;
const treatments: readonly MissingData[] = ['breaching', 'notBreaching', 'missing', 'ignore'];

/** Values that come in runs: below, above or none of them. */
function runs(random: () => number, low: number, high: number): Float64Array {
  let [value, left] = [low, 0];
  return Float64Array.from({ length }, () => {
    if (left === 0)
      [value, left] = [[low, low, high, Number.NaN][Math.floor(4 * random())] ?? low, 1 + Math.floor(9 * random())];
    left -= 1;
    return value;
  });
}

function randomBacktest(seed: number): Backtest {
  const random = numbersOf(seed);
  const pick = <T>(some: readonly T[], otherwise: T): T => some[Math.floor(random() * some.length)] ?? otherwise;
  const timing = (): Partial<AlarmDefinition> => {
    const evaluationPeriods = 1 + Math.floor(5 * random());
    const datapointsToAlarm = 1 + Math.floor(evaluationPeriods * random());
    const periodSeconds = pick([60, 60, 120, 300], 60);
    return { evaluationPeriods, datapointsToAlarm, periodSeconds, missingData: pick(treatments, 'missing') };
  };
  const less = { comparison: 'LessThanThreshold', threshold: 5 } as const;
  const response = (): { response: Response } => ({ response: pick(responses, 'rollback') });
  const criteria: CriterionSettings[] = [
    criterion('error-rate-critical', [alarm('A', timing()), alarm('B', timing())], response()),
    criterion('service-outage', [alarm('C', { ...timing(), ...less })], response()),
    criterion('response-time', [], { baseline: baseline({ ...timing(), periodSeconds: 60 }), ...response() }),
  ];
  const columns = [
    [metric('A'), runs(random, 1, 20)],
    [metric('B'), runs(random, 1, 20)],
    [metric('C'), runs(random, 9, 0)],
    [latency('p95'), runs(random, 60, 300)],
    [latency('SampleCount'), runs(random, 5, 9)],
  ] as const;
  const openings = Array.from({ length: 8 }, (_, index) => 80 + 27 * index);
  return asked(criteria, columns, openings, { lateSeconds: pick([0, 60, 100], 0) });
}

const withoutValues = ({ criterion: of, alarm: name, at, response, threshold }: RedAlarm) => ({
  ...{ criterion: of, alarm: name, at, response, threshold },
});

describe('replaying a history', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    'gives what going through it minute by minute does, seed %i',
    (seed) => {
      const request = randomBacktest(seed);
      const windows = replayHistory(request).windows.map(({ openedAt, red, redAtOpening, rolledBack }) => ({
        ...{ openedAt, redAtOpening, red: red.map(withoutValues) },
        ...(rolledBack === undefined ? {} : { rolledBack: withoutValues(rolledBack) }),
      }));
      const slow = slowReplay(request);
      expect(windows.length).toBeGreaterThan(5);
      expect(windows).toEqual(slow.slice(slow.length - windows.length));
    },
  );

  it('has windows that roll back, and others that do not, among these', () => {
    const all = Array.from({ length: 60 }, (_, seed) => replayHistory(randomBacktest(seed)).windows).flat();
    const rolledBack = all.filter((window) => window.rolledBack !== undefined).length;
    expect(rolledBack).toBeGreaterThan(100);
    expect(all.length - rolledBack).toBeGreaterThan(100);
    expect(new Set(all.map((window) => window.rolledBack?.criterion))).toEqual(
      new Set([undefined, 'error-rate-critical', 'service-outage', 'response-time']),
    );
  });

  it('gives the same twice, suggestions included', () => {
    const request = { ...randomBacktest(7), suggestions: true };
    const again = { ...randomBacktest(7), suggestions: true };
    expect(JSON.stringify(replayHistory(request))).toBe(JSON.stringify(replayHistory(again)));
  });
});
