import { CloudWatchClient, type Datapoint, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';

/** A CloudWatch that answers as it is told. */
export const client = new CloudWatchClient({ region: 'eu-central-1' });
export const aws = mockClient(client);

/** Two questions of one metric: CloudWatch takes none for both kinds of statistics. */
export function answer(counts: Datapoint[], percentiles: Datapoint[]): void {
  aws.on(GetMetricStatisticsCommand, { Statistics: ['SampleCount'] }).resolves({ Datapoints: counts });
  aws.on(GetMetricStatisticsCommand, { ExtendedStatistics: ['p95'] }).resolves({ Datapoints: percentiles });
}

export const count = (Timestamp: Date, SampleCount: number): Datapoint => ({ Timestamp, SampleCount });
export const p95 = (Timestamp: Date, value: number): Datapoint => ({ Timestamp, ExtendedStatistics: { p95: value } });
