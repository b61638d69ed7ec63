import { CloudWatchClient, GetMetricDataCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import type { CriterionSettings } from '../../lib/config/window-settings.ts';
import { dueChanges, evaluatedAlarm } from '../../sandbox/world/alarm-evaluation.ts';

const cloudwatch = mockClient(CloudWatchClient);
beforeEach(() => cloudwatch.reset());

const dimensions = { FunctionName: 'shop-api' };
const metric = (id: string, name: string, stat: string) => ({
  ...{ id, namespace: 'AWS/Lambda', metric: name, dimensions, stat },
});
const definition = {
  name: 'shop-error-rate',
  description: '',
  series: [
    metric('errors', 'Errors', 'Sum'),
    metric('requests', 'Invocations', 'Sum'),
    { id: 'rate', expression: '100 * errors / requests', label: 'rate' },
  ],
  returns: 'rate',
  comparison: 'GreaterThanThreshold',
  threshold: 99,
  periodSeconds: 60,
  datapointsToAlarm: 1,
  evaluationPeriods: 1,
  missingData: 'notBreaching',
  tags: {},
} as const;
const about = { title: '', severity: 'high', response: 'rollback' } as const;
const criteria: readonly CriterionSettings[] = [
  {
    ...about,
    id: 'error-rate-critical',
    alarms: [{ name: definition.name, madeBy: 'stack', needsData: true, definition }],
  },
  {
    ...about,
    id: 'response-time',
    alarms: [],
    baseline: {
      ...{ namespace: 'AWS/Lambda', metric: 'Duration', dimensions, millisecondsPerUnit: 1 },
      ...{ factor: 1.5, floorMs: 300, samplesAtLeast: 200 },
      alarm: { ...definition, name: 'shop-response-time', series: [metric('p95', 'Duration', 'p95')], returns: 'p95' },
    },
  },
];
const deployed: MetricAlarm = {
  AlarmName: definition.name,
  StateValue: 'OK',
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 5,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
  TreatMissingData: 'missing',
};

test('an alarm is what is deployed, with the series of its configuration; one of nobody here is none', () => {
  expect(evaluatedAlarm(deployed, criteria)).toMatchObject({
    state: 'OK',
    definition: { threshold: 5, datapointsToAlarm: 2, evaluationPeriods: 3, missingData: 'missing', returns: 'rate' },
  });
  const own = { ...deployed, AlarmName: 'shop-response-time-run-1', Threshold: 360 };
  expect(evaluatedAlarm(own, criteria)).toMatchObject({
    definition: { name: 'shop-response-time-run-1', threshold: 360, returns: 'p95' },
  });
  expect(evaluatedAlarm({ ...deployed, AlarmName: 'shop-response-time' }, criteria)).toBeUndefined();
  expect(evaluatedAlarm({ ...deployed, AlarmName: 'another' }, criteria)).toBeUndefined();
});

const at = (minutes: number): Date => new Date(Date.parse('2026-11-13T10:00:00Z') + minutes * 60_000);

/** Errors by the minutes that have requests, of which there are 100 each. */
function answer(errors: Readonly<Record<number, number>>): void {
  const Timestamps = Object.keys(errors).map((minutes) => at(Number(minutes)));
  cloudwatch.on(GetMetricDataCommand).resolves({
    MetricDataResults: [
      { Id: 'm0', Timestamps, Values: Object.values(errors) },
      { Id: 'm1', Timestamps, Values: Timestamps.map(() => 100) },
    ],
  });
}

async function changesAt(minutes: number, state: 'OK' | 'ALARM') {
  const alarm = evaluatedAlarm({ ...deployed, StateValue: state }, criteria);
  return dueChanges(new CloudWatchClient({}), alarm === undefined ? [] : [alarm], at(minutes));
}

test('metric math is computed of what CloudWatch has of the evaluation range, and of no more', async () => {
  answer({ 4: 10, 3: 0, 2: 12.5, 1: 0 });
  expect(await changesAt(5, 'OK')).toEqual([
    {
      name: definition.name,
      from: 'OK',
      to: 'ALARM',
      reason:
        'Threshold Crossed: 2 out of the last 3 datapoints [10.0 (13/11/26 10:04:00), 12.5 (13/11/26 10:02:00)] were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).',
    },
  ]);
  const [call] = cloudwatch.commandCalls(GetMetricDataCommand);
  expect(call?.args[0].input).toMatchObject({ StartTime: at(0), EndTime: at(5) });
  expect(call?.args[0].input.MetricDataQueries?.map(({ MetricStat }) => MetricStat?.Metric?.MetricName)).toEqual([
    'Errors',
    'Invocations',
  ]);
});

test('what stays as it is, is no change', async () => {
  answer({ 4: 10, 3: 0, 2: 12.5, 1: 0 });
  expect(await changesAt(5, 'ALARM')).toEqual([]);
});

test('a range without any datapoint leaves nothing known', async () => {
  answer({});
  expect(await changesAt(5, 'OK')).toMatchObject([
    { to: 'INSUFFICIENT_DATA', reason: 'Insufficient Data: 3 datapoints were unknown.' },
  ]);
});
