import { setTimeout as pause } from 'node:timers/promises';
import { type CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { account } from '../aws-environment.ts';
import type { MetricsState } from './state.ts';

interface Series {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** A value from each machine that reports it, in the metric's own unit. */
  readonly values: readonly number[];
}

const GiB = 1024 ** 3;
const minute = 60_000;
/** Newer than a check looks back (15 minutes) by enough for a run. */
const freshMinutes = 8;

/**
 * Makes the newest datapoints say what the state says. CloudWatch takes nothing back, and what is put twice into one
 * minute adds up: so new values go into a later minute than all there is, and where none has passed yet, it waits.
 */
export async function applyMetrics(client: CloudWatchClient, state: MetricsState): Promise<void> {
  const all = seriesOf(state);
  const newest = await newestOf(client, all);
  const at = Math.max(...newest.map((one) => one.at));
  const same = newest.every(({ average }, index) => average === averageOf(all[index]?.values ?? []));
  const lastFull = (): number => Math.floor(Date.now() / minute) * minute - minute;
  if (same && at > lastFull() - freshMinutes * minute) return;
  // Some minutes back at first, so that a few scenarios can follow each other without waiting.
  const next = Math.max(at + minute, lastFull() - 4 * minute);
  if (next > lastFull()) await pause(next + minute - Date.now() + 100);
  await Promise.all(all.map((series) => put(client, series, new Date(next))));
}

function seriesOf(state: MetricsState): Series[] {
  const database = { DBInstanceIdentifier: 'shop-production' };
  const search = { DomainName: 'shop-search', ClientId: account };
  const worker = { InstanceId: 'i-0a1b2c3d4e5f60718' };
  const one = (
    namespace: string,
    metric: string,
    dimensions: Series['dimensions'],
    ...values: readonly number[]
  ): Series => ({ namespace, metric, dimensions, values });
  return [
    one('AWS/RDS', 'FreeStorageSpace', database, state.databaseFreeGiB * GiB),
    one('AWS/RDS', 'FreeableMemory', database, state.databaseFreeMemoryGiB * GiB),
    // OpenSearch Service reports MiB.
    one('AWS/ES', 'FreeStorageSpace', search, ...state.searchFreeGiB.map((free) => free * 1024)),
    one('AWS/ES', 'ClusterUsedSpace', search, state.searchUsedGiB * 1024),
    one('CWAgent', 'disk_used_percent', { ...worker, path: '/', fstype: 'ext4' }, state.workerDiskUsedPercent),
    one('CWAgent', 'mem_available', worker, state.workerFreeMemoryGiB * GiB),
  ];
}

async function newestOf(client: CloudWatchClient, all: readonly Series[]): Promise<{ at: number; average: number }[]> {
  const answer = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(Date.now() - 30 * minute),
      EndTime: new Date(Date.now() + minute),
      MetricDataQueries: all.map(({ namespace, metric, dimensions }, index) => ({
        Id: `m${index}`,
        MetricStat: {
          Metric: { Namespace: namespace, MetricName: metric, Dimensions: toList(dimensions) },
          Period: 60,
          Stat: 'Average',
        },
      })),
    }),
  );
  return all.map((_series, index) => {
    const found = answer.MetricDataResults?.find((result) => result.Id === `m${index}`);
    const times = (found?.Timestamps ?? []).map((time) => time.getTime());
    const at = Math.max(0, ...times);
    return { at, average: found?.Values?.[times.indexOf(at)] ?? Number.NaN };
  });
}

async function put(client: CloudWatchClient, series: Series, at: Date): Promise<void> {
  const { namespace, metric, dimensions, values } = series;
  await client.send(
    new PutMetricDataCommand({
      Namespace: namespace,
      MetricData: values.map((value) => ({
        MetricName: metric,
        Dimensions: toList(dimensions),
        Timestamp: at,
        Value: value,
      })),
    }),
  );
}

const toList = (dimensions: Series['dimensions']) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

const averageOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
