import { type CloudWatchClient, type Datapoint, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { SourceError } from '../domain/source-error.ts';
import type { Baseline } from '../domain/window/window.ts';
import type { BaselineQuery } from './alarms.ts';
import { askAws } from './aws-call.ts';

const minute = 60_000;
/** In seconds: one period is the whole hour, since percentiles of shorter ones cannot be put together. */
const period = 3600;
const percentile = 'p95';

/** One period, as CloudWatch answered for it. */
interface Measured {
  readonly samples: number;
  readonly p95: number | undefined;
}

/**
 * p95 of the hour before the running minute. GetMetricStatistics, not GetMetricData: it rounds the start down to the minute and
 * counts its periods from there (its API reference, "StartTime", and the example of the AWS CLI's reference, with hours that
 * begin at :18), so that the hour before any moment is one period. It takes plain statistics or percentiles, not both: hence two questions.
 * An implementation that counts by the clock's hours answers with two parts of the hour; the one with more samples is taken.
 */
export async function measureBaseline(
  client: CloudWatchClient,
  query: BaselineQuery,
  now: Date,
  signal: AbortSignal,
): Promise<Baseline | undefined> {
  const to = new Date(Math.floor(now.getTime() / minute) * minute);
  const from = new Date(to.getTime() - period * 1000);
  const ask = async (statistics: object): Promise<readonly Datapoint[]> => {
    const command = new GetMetricStatisticsCommand({
      Namespace: query.namespace,
      MetricName: query.metric,
      Dimensions: Object.entries(query.dimensions).map(([Name, Value]) => ({ Name, Value })),
      ...{ StartTime: from, EndTime: to, Period: period },
      ...statistics,
    });
    const answer = await askAws('CloudWatch', 'cloudwatch:GetMetricStatistics', () =>
      client.send(command, { abortSignal: signal }),
    );
    return answer.Datapoints ?? [];
  };
  const [counts, percentiles] = await Promise.all([
    ask({ Statistics: ['SampleCount'] }),
    ask({ ExtendedStatistics: [percentile] }),
  ]);
  const { samples, p95 } = largest(counts, percentiles);
  if (samples === 0) return undefined;
  const what = `${query.namespace} ${query.metric}`;
  // CloudWatch makes percentiles of raw values alone: not of statistic sets, nor where one value is negative.
  if (p95 === undefined)
    throw new SourceError(
      `CloudWatch has ${samples} samples of ${what} of the hour before, but no ${percentile} of them`,
    );
  if (!Number.isFinite(p95) || !Number.isFinite(samples) || p95 < 0)
    throw new SourceError(`CloudWatch answered for ${what} with a ${percentile} of ${p95}, of ${samples} samples`);
  return { p95Ms: p95 * query.millisecondsPerUnit, samples, from: from.toISOString(), to: to.toISOString() };
}

function largest(counts: readonly Datapoint[], percentiles: readonly Datapoint[]): Measured {
  const values = new Map(
    percentiles.map(({ Timestamp, ExtendedStatistics }) => [Timestamp?.getTime(), ExtendedStatistics?.[percentile]]),
  );
  let found: Measured = { samples: 0, p95: undefined };
  for (const { Timestamp, SampleCount: samples = 0 } of counts) {
    if (!(samples <= found.samples)) found = { samples, p95: values.get(Timestamp?.getTime()) };
  }
  return found;
}
