import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Baseline } from '../domain/window/window.ts';
import type { BaselineQuery } from './alarms.ts';
import { measurePercentile } from './cloudwatch-percentile.ts';

const minute = 60_000;
const hour = 60 * minute;

/** p95 of the hour before the running minute. */
export async function measureBaseline(
  client: CloudWatchClient,
  query: BaselineQuery,
  now: Date,
  signal: AbortSignal,
): Promise<Baseline | undefined> {
  const to = new Date(Math.floor(now.getTime() / minute) * minute);
  const from = new Date(to.getTime() - hour);
  const found = await measurePercentile(client, { ...query, percentile: 'p95' }, { from, to }, signal);
  if (found === undefined) return undefined;
  const { value, samples } = found;
  return { p95Ms: value * query.millisecondsPerUnit, samples, from: from.toISOString(), to: to.toISOString() };
}
