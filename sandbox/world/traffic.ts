import { type CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';

/** What the shop's visitors do, and what becomes of it, as CloudWatch has it: nobody really calls the function. */
export interface TrafficState {
  readonly requestsPerMinute: number;
  readonly errorPercent: number;
  /** Of the duration of requests, in milliseconds. */
  readonly p95Ms: number;
  readonly failedSearchesPerMinute: number;
  readonly databaseConnections: number;
  readonly databaseCpuPercent: number;
}

/** Puts what was asked since it was called last; the first time, an hour: from that a window takes its baseline. */
export type ApplyTraffic = (state: TrafficState) => Promise<void>;

/** More than a percentile is made of at least. */
const firstVisitors = 240;

/** The first visitors of a version, all at this moment: a window of some seconds has to see as many as one of an hour. */
export async function visitNow(client: CloudWatchClient, state: TrafficState): Promise<void> {
  const visitors = { ...state, requestsPerMinute: firstVisitors };
  const now = new Date();
  const data = aliases.flatMap((alias) => invocations(visitors, now, alias));
  await put(client, 'AWS/Lambda', data);
}

const minute = 60_000;
const hour = 60 * minute;

/** CloudWatch takes nothing back, and adds up what is put twice into one minute: so each minute is put once. */
export function trafficOf(client: CloudWatchClient): ApplyTraffic {
  let through: number | undefined;
  return async (state) => {
    const now = Date.now();
    const last = Math.floor(now / minute) * minute - minute;
    const minutes: Date[] = [];
    for (let at = (through ?? last - hour) + minute; at <= last; at += minute) minutes.push(new Date(at));
    through = last;
    await put(
      client,
      'AWS/Lambda',
      aliases.flatMap((alias) => minutes.flatMap((at) => invocations(state, at, alias))),
    );
  };
}

/** Everything that a minute has, of each of these. */
export async function putMinutes(
  client: CloudWatchClient,
  minutes: readonly { readonly at: Date; readonly traffic: TrafficState }[],
): Promise<void> {
  const of = (dataOf: (traffic: TrafficState, at: Date) => MetricDatum[]): MetricDatum[] =>
    minutes.flatMap(({ at, traffic }) => dataOf(traffic, at));
  await Promise.all([
    put(
      client,
      'AWS/Lambda',
      of((traffic, at) => aliases.flatMap((alias) => invocations(traffic, at, alias))),
    ),
    put(client, 'AWS/RDS', of(database)),
    put(
      client,
      'Shop',
      of((traffic, at) => [datum('FailedSearches', at, traffic.failedSearchesPerMinute)]),
    ),
  ]);
}

/** Production's shop, and staging's. */
const aliases = ['live', 'staging'].map((alias) => ({ FunctionName: 'shop-api', Resource: `shop-api:${alias}` }));
type Dimensions = Readonly<Record<string, string>>;
const instance = { DBInstanceIdentifier: 'shop-production' };

function invocations(
  { requestsPerMinute, errorPercent, p95Ms }: TrafficState,
  at: Date,
  alias: Dimensions,
): MetricDatum[] {
  // Without a request Lambda reports nothing at all.
  if (requestsPerMinute === 0) return [];
  const slow = Math.ceil(requestsPerMinute / 10);
  return [
    datum('Invocations', at, requestsPerMinute, alias),
    datum('Errors', at, (requestsPerMinute * errorPercent) / 100, alias),
    {
      ...datum('Duration', at, 0, alias),
      Value: undefined,
      // Each request is a sample, as Lambda reports them: percentiles are made of raw values alone.
      Values: [p95Ms / 4, p95Ms],
      Counts: [requestsPerMinute - slow, slow],
    },
  ];
}

/** What each minute has, whatever else happens. */
export const pulseOfTraffic = {
  Namespace: 'AWS/RDS',
  MetricName: 'DatabaseConnections',
  Dimensions: Object.entries(instance).map(([Name, Value]) => ({ Name, Value })),
};

const database = ({ databaseConnections, databaseCpuPercent }: TrafficState, at: Date): MetricDatum[] => [
  datum('DatabaseConnections', at, databaseConnections, instance),
  datum('CPUUtilization', at, databaseCpuPercent, instance),
];

function datum(name: string, at: Date, Value: number, dimensions: Dimensions = {}): MetricDatum {
  const Dimensions = Object.entries(dimensions).map(([Name, value]) => ({ Name, Value: value }));
  return { MetricName: name, Dimensions, Timestamp: at, Value };
}

async function put(client: CloudWatchClient, Namespace: string, MetricData: MetricDatum[]): Promise<void> {
  if (MetricData.length > 0) await client.send(new PutMetricDataCommand({ Namespace, MetricData }));
}
