import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type TrafficState, trafficOf, visitNow } from '../../sandbox/world/traffic.ts';

const cloudwatch = mockClient(CloudWatchClient);
const usual: TrafficState = {
  ...{ requestsPerMinute: 120, errorPercent: 0.5, p95Ms: 240, failedSearchesPerMinute: 2 },
  ...{ databaseConnections: 38, databaseCpuPercent: 31 },
};

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T10:00:30Z'), toFake: ['Date'] });
  cloudwatch.reset();
  cloudwatch.on(PutMetricDataCommand).resolves({});
});
afterEach(() => {
  vi.useRealTimers();
});

function minutesOf(metric: string, resource = 'shop-api:live'): string[] {
  const data = cloudwatch.commandCalls(PutMetricDataCommand).flatMap(({ args: [{ input }] }) => input.MetricData ?? []);
  return data
    .filter(({ MetricName }) => MetricName === metric)
    .filter(({ Dimensions }) => Dimensions?.some(({ Value }) => Value === resource))
    .map(({ Timestamp }) => Timestamp?.toISOString().slice(11, 16) ?? '');
}

test('puts the hour before at first, then each minute that has passed since, once', async () => {
  const apply = trafficOf(new CloudWatchClient({}));
  await apply(usual);
  expect(minutesOf('Invocations')).toHaveLength(60);
  expect(minutesOf('Invocations').at(0)).toBe('09:00');
  expect(minutesOf('Invocations').at(-1)).toBe('09:59');
  expect(minutesOf('Invocations', 'shop-api:staging')).toEqual(minutesOf('Invocations'));
  cloudwatch.resetHistory();
  await apply(usual);
  expect(minutesOf('Invocations')).toEqual([]);
  vi.setSystemTime(new Date('2026-11-23T10:02:10Z'));
  await apply({ ...usual, requestsPerMinute: 60 });
  expect(minutesOf('Invocations')).toEqual(['10:00', '10:01']);
});

test('visitors of this moment are as many, and wait as long, as a percentile wants', async () => {
  await visitNow(new CloudWatchClient({}), usual);
  const data = cloudwatch.commandCalls(PutMetricDataCommand).flatMap(({ args: [{ input }] }) => input.MetricData ?? []);
  const durations = data.filter(({ MetricName }) => MetricName === 'Duration');
  expect(durations.map(({ Timestamp, Values, Counts }) => ({ Timestamp, Values, Counts }))).toEqual(
    ['live', 'staging'].map(() => ({ Timestamp: new Date(), Values: [60, 240], Counts: [216, 24] })),
  );
});

test('each request is a sample, and a tenth of them as slow as p95', async () => {
  await trafficOf(new CloudWatchClient({}))(usual);
  const data = cloudwatch.commandCalls(PutMetricDataCommand).flatMap(({ args: [{ input }] }) => input.MetricData ?? []);
  const { Values, Counts, Dimensions } = data.find(({ MetricName }) => MetricName === 'Duration') ?? {};
  expect([Values, Counts]).toEqual([
    [60, 240],
    [108, 12],
  ]);
  expect(Dimensions).toContainEqual({ Name: 'Resource', Value: 'shop-api:live' });
});
