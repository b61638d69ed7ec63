import { fileURLToPath } from 'node:url';
import { runWell } from '../sandbox/processes.ts';
import { type Bench, median } from './row.ts';

const runs = 5;
const program = fileURLToPath(new URL('backtest-year.ts', import.meta.url));

/** What a process that replayed a year says of it. */
export interface BacktestFigures {
  readonly seconds: number;
  /** Reading each value of the history once, in the same process. */
  readonly loopSeconds: number;
  /** The most memory that the process had resident, and had before it replayed anything. */
  readonly peakMegabytes: number;
  readonly beforeMegabytes: number;
  /** What the values of the history take alone. */
  readonly historyMegabytes: number;
  readonly columns: number;
  readonly criteria: number;
  readonly windows: number;
  readonly rolledBack: number;
  /** Other settings, of all alarms. */
  readonly tried: number;
}

/** A year of minutes replayed: metric math, states, a window an hour with its own baseline. */
export const backtestBench: Bench = async (tell) => {
  const all: BacktestFigures[] = [];
  for (let index = 0; index < runs; index += 1) {
    tell(`replaying a year of minutes, run ${index + 1} of ${runs}`);
    all.push(await replayYear([]));
  }
  tell('trying other settings on a year of minutes');
  const tried = await replayYear(['--suggestions']);
  const figures = all[0] ?? tried;
  const of = (pick: (one: BacktestFigures) => number): number => median(all.map(pick));
  const whole = `${figures.criteria} criteria, ${figures.columns} metrics, ${figures.windows.toLocaleString('en-US')} windows of an hour`;
  const seconds = of((one) => one.seconds);
  return [
    {
      what: 'backtest: a year of minutes replayed',
      value: seconds,
      unit: 's',
      atMost: 2,
      baseline: { what: 'reading each value once', value: of((one) => one.loopSeconds) },
      note: `median of ${runs} processes on one thread, each from cold; ${whole}, ${figures.rolledBack} of which roll back`,
    },
    {
      what: 'backtest: peak memory of that process',
      value: Math.max(...all.map((one) => one.peakMegabytes)),
      unit: 'MB',
      atMost: 200,
      baseline: { what: 'before the replay', value: of((one) => one.beforeMegabytes) },
      note: `most of ${runs}; the history itself is ${figures.historyMegabytes.toFixed(0)} MB of numbers`,
    },
    {
      what: 'backtest: other settings tried on that year',
      value: tried.seconds - seconds,
      unit: 's',
      baseline: { what: 'the replay', value: seconds },
      note: `${tried.tried} settings, each with a fault in each window; peak memory ${tried.peakMegabytes.toFixed(0)} MB`,
    },
  ];
};

/** `--single-threaded`: V8 compiles and collects garbage on the same core. */
async function replayYear(options: readonly string[]): Promise<BacktestFigures> {
  const { stdout } = await runWell('the replay', process.execPath, ['--single-threaded', program, ...options]);
  return JSON.parse(stdout) as BacktestFigures;
}
