import { basename } from 'node:path';
import type { History } from '../backtest/history.ts';
import { columnName } from '../backtest/history.ts';
import { countWords } from '../reports/backtest-words.ts';
import { readMetricsFile } from './backtest-file.ts';
import { fetchHistory, type Wanted } from './backtest-metrics.ts';
import type { BacktestProgress } from './backtest-progress.ts';
import type { BacktestRequest } from './backtest-request.ts';
import { minuteMs, minuteWords } from './backtest-times.ts';
import type { Io } from './output.ts';

/** The minutes of the metrics that are wanted, from the file or from CloudWatch. @throws Refusal, SourceError */
export async function historyOf(
  request: BacktestRequest,
  wanted: readonly Wanted[],
  { progress, io }: { readonly progress: BacktestProgress; readonly io: Pick<Io, 'folder'> },
): Promise<History> {
  const { file, fromMs, toMs } = request;
  const at = (done: number, all: number): void => progress.at(done, all);
  if (file !== undefined) {
    progress.begin(`reading ${basename(file)}`);
    const names = wanted.map(columnName);
    const bounds = { ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }) };
    const { history, missing, outside } = await readMetricsFile({
      file,
      folder: io.folder,
      wanted: names,
      ...bounds,
      at,
    });
    if (outside > 0) progress.note(`${countWords(outside, 'line')} outside --from and --to left out`);
    for (const name of missing) progress.note(`not in the file, so not replayed: ${name}`);
    noteShorter(request, history, progress);
    return history;
  }
  if (fromMs === undefined || toMs === undefined) throw new Error('without a file both ends are required');
  progress.begin(`asking CloudWatch for the minutes of ${countWords(wanted.length, 'metric')}`);
  return fetchHistory(wanted, { fromMs, toMs }, { at });
}

/** Of minutes before the file's first line, or after its last one, nobody knows whether they were silent. */
function noteShorter(
  { fromMs, toMs }: BacktestRequest,
  { startMs, minutes }: History,
  progress: BacktestProgress,
): void {
  const endMs = startMs + minutes * minuteMs;
  if (fromMs !== undefined && startMs > fromMs)
    progress.note(`the file begins at ${minuteWords(startMs)} only: so does what is replayed`);
  if (toMs !== undefined && endMs < toMs)
    progress.note(`the file ends at ${minuteWords(endMs)} already: so does what is replayed`);
}
