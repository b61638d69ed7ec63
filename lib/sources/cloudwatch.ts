import { CloudWatchClient, GetMetricDataCommand, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Datapoint, MetricQuery } from '../domain/metric.ts';
import { SourceError } from '../domain/source-error.ts';
import type { Span } from '../domain/span.ts';
import { limitAnswers } from './answer-limit.ts';
import { askAws } from './aws-call.ts';
import { measurePercentile } from './cloudwatch-percentile.ts';

export interface Cloudwatch {
  /**
   * The newest datapoint of each metric, by its id; a metric without one in that time is not in the map.
   * The running minute is left out: it may hold only some of its samples.
   * @param queries at most 500, as many as GetMetricData takes.
   * @throws SourceError when CloudWatch does not answer for every metric completely.
   */
  latest(
    queries: readonly MetricQuery[],
    within: { readonly now: Date; readonly recentMinutes: number },
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Datapoint>>;
  /**
   * A percentile of a length of time, and of how many samples it is; undefined where there is no sample at all.
   * @param within from a minute to a day; minutes that it begins or ends in belong to it.
   * @throws SourceError when CloudWatch does not answer completely.
   */
  percentile(query: PercentileQuery, within: Span, signal: AbortSignal): Promise<Percentile | undefined>;
}

/** A metric of response times with a sample for each request. */
export interface PercentileQuery extends Pick<MetricQuery, 'namespace' | 'metric' | 'dimensions'> {
  /** `p95` */
  readonly percentile: string;
}

export interface Percentile {
  /** In the metric's unit. */
  readonly value: number;
  readonly samples: number;
}

/** Minutes: the finest that RDS, OpenSearch and the CloudWatch agent report by default. */
const period = 60;
/** 500 metrics of 3 hours are 90,000 datapoints, less than one page of 100,800; more pages are an answer without end. */
const mostPages = 10;

export function cloudwatch(client = limitAnswers(new CloudWatchClient({}), 'CloudWatch')): Cloudwatch {
  return {
    async latest(queries, { now, recentMinutes }, signal) {
      const to = new Date(Math.floor(now.getTime() / 60_000) * 60_000);
      const window = { from: new Date(to.getTime() - recentMinutes * 60_000), to };
      const results = await askAws('CloudWatch', 'cloudwatch:GetMetricData', () =>
        allPages(client, queries, window, signal),
      );
      return new Map(
        queries.flatMap((query, index) => {
          const ofQuery = results.filter((result) => result.Id === `m${index}`);
          const point = newest(ofQuery, query, window);
          return point === undefined ? [] : [[query.id, point]];
        }),
      );
    },
    percentile: (query, within, signal) => measurePercentile(client, query, within, signal),
  };
}

async function allPages(
  client: CloudWatchClient,
  queries: readonly MetricQuery[],
  { from, to }: Span,
  signal: AbortSignal,
): Promise<MetricDataResult[]> {
  const results: MetricDataResult[] = [];
  let token: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const command = new GetMetricDataCommand({
      StartTime: from,
      EndTime: to,
      ScanBy: 'TimestampDescending',
      MetricDataQueries: queries.map(toDataQuery),
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const answer = await client.send(command, { abortSignal: signal });
    const [complaint] = answer.Messages ?? [];
    if (complaint !== undefined)
      throw new SourceError(
        `CloudWatch answered with ${complaint.Code ?? 'a message'}: ${(complaint.Value ?? '').slice(0, 200)}`,
      );
    results.push(...(answer.MetricDataResults ?? []));
    token = answer.NextToken;
    if (token === undefined || token === '') return results;
  }
  throw new SourceError(`CloudWatch's answer did not end after ${mostPages} pages`);
}

/** Ids of GetMetricData start with a small letter and have only letters, digits and underscores. */
function toDataQuery({ namespace, metric, dimensions, stat }: MetricQuery, index: number) {
  const names = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return {
    Id: `m${index}`,
    MetricStat: { Metric: { Namespace: namespace, MetricName: metric, Dimensions: names }, Period: period, Stat: stat },
  };
}

/** Looks at all datapoints: the newest decides whatever their order. */
function newest(results: readonly MetricDataResult[], query: MetricQuery, { from, to }: Span): Datapoint | undefined {
  const what = `${query.namespace} ${query.metric}`;
  // A metric that goes on over several pages is PartialData on each page but its last.
  const status = results.at(-1)?.StatusCode ?? 'no result';
  if (status !== 'Complete') throw new SourceError(`CloudWatch did not answer completely for ${what}: ${status}`);
  let found: Datapoint | undefined;
  for (const { Timestamps: times = [], Values: values = [] } of results) {
    if (times.length !== values.length)
      throw new SourceError(`CloudWatch answered for ${what} with times and values that do not pair`);
    for (const [index, at] of times.entries()) {
      const value = values[index];
      if (value === undefined || !Number.isFinite(value) || Number.isNaN(at.getTime()))
        throw new SourceError(`CloudWatch answered for ${what} with a datapoint that is not a number and a time`);
      if (at >= from && at < to && (found === undefined || at > found.at)) found = { value, at };
    }
  }
  return found;
}
