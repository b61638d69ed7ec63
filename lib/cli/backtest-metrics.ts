import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataInput,
  type GetMetricDataOutput,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { columnName, type History, type MetricSeries } from '../backtest/history.ts';
import { cutText } from '../domain/evidence.ts';
import { onOneLine } from '../domain/one-line.ts';
import { SourceError } from '../domain/source-error.ts';
import { type Between, minuteMs } from './backtest-times.ts';
import { callAws } from './call-aws.ts';
import { inTime } from './in-time.ts';

/** A metric with its statistic. */
export type Wanted = Omit<MetricSeries, 'id'>;

/** One page. @throws SourceError */
export type AskPage = (input: GetMetricDataInput) => Promise<GetMetricDataOutput>;

/** What one GetMetricData takes and answers at most (API_GetMetricData). */
const mostQueries = 500;
const mostDatapoints = 100_800;
/** No piece is longer, so that progress is seen. In minutes. */
const longestPiece = 2 * 24 * 60;
/** A page may hold less than it could, but not ever less: of what was asked, this many pages are an answer without end. */
const datapointsOfPage = 500;
const fewestPages = 20;

export function askCloudWatchPage(client = new CloudWatchClient({ ...inTime })): AskPage {
  return (input) =>
    callAws('CloudWatch', 'cloudwatch:GetMetricData', () => client.send(new GetMetricDataCommand(input)));
}

/** One question: some of the metrics, some of the time. */
interface Piece extends Between {
  /** By the id that it has in the question. */
  readonly metrics: ReadonlyMap<string, Wanted>;
}

/**
 * Minutes of these metrics as CloudWatch has them: plain statistics alone, no expression. Read-only.
 * @param between whole minutes.
 * @throws SourceError where CloudWatch does not answer all of it.
 */
export async function fetchHistory(
  wanted: readonly Wanted[],
  between: Between,
  { ask = askCloudWatchPage(), at }: { readonly ask?: AskPage; readonly at: (done: number, all: number) => void },
): Promise<History> {
  const minutes = (between.toMs - between.fromMs) / minuteMs;
  const columns = new Map(wanted.map((one) => [columnName(one), new Float64Array(minutes).fill(Number.NaN)]));
  const pieces = piecesOf(wanted, between);
  for (const [index, piece] of pieces.entries()) {
    at(index, pieces.length);
    await fetchPiece(piece, ask, (metric, result) => {
      const column = columns.get(columnName(metric));
      if (column !== undefined) place(result, column, between);
    });
  }
  at(pieces.length, pieces.length);
  return { startMs: between.fromMs, minutes, columns };
}

function piecesOf(wanted: readonly Wanted[], { fromMs, toMs }: Between): Piece[] {
  const pieces: Piece[] = [];
  for (let first = 0; first < wanted.length; first += mostQueries) {
    const metrics = new Map(wanted.slice(first, first + mostQueries).map((one, index) => [`m${index}`, one]));
    const length = Math.min(longestPiece, Math.floor(mostDatapoints / metrics.size)) * minuteMs;
    for (let from = fromMs; from < toMs; from += length) {
      pieces.push({ fromMs: from, toMs: Math.min(toMs, from + length), metrics });
    }
  }
  return pieces;
}

type Keep = (metric: Wanted, result: MetricDataResult) => void;

async function fetchPiece({ metrics, fromMs, toMs }: Piece, ask: AskPage, keep: Keep): Promise<void> {
  const input: GetMetricDataInput = {
    MetricDataQueries: Array.from(metrics, ([id, metric]) => queryOf(id, metric)),
    StartTime: new Date(fromMs),
    EndTime: new Date(toMs),
    ScanBy: 'TimestampAscending',
    MaxDatapoints: mostDatapoints,
  };
  const asked = metrics.size * ((toMs - fromMs) / minuteMs);
  const mostPages = fewestPages + Math.ceil(asked / datapointsOfPage);
  const last = new Map<string, MetricDataResult>();
  let token: string | undefined;
  for (let page = 0; page === 0 || token !== undefined; page += 1) {
    if (page === mostPages)
      throw new SourceError('CloudWatch answered cloudwatch:GetMetricData with pages without end');
    const answer = await ask({ ...input, ...(token === undefined ? {} : { NextToken: token }) });
    for (const result of answer.MetricDataResults ?? []) {
      const metric = metrics.get(result.Id ?? '');
      if (metric === undefined) continue;
      last.set(result.Id ?? '', result);
      keep(metric, result);
    }
    token = answer.NextToken || undefined;
  }
  for (const [id, metric] of metrics) refuseIncomplete(metric, last.get(id));
}

function queryOf(Id: string, { namespace, metric, dimensions, stat }: Wanted): MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: namespace, MetricName: metric, Dimensions };
  return { Id, MetricStat: { Metric, Period: minuteMs / 1000, Stat: stat }, ReturnData: true };
}

/** Half of the values would look like silence. */
function refuseIncomplete(metric: Wanted, result: MetricDataResult | undefined): void {
  if (result?.StatusCode === 'Complete') return;
  const said = (result?.Messages ?? []).map(({ Code, Value }) => Value ?? Code ?? '').filter((text) => text !== '');
  const why = cutText(onOneLine([result?.StatusCode ?? 'no answer', ...said].join(', ')), 200);
  throw new SourceError(`CloudWatch did not answer all of ${columnName(metric)}: ${why}`);
}

function place({ Timestamps = [], Values = [] }: MetricDataResult, column: Float64Array, { fromMs }: Between): void {
  for (const [index, at] of Timestamps.entries()) {
    const minute = Math.floor((at.getTime() - fromMs) / minuteMs);
    const value = Values[index];
    if (minute < 0 || minute >= column.length || value === undefined || !Number.isFinite(value)) continue;
    column[minute] = value;
  }
}
