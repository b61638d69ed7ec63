import { expect, test } from 'vitest';
import { changeReason, type SeenValue, type StateChange } from '../../sandbox/world/alarm-reason.ts';

const rule = {
  comparison: 'GreaterThanThreshold',
  threshold: 5,
  datapointsToAlarm: 2,
  evaluationPeriods: 3,
  missingData: 'notBreaching',
} as const;

/** Newest first, a minute apart. */
function seen(...values: number[]): SeenValue[] {
  return values.map((value, index) => ({
    at: new Date(Date.parse('2026-11-23T10:02:00Z') - index * 60_000),
    value,
    isBreaching: value > 5,
  }));
}

const toAlarm = (values: readonly SeenValue[]): StateChange => ({ from: 'OK', to: 'ALARM', values });
const toOk = (values: readonly SeenValue[]): StateChange => ({ from: 'ALARM', to: 'OK', values });

test('a red alarm lists what was above its threshold, newest first, and what it takes', () => {
  expect(changeReason(toAlarm(seen(10, 0.5, 7.25)), rule)).toBe(
    'Threshold Crossed: 2 out of the last 3 datapoints [10.0 (23/11/26 10:02:00), 7.25 (23/11/26 10:00:00)] were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).',
  );
});

test('one that is OK again lists what was not, and as many as no longer let it be red', () => {
  expect(changeReason(toOk(seen(0.2, 0.2, 10)), rule)).toBe(
    'Threshold Crossed: 2 out of the last 3 datapoints [0.2 (23/11/26 10:02:00), 0.2 (23/11/26 10:01:00)] were not greater than the threshold (5.0) (minimum 2 datapoints for ALARM -> OK transition).',
  );
});

test('one is singular, and another comparison has other words', () => {
  const one = {
    ...rule,
    comparison: 'LessThanOrEqualToThreshold',
    datapointsToAlarm: 1,
    evaluationPeriods: 1,
  } as const;
  const [value] = seen(1);
  expect(changeReason(toAlarm(value === undefined ? [] : [{ ...value, isBreaching: true }]), one)).toBe(
    'Threshold Crossed: 1 out of the last 1 datapoints [1.0 (23/11/26 10:02:00)] was less than or equal to the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).',
  );
});

test('what was missing is told where it is taken for something', () => {
  const breaching = { ...rule, missingData: 'breaching' } as const;
  expect(changeReason(toAlarm(seen(9)), breaching)).toBe(
    'Threshold Crossed: 1 out of the last 3 datapoints [9.0 (23/11/26 10:02:00)] was greater than the threshold (5.0) and 2 missing datapoints were treated as [Breaching] (minimum 2 datapoints for OK -> ALARM transition).',
  );
  expect(changeReason(toOk(seen(1, 1)), rule)).toContain(' and 1 missing datapoint was treated as [NonBreaching] (');
  expect(changeReason(toOk(seen(1, 1)), { ...rule, missingData: 'missing' })).not.toContain('missing datapoint');
});

test('silence has words of its own', () => {
  const breaching = { ...rule, missingData: 'breaching' } as const;
  expect(changeReason(toAlarm([]), breaching)).toBe(
    'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].',
  );
  expect(changeReason({ from: 'OK', to: 'INSUFFICIENT_DATA', values: [] }, rule)).toBe(
    'Insufficient Data: 3 datapoints were unknown.',
  );
});
