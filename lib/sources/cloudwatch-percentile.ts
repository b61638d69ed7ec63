import { type CloudWatchClient, type Datapoint, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { SourceError } from '../domain/source-error.ts';
import type { Span } from '../domain/span.ts';
import { askAws } from './aws-call.ts';
import type { Percentile, PercentileQuery } from './cloudwatch.ts';

/** In seconds; periods are multiples of it (API_GetMetricStatistics, "Period"), for what is not older than 15 days. */
const minute = 60;
/** In seconds: a day is the longest period. */
const longest = 86_400;

/**
 * A percentile of whole minutes. One period is the whole length of time, since percentiles of shorter ones cannot be put together.
 * GetMetricStatistics, not GetMetricData: it rounds the start down to the minute and counts its periods from there (its API reference,
 * "StartTime", and the example of the AWS CLI's reference, with hours that begin at :18), so that any length of whole minutes is one
 * period. It takes plain statistics or percentiles, not both: hence two questions. An implementation that counts by the clock's hours
 * answers with two parts of it; the one with more samples is taken.
 * @returns undefined where there is no sample.
 */
export async function measurePercentile(
  client: CloudWatchClient,
  query: PercentileQuery,
  within: Span,
  signal: AbortSignal,
): Promise<Percentile | undefined> {
  const { percentile } = query;
  const range = wholeMinutes(within);
  const ask = async (statistics: object): Promise<readonly Datapoint[]> => {
    const command = new GetMetricStatisticsCommand({
      Namespace: query.namespace,
      MetricName: query.metric,
      Dimensions: Object.entries(query.dimensions).map(([Name, Value]) => ({ Name, Value })),
      ...range,
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
  const { samples, value } = largest(counts, percentiles, percentile);
  if (samples === 0) return undefined;
  const what = `${query.namespace} ${query.metric}`;
  // CloudWatch makes percentiles of raw values alone: not of statistic sets, nor where one value is negative.
  if (value === undefined)
    throw new SourceError(`CloudWatch has ${samples} samples of ${what}, but no ${percentile} of them`);
  if (!Number.isFinite(value) || !Number.isFinite(samples) || value < 0)
    throw new SourceError(`CloudWatch answered for ${what} with a ${percentile} of ${value}, of ${samples} samples`);
  return { value, samples };
}

function wholeMinutes({ from, to }: Span) {
  const inMinutes = (moment: Date): number => moment.getTime() / (minute * 1000);
  const start = Math.floor(inMinutes(from));
  const Period = (Math.ceil(inMinutes(to)) - start) * minute;
  if (!(Period >= minute && Period <= longest))
    throw new SourceError(
      `CloudWatch is not asked: from ${from.toISOString()} to ${to.toISOString()} is no length of time from a minute to a day`,
    );
  const StartTime = new Date(start * minute * 1000);
  return { StartTime, EndTime: new Date(StartTime.getTime() + Period * 1000), Period };
}

function largest(
  counts: readonly Datapoint[],
  percentiles: readonly Datapoint[],
  percentile: string,
): { readonly samples: number; readonly value: number | undefined } {
  const values = new Map(
    percentiles.map(({ Timestamp, ExtendedStatistics }) => [Timestamp?.getTime(), ExtendedStatistics?.[percentile]]),
  );
  let found: { samples: number; value: number | undefined } = { samples: 0, value: undefined };
  for (const { Timestamp, SampleCount: samples = 0 } of counts) {
    if (!(samples <= found.samples)) found = { samples, value: values.get(Timestamp?.getTime()) };
  }
  return found;
}
