import { CloudWatchClient, GetMetricDataCommand, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MetricQuery } from '../../lib/domain/metric.ts';
import { cloudwatch } from '../../lib/sources/cloudwatch.ts';

const never = new AbortController().signal;
const now = new Date('2026-11-23T12:00:30.000Z');
const free: MetricQuery = {
  id: 'free space',
  namespace: 'AWS/RDS',
  metric: 'FreeStorageSpace',
  dimensions: { DBInstanceIdentifier: 'shop-production' },
  stat: 'Minimum',
};
const memory: MetricQuery = { ...free, id: 'memory', metric: 'FreeableMemory' };

const client = new CloudWatchClient({ region: 'eu-central-1' });
const aws = mockClient(client);
const latest = (queries: MetricQuery[] = [free], recentMinutes = 15) =>
  cloudwatch(client).latest(queries, { now, recentMinutes }, never);

beforeEach(() => {
  aws.reset();
});

const at = (time: string): Date => new Date(`2026-11-23T${time}Z`);
function result(points: readonly [string, number][], more: Partial<MetricDataResult> = {}): MetricDataResult {
  return {
    Id: 'm0',
    StatusCode: 'Complete',
    Timestamps: points.map(([time]) => at(time)),
    Values: points.map(([, value]) => value),
    ...more,
  };
}
const answer = (...results: MetricDataResult[]) =>
  aws.on(GetMetricDataCommand).resolves({ MetricDataResults: results });

describe('cloudwatch', () => {
  it('asks for whole minutes, up to the running one', async () => {
    answer(result([]), result([], { Id: 'm1' }));
    await latest([free, memory]);
    expect(aws.commandCalls(GetMetricDataCommand)[0]?.args[0].input).toMatchObject({
      StartTime: at('11:45:00'),
      EndTime: at('12:00:00'),
      MetricDataQueries: [
        {
          Id: 'm0',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/RDS',
              MetricName: 'FreeStorageSpace',
              Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'shop-production' }],
            },
            Period: 60,
            Stat: 'Minimum',
          },
        },
        { Id: 'm1' },
      ],
    });
  });

  it.each([
    [
      'descending',
      [
        ['11:58:00', 3],
        ['11:57:00', 2],
        ['11:56:00', 1],
      ],
    ],
    [
      'ascending',
      [
        ['11:56:00', 1],
        ['11:57:00', 2],
        ['11:58:00', 3],
      ],
    ],
    [
      'in no order',
      [
        ['11:57:00', 2],
        ['11:58:00', 3],
        ['11:56:00', 1],
      ],
    ],
  ] as [string, [string, number][]][])('takes the newest of datapoints that come %s', async (_order, points) => {
    answer(result(points));
    await expect(latest()).resolves.toEqual(new Map([['free space', { value: 3, at: at('11:58:00') }]]));
  });

  it('leaves out what has no datapoint, and what lies outside the time asked for', async () => {
    answer(
      result([
        ['11:44:59', 1],
        ['12:00:00', 2],
      ]),
      result([['11:45:00', 7]], { Id: 'm1' }),
    );
    await expect(latest([free, memory])).resolves.toEqual(new Map([['memory', { value: 7, at: at('11:45:00') }]]));
  });

  it('reads all pages', async () => {
    aws
      .on(GetMetricDataCommand)
      .resolvesOnce({
        MetricDataResults: [
          result([['11:50:00', 1]], { StatusCode: 'PartialData' }),
          result([], { Id: 'm1', StatusCode: 'PartialData' }),
        ],
        NextToken: 'more',
      })
      .resolvesOnce({ MetricDataResults: [result([['11:59:00', 2]]), result([['11:59:00', 3]], { Id: 'm1' })] });
    const found = await latest([free, memory]);
    expect([found.get('free space')?.value, found.get('memory')?.value]).toEqual([2, 3]);
    expect(aws.commandCalls(GetMetricDataCommand)[1]?.args[0].input.NextToken).toBe('more');
  });

  it.each([
    [
      'partial data to the end',
      [result([['11:59:00', 1]], { StatusCode: 'PartialData' })],
      /completely for AWS\/RDS FreeStorageSpace: PartialData$/,
    ],
    ['a metric that may not be read', [result([], { StatusCode: 'Forbidden' })], /: Forbidden$/],
    ['an internal error', [result([], { StatusCode: 'InternalError' })], /: InternalError$/],
    ['a metric that is missing', [result([['11:59:00', 1]], { Id: 'm7' })], /: no result$/],
    ['more times than values', [result([['11:59:00', 1]], { Values: [] })], /times and values that do not pair$/],
    ['a value that is no number', [result([['11:59:00', Number.NaN]])], /not a number and a time$/],
    ['a time that is none', [result([['99:59:00', 1]])], /not a number and a time$/],
  ])('takes %s for no answer', async (_what, results, message) => {
    answer(...results);
    await expect(latest()).rejects.toThrow(message);
  });

  it('takes a message about the whole question for no answer', async () => {
    aws.on(GetMetricDataCommand).resolves({
      MetricDataResults: [result([['11:59:00', 1]])],
      Messages: [{ Code: 'ArgumentError', Value: 'too many metrics' }],
    });
    await expect(latest()).rejects.toThrow('CloudWatch answered with ArgumentError: too many metrics');
  });

  it('does not read pages without end', async () => {
    aws.on(GetMetricDataCommand).resolves({ MetricDataResults: [result([])], NextToken: 'again' });
    await expect(latest()).rejects.toThrow("CloudWatch's answer did not end after 10 pages");
  });

  it('tells a refusal in words', async () => {
    aws.on(GetMetricDataCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    await expect(latest()).rejects.toThrow(/^CloudWatch refused cloudwatch:GetMetricData: AccessDenied/);
  });
});
