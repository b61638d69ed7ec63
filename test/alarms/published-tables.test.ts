import { describe, expect, it } from 'vitest';
import { evaluateRange } from '../../lib/alarms/evaluate-range.ts';
import { evaluationRange } from '../../lib/alarms/evaluation-rule.ts';
import { marksOf, publishedTables, treatments } from '../support/alarm-prose.ts';
import { pointsOf } from './support/points.ts';

/** "Configuring how CloudWatch alarms treat missing data": two tables of five rows, each with four treatments. */
const cells = publishedTables.flatMap(({ rows, ...rule }) =>
  rows.flatMap(([pattern, ...states]) =>
    treatments.map((missingData, column) => ({ ...rule, pattern, missingData, state: states[column] })),
  ),
);

describe('the published tables', () => {
  it('have 40 cells', () => {
    expect(cells).toHaveLength(40);
  });

  it.each(cells)(
    '$datapointsToAlarm of $evaluationPeriods, $pattern with missing data as $missingData is $state',
    ({ pattern, state, ...rule }) => {
      const points = pointsOf(marksOf(pattern));
      expect(points).toHaveLength(evaluationRange(rule));
      expect(evaluateRange(points, { period: points.length, range: evaluationRange(rule) }, rule)).toBe(state);
    },
  );
});
