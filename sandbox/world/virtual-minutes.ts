import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { SandboxError } from '../failure.ts';
import { pulseOfTraffic, putMinutes, type TrafficState } from './traffic.ts';

const minute = 60_000;
const hour = 60 * minute;
/** CloudWatch takes datapoints of the last two weeks (API_PutMetricData, "Timestamp"). */
const firstHoursAgo = 10 * 24;
/** Checks look at the last minutes, and a window at the hour before it. */
const lastHoursAgo = 4;

/**
 * Minutes of traffic that pass as fast as somebody wants. They lie in the past, one after the other, so that nothing that looks at the
 * real last hours sees any of them.
 */
export interface VirtualMinutes {
  /** @returns the end of the last one. */
  put(traffic: readonly TrafficState[]): Promise<Date>;
}

/** @param now of this moment, in ms since 1970. */
export function virtualMinutes(client: CloudWatchClient, now: () => number): VirtualMinutes {
  let end: number | undefined;
  return {
    async put(traffic) {
      const from = end ?? (await firstFree(client, now()));
      const until = from + traffic.length * minute;
      if (until > now() - lastHoursAgo * hour) {
        throw new SandboxError(
          'this emulator has played so many minutes that they come near the present: start another',
        );
      }
      // CloudWatch adds up what is put twice into one minute.
      end = until;
      await putMinutes(
        client,
        traffic.map((one, index) => ({ at: new Date(from + index * minute), traffic: one })),
      );
      return new Date(until);
    },
  };
}

/** An emulator that outlives its sandboxes has the minutes of those before. */
async function firstFree(client: CloudWatchClient, now: number): Promise<number> {
  const first = Math.floor((now - firstHoursAgo * hour) / minute) * minute;
  const EndTime = new Date(now - lastHoursAgo * hour);
  const query = { Id: 'pulse', MetricStat: { Metric: pulseOfTraffic, Period: 60, Stat: 'SampleCount' } };
  const answer = await client.send(
    new GetMetricDataCommand({ StartTime: new Date(first), EndTime, MetricDataQueries: [query] }),
  );
  const times = (answer.MetricDataResults?.[0]?.Timestamps ?? []).map((time) => time.getTime());
  return Math.max(first, ...times.map((time) => time + minute));
}
