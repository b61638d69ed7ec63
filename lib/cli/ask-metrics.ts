import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataInput,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { callAws } from './call-aws.ts';
import { inTime } from './in-time.ts';

/** GetMetricData, all pages. @throws SourceError */
export type AskMetrics = (input: GetMetricDataInput) => Promise<readonly MetricDataResult[]>;

/** More pages are an answer without end. */
const mostPages = 5;

export function askCloudWatch(): AskMetrics {
  const client = new CloudWatchClient({ ...inTime });
  return async (input) => {
    const results: MetricDataResult[] = [];
    let token: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const command = new GetMetricDataCommand({ ...input, ...(token === undefined ? {} : { NextToken: token }) });
      const answer = await callAws('CloudWatch', 'cloudwatch:GetMetricData', () => client.send(command));
      results.push(...(answer.MetricDataResults ?? []));
      token = answer.NextToken || undefined;
      if (token === undefined) break;
    }
    return results;
  };
}
