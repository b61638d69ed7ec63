import { type Datapoint, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { beforeEach, describe, expect, it } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import { cloudwatch } from '../../lib/sources/cloudwatch.ts';
import { answer, aws, client, count, p95 } from './statistics-fixture.ts';

const { signal } = new AbortController();
const at = (time: string): Date => new Date(`2026-11-23T${time}Z`);
const query = {
  namespace: 'AWS/ApplicationELB',
  metric: 'TargetResponseTime',
  dimensions: { LoadBalancer: 'app/shop/1', TargetGroup: 'targetgroup/shop/2' },
  percentile: 'p95',
};
const measure = (from: string, to: string) =>
  cloudwatch(client).percentile(query, { from: at(from), to: at(to) }, signal);

beforeEach(() => {
  aws.reset();
});

describe('percentile', () => {
  it('is that of one period, which is the whole length of time', async () => {
    answer([count(at('11:45:00'), 512)], [p95(at('11:45:00'), 0.24)]);
    await expect(measure('11:45:00', '12:00:00')).resolves.toEqual({ value: 0.24, samples: 512 });
    const asked = {
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'TargetResponseTime',
      Dimensions: [
        { Name: 'LoadBalancer', Value: 'app/shop/1' },
        { Name: 'TargetGroup', Value: 'targetgroup/shop/2' },
      ],
      StartTime: at('11:45:00'),
      EndTime: at('12:00:00'),
      Period: 900,
    };
    expect(aws.commandCalls(GetMetricStatisticsCommand).map(({ args }) => args[0].input)).toEqual([
      { ...asked, Statistics: ['SampleCount'] },
      { ...asked, ExtendedStatistics: ['p95'] },
    ]);
  });

  it.each([
    ['11:45:00', '11:46:00', '11:45:00', '11:46:00', 60],
    ['11:45:59.999', '11:46:00.001', '11:45:00', '11:47:00', 120],
    ['11:45:30', '11:45:31', '11:45:00', '11:46:00', 60],
    ['11:45:00', '11:52:00', '11:45:00', '11:52:00', 420],
    ['00:00:00', '24:00:00', '00:00:00', '24:00:00', 86_400],
  ])('of %s to %s is that of the minutes from %s to %s', async (from, to, StartTime, EndTime, Period) => {
    answer([], []);
    await measure(from, to);
    const [asked] = aws.commandCalls(GetMetricStatisticsCommand).map(({ args }) => args[0].input);
    expect(asked).toMatchObject({ StartTime: at(StartTime), EndTime: at(EndTime), Period });
  });

  it.each([
    ['nothing', '11:45:00', '11:45:00'],
    ['what ends before it begins', '11:46:00', '11:45:00'],
    ['more than a day', '00:00:00', '2026-11-24T00:00:01'],
  ])('is not asked for of %s', async (_what, from, to) => {
    const ending = to.includes('T') ? new Date(`${to}Z`) : at(to);
    const failure = cloudwatch(client).percentile(query, { from: at(from), to: ending }, signal);
    await expect(failure).rejects.toThrow(/^CloudWatch is not asked: .* is no length of time from a minute to a day$/);
    expect(aws.commandCalls(GetMetricStatisticsCommand)).toEqual([]);
  });

  it('is that of the part with more samples, where there are two', async () => {
    const [first, second] = [at('11:45:00'), at('11:50:00')];
    answer([count(second, 700), count(first, 300)], [p95(first, 0.9), p95(second, 0.2)]);
    await expect(measure('11:45:00', '12:00:00')).resolves.toEqual({ value: 0.2, samples: 700 });
  });

  it.each<[string, Datapoint[]]>([
    ['no datapoint', []],
    ['one without samples', [count(at('11:45:00'), 0)]],
  ])('is none where there is %s', async (_what, counts) => {
    answer(counts, []);
    await expect(measure('11:45:00', '12:00:00')).resolves.toBeUndefined();
  });

  it.each<[string, Datapoint[], Datapoint[], RegExp]>([
    ['no percentile of its samples', [count(at('11:45:00'), 9)], [], /has 9 samples of AWS\/App.*, but no p95/],
    ['a percentile that is no number', [count(at('11:45:00'), 9)], [p95(at('11:45:00'), Number.NaN)], /a p95 of NaN/],
    ['one below zero', [count(at('11:45:00'), 9)], [p95(at('11:45:00'), -1)], /a p95 of -1, of 9 samples$/],
    [
      'endless samples',
      [count(at('11:45:00'), Number.POSITIVE_INFINITY)],
      [p95(at('11:45:00'), 1)],
      /Infinity samples/,
    ],
  ])('could not be measured where CloudWatch has %s', async (_what, counts, percentiles, words) => {
    answer(counts, percentiles);
    const failure = measure('11:45:00', '12:00:00');
    await expect(failure).rejects.toBeInstanceOf(SourceError);
    await expect(failure).rejects.toThrow(words);
  });

  it('could not be measured where CloudWatch refuses', async () => {
    aws.on(GetMetricStatisticsCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    await expect(measure('11:45:00', '12:00:00')).rejects.toThrow('CloudWatch refused cloudwatch:GetMetricStatistics');
  });
});
