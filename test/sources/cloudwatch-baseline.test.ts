import { type Datapoint, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { beforeEach, describe, expect, it } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import { cloudwatchAlarms } from '../../lib/sources/cloudwatch-alarms.ts';
import { answer, aws, client, p95 } from './statistics-fixture.ts';

const signal = new AbortController().signal;
const now = new Date('2026-11-23T10:18:44.500Z');
const from = new Date('2026-11-23T09:18:00.000Z');
const to = new Date('2026-11-23T10:18:00.000Z');
const query = {
  namespace: 'AWS/ApplicationELB',
  metric: 'TargetResponseTime',
  dimensions: { LoadBalancer: 'app/shop/1' },
  millisecondsPerUnit: 1000,
};
const baseline = () => cloudwatchAlarms(client).baseline(query, now, signal);

beforeEach(() => {
  aws.reset();
});

describe('baseline', () => {
  it('is the p95 of the hour before the running minute, in milliseconds, as one period', async () => {
    answer([{ Timestamp: from, SampleCount: 5120 }], [p95(from, 0.24)]);
    await expect(baseline()).resolves.toEqual({
      p95Ms: 240,
      samples: 5120,
      from: from.toISOString(),
      to: to.toISOString(),
    });
    const asked = {
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'TargetResponseTime',
      Dimensions: [{ Name: 'LoadBalancer', Value: 'app/shop/1' }],
      StartTime: from,
      EndTime: to,
      Period: 3600,
    };
    expect(aws.commandCalls(GetMetricStatisticsCommand).map(({ args }) => args[0].input)).toEqual([
      { ...asked, Statistics: ['SampleCount'] },
      { ...asked, ExtendedStatistics: ['p95'] },
    ]);
  });

  it('is the larger part where the answer has two', async () => {
    const other = new Date('2026-11-23T10:00:00.000Z');
    answer(
      [
        { Timestamp: other, SampleCount: 300 },
        { Timestamp: from, SampleCount: 700 },
      ],
      [p95(from, 0.2), p95(other, 0.9)],
    );
    await expect(baseline()).resolves.toMatchObject({ p95Ms: 200, samples: 700 });
  });

  it.each<[string, Datapoint[]]>([
    ['no datapoint', []],
    ['one without samples', [{ Timestamp: from, SampleCount: 0 }]],
  ])('is not there where there is %s', async (_what, counts) => {
    answer(counts, []);
    await expect(baseline()).resolves.toBeUndefined();
  });

  it.each<[string, Datapoint[], Datapoint[], RegExp]>([
    [
      'no percentile of its samples',
      [{ Timestamp: from, SampleCount: 9 }],
      [],
      /has 9 samples of AWS\/App.*, but no p95/,
    ],
    ['one of another time', [{ Timestamp: from, SampleCount: 9 }], [p95(to, 1)], /but no p95/],
    ['one that is no number', [{ Timestamp: from, SampleCount: 9 }], [p95(from, Number.NaN)], /with a p95 of NaN/],
    ['one below zero', [{ Timestamp: from, SampleCount: 9 }], [p95(from, -1)], /with a p95 of -1/],
    ['a count that is no number', [{ Timestamp: from, SampleCount: Number.NaN }], [p95(from, 1)], /of NaN samples/],
  ])('could not be measured where CloudWatch has %s', async (_what, counts, percentiles, words) => {
    answer(counts, percentiles);
    const failure = baseline();
    await expect(failure).rejects.toBeInstanceOf(SourceError);
    await expect(failure).rejects.toThrow(words);
  });

  it('could not be measured where CloudWatch refuses', async () => {
    aws.on(GetMetricStatisticsCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    await expect(baseline()).rejects.toThrow('CloudWatch refused cloudwatch:GetMetricStatistics');
  });
});
