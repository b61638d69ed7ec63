import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { SandboxError } from '../../sandbox/failure.ts';
import type { TrafficState } from '../../sandbox/world/traffic.ts';
import { virtualMinutes } from '../../sandbox/world/virtual-minutes.ts';

const cloudwatch = mockClient(CloudWatchClient);
const now = Date.parse('2026-11-23T10:00:30Z');
const usual: TrafficState = {
  ...{ requestsPerMinute: 500, errorPercent: 0.2, p95Ms: 240, failedSearchesPerMinute: 2 },
  ...{ databaseConnections: 38, databaseCpuPercent: 31 },
};

beforeEach(() => {
  cloudwatch.reset();
  cloudwatch.on(PutMetricDataCommand).resolves({});
  cloudwatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [{ Id: 'pulse', Timestamps: [], Values: [] }] });
});

/** Of production's shop, and of its database. */
function minutesOf(metric: string): string[] {
  const data = cloudwatch.commandCalls(PutMetricDataCommand).flatMap(({ args: [{ input }] }) => input.MetricData ?? []);
  const found = data.filter(({ MetricName }) => MetricName === metric);
  return [...new Set(found.map(({ Timestamp }) => Timestamp?.toISOString() ?? ''))];
}

test('they begin ten days ago, follow each other without a gap, and each is put once', async () => {
  const minutes = virtualMinutes(new CloudWatchClient({}), () => now);
  expect(await minutes.put([usual, usual])).toEqual(new Date('2026-11-13T10:02:00Z'));
  expect(await minutes.put([usual])).toEqual(new Date('2026-11-13T10:03:00Z'));
  const expected = ['2026-11-13T10:00:00.000Z', '2026-11-13T10:01:00.000Z', '2026-11-13T10:02:00.000Z'];
  for (const metric of [
    'Invocations',
    'Errors',
    'Duration',
    'DatabaseConnections',
    'CPUUtilization',
    'FailedSearches',
  ]) {
    expect(minutesOf(metric), metric).toEqual(expected);
  }
  expect(cloudwatch.commandCalls(GetMetricDataCommand)).toHaveLength(1);
});

test('a minute without requests has no datapoint of the function at all, and the others as ever', async () => {
  await virtualMinutes(new CloudWatchClient({}), () => now).put([{ ...usual, requestsPerMinute: 0 }]);
  for (const metric of ['Invocations', 'Errors', 'Duration']) expect(minutesOf(metric)).toEqual([]);
  expect(minutesOf('DatabaseConnections')).toHaveLength(1);
});

test('an emulator that has minutes of a sandbox before goes on after them', async () => {
  const Timestamps = [new Date('2026-11-15T08:30:00Z'), new Date('2026-11-15T08:29:00Z')];
  cloudwatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [{ Id: 'pulse', Timestamps, Values: [1, 1] }] });
  const minutes = virtualMinutes(new CloudWatchClient({}), () => now);
  expect(await minutes.put([usual])).toEqual(new Date('2026-11-15T08:32:00Z'));
});

test('none comes near the present', async () => {
  const Timestamps = [new Date('2026-11-23T05:58:00Z')];
  cloudwatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [{ Id: 'pulse', Timestamps, Values: [1] }] });
  const minutes = virtualMinutes(new CloudWatchClient({}), () => now);
  await minutes.put([usual]);
  await expect(minutes.put([usual])).rejects.toThrow(SandboxError);
  expect(minutesOf('Invocations')).toEqual(['2026-11-23T05:59:00.000Z']);
});
