import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricAlarm,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';
import { keepUnevaluated, takeOutMathAlarms } from '../../sandbox/math-alarms.ts';

test('alarms of metric math are taken out of each template, and kept as they are; all else stays', async () => {
  const assembly = await mkdtemp(join(tmpdir(), 'assembly-'));
  await writeFile(join(assembly, 'another.template.json'), JSON.stringify({ Resources: {} }));
  const file = join(assembly, 'preflight-shop-api-production.template.json');
  const plain = { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'plain', MetricName: 'Errors' } };
  const math = { AlarmName: 'math', Metrics: [{ Id: 'rate', Expression: 'errors / requests' }], Threshold: 5 };
  const topic = { Type: 'AWS::SNS::Topic' };
  const Resources = { Plain: plain, Math: { Type: 'AWS::CloudWatch::Alarm', Properties: math }, Topic: topic };
  await writeFile(file, JSON.stringify({ Resources, Outputs: {} }));
  await takeOutMathAlarms(assembly);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ Resources: { Plain: plain, Topic: topic }, Outputs: {} });
  expect(JSON.parse(await readFile(join(assembly, 'preflight-shop-api-production.math-alarms.json'), 'utf8'))).toEqual([
    math,
  ]);
  expect(JSON.parse(await readFile(join(assembly, 'another.math-alarms.json'), 'utf8'))).toEqual([]);
});

test('an alarm of one metric is written as metric math, with all else as it was; others are left alone', async () => {
  const cloudwatch = mockClient(CloudWatchClient);
  const Dimensions = [{ Name: 'DBInstanceIdentifier', Value: 'shop-production' }];
  const rules: MetricAlarm = {
    ...{ AlarmName: 'shop-plain', ActionsEnabled: true, AlarmActions: ['topic'], OKActions: ['topic'] },
    ...{ ComparisonOperator: 'GreaterThanThreshold', Threshold: 180, EvaluationPeriods: 3, DatapointsToAlarm: 2 },
    TreatMissingData: 'missing',
  };
  const metric = { Namespace: 'AWS/RDS', MetricName: 'DatabaseConnections', Dimensions };
  cloudwatch.on(DescribeAlarmsCommand).resolves({
    MetricAlarms: [{ ...rules, ...metric, Statistic: 'Maximum', Period: 60 }, { AlarmName: 'shop-math' }],
  });
  cloudwatch.on(PutMetricAlarmCommand).resolves({});
  await keepUnevaluated('http://127.0.0.1:1', 'shop');
  const [put, ...more] = cloudwatch.commandCalls(PutMetricAlarmCommand).map(({ args: [{ input }] }) => input);
  expect(put).toMatchObject(rules);
  expect(put).not.toHaveProperty('MetricName');
  expect(put?.Metrics).toEqual([{ Id: 'value', MetricStat: { Metric: metric, Period: 60, Stat: 'Maximum' } }]);
  expect(more).toEqual([]);
});
