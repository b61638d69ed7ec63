import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateRange } from '../../lib/alarms/evaluate-range.ts';
import { replayAlarm } from '../../lib/alarms/replay-alarm.ts';
import {
  allowedStates,
  type Mark,
  marksOf,
  outcomeOf,
  publishedTables,
  type Reading,
  type Rule,
  readings,
  treatments,
} from '../support/alarm-prose.ts';
import { pointsOf } from './support/points.ts';

const marks = ['0', 'X', '-'] as const satisfies readonly Mark[];
const patterns = Array.from({ length: 5 }).reduce<readonly (readonly Mark[])[]>(
  (shorter) => shorter.flatMap((one) => marks.map((mark) => [...one, mark])),
  [[]],
);
const rules: readonly Rule[] = [1, 2, 3].flatMap((datapointsToAlarm) =>
  treatments.map((missingData) => ({ datapointsToAlarm, evaluationPeriods: 3, missingData })),
);
const cases = patterns.flatMap((pattern) => rules.map((rule) => ({ pattern, rule })));
const ambiguous = cases.filter(({ pattern, rule }) => allowedStates(pattern, rule).size > 1);

/** How lib/alarms reads what can be read in several ways. */
const ours: Reading = {
  notYet: 'OK',
  waitsWhenFilled: false,
  oldestOf: 'evaluation range',
  olderIsNothing: false,
};

const evaluated = (pattern: readonly Mark[], rule: Rule) =>
  evaluateRange(pointsOf(pattern), { period: pattern.length, range: pattern.length }, rule);

describe('every pattern of five periods, with every treatment, and M of 3', () => {
  it('are 243 patterns, 2,916 cases', () => {
    expect([patterns.length, cases.length]).toEqual([243, 2916]);
  });

  it.each(rules)(
    '$datapointsToAlarm of 3, missing data as $missingData: a state that the prose allows, the one where it allows one',
    (rule) => {
      const wrong = patterns.filter((pattern) => {
        const allowed = allowedStates(pattern, rule);
        return allowed.size === 0 || !allowed.has(evaluated(pattern, rule));
      });
      expect(wrong).toEqual([]);
    },
  );

  it('are ambiguous as often as the docs say', () => {
    const docs = readFileSync('docs/alarm-evaluation.md', 'utf8');
    const [, all, several] = /Of the ([\d,]+) cases, (\d+) can be read in several ways/.exec(docs) ?? [];
    expect([all, several]).toEqual(['2,916', String(ambiguous.length)]);
  });

  it('are ambiguous only where datapoints are missing, M is more than 1, and silence is not taken for good', () => {
    for (const { pattern, rule } of ambiguous) {
      expect(pattern.filter((mark) => mark === '-').length).toBeGreaterThan(2);
      expect(rule.datapointsToAlarm).toBeGreaterThan(1);
      expect(rule.missingData).not.toBe('notBreaching');
    }
  });
});

describe('the prose', () => {
  const strict = readings.filter(({ olderIsNothing }) => !olderIsNothing);

  it.each(strict)('gives the published tables when read so: $notYet, $waitsWhenFilled, $oldestOf', (reading) => {
    for (const { rows, ...rule } of publishedTables) {
      for (const [pattern, ...states] of rows) {
        const read = treatments.map((missingData) => outcomeOf(marksOf(pattern), { ...rule, missingData }, reading));
        // c is about the cells of BREACHING, which no table has with fewer than M datapoints all too young.
        expect([pattern, ...read]).toEqual([pattern, ...states]);
      }
    }
  });

  it('taken at its word, that what is older does not matter, contradicts one row of the tables: e', () => {
    const atItsWord = { ...ours, olderIsNothing: true };
    const rule = { datapointsToAlarm: 2, evaluationPeriods: 3, missingData: 'missing' } as const;
    expect(outcomeOf(marksOf('0 - X - -'), rule, atItsWord)).toBe('ALARM');
  });
});

const ruleOf = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.nat({ max: 5 }), fc.constantFrom(...treatments))
  .map(([evaluationPeriods, fewer, missingData]) => ({
    evaluationPeriods,
    datapointsToAlarm: Math.max(1, evaluationPeriods - fewer),
    missingData,
  }));

/** An alarm that was just made, evaluated at the end of each period, by the prose. */
function changesByProse(series: readonly Mark[], rule: Rule, range: number, late: number) {
  const changes: { period: number; state: string }[] = [];
  let state = 'INSUFFICIENT_DATA';
  for (let period = 1; period <= series.length + late; period += 1) {
    const nothing = Array.from({ length: range }, () => '-' as const);
    const hidden = nothing.slice(0, late);
    const next = outcomeOf(
      [...nothing, ...series.slice(0, Math.max(0, period - late)), ...hidden].slice(-range),
      rule,
      ours,
    );
    if (next === 'retain' || next === state) continue;
    state = next;
    changes.push({ period, state });
  }
  return changes;
}

describe('a replay', () => {
  it('changes as the prose does, whatever M, N, range, lateness and series', () => {
    const series = fc.array(fc.constantFrom(...marks), { maxLength: 40 });
    fc.assert(
      fc.property(series, ruleOf, fc.integer({ min: 1, max: 6 }), fc.nat({ max: 3 }), (story, rule, more, missed) => {
        const range = rule.evaluationPeriods + more;
        const late = Math.min(missed, range);
        const changes = replayAlarm({ points: pointsOf(story), rule, late, range });
        expect(changes).toEqual(changesByProse(story, rule, range, late));
      }),
      { numRuns: 500 },
    );
  });
});
