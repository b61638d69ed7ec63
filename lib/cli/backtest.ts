import { SFNClient } from '@aws-sdk/client-sfn';
import type { BacktestReport } from '../backtest/backtest.ts';
import { columnName, type History } from '../backtest/history.ts';
import { planCriteria } from '../backtest/planned-criteria.ts';
import { replayHistory } from '../backtest/replay-history.ts';
import { wantedColumns } from '../backtest/wanted-columns.ts';
import type { Environment } from '../config/environment.ts';
import { type WindowSettings, windowSettings } from '../config/window-settings.ts';
import { regionOf } from '../domain/arn.ts';
import type { Problem } from '../domain/problem.ts';
import { leftOutWords } from '../reports/backtest-words.ts';
import { historyOf } from './backtest-history.ts';
import { type Openings, openingsAt, openingsEvery, openingsOfDeployments } from './backtest-openings.ts';
import type { BacktestArguments } from './backtest-options.ts';
import { type BacktestProgress, backtestProgress } from './backtest-progress.ts';
import { writeBacktest } from './backtest-reports.ts';
import { type BacktestRequest, backtestRequest } from './backtest-request.ts';
import { minuteColumn } from './backtest-rows.ts';
import { backtestText } from './backtest-text.ts';
import { type Between, minuteMs } from './backtest-times.ts';
import { refuseOtherAccount } from './execution-place.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { stackOutput } from './gate-stack.ts';
import { inTime } from './in-time.ts';
import { type Io, printJson } from './output.ts';
import { prepareRun } from './prepare-run.ts';
import { NotRunError } from './refusal.ts';
import { windowProblems } from './window-environment.ts';
import { prepareFolder } from './write-reports.ts';

/** Replays history through the criteria as they are configured, as if windows had been opened then. Changes nothing anywhere. */
export async function backtest(values: BacktestArguments, io: Io): Promise<ExitCode> {
  if (values.columns) return printColumns(values, io);
  const asked = backtestRequest(values, io.clock());
  const { environment } = await prepareRun(
    { ...values, release: undefined },
    async (_, found) => [
      ...replayProblems(found),
      ...('problems' in asked ? asked.problems : []),
      ...(await prepareFolder(values.report, io)),
    ],
    io,
  );
  const settings = windowSettings(environment);
  if ('problems' in asked || settings === undefined) throw new Error('what is wrong was refused');
  const report = await replayed({ request: asked, environment, settings }, io);
  const file = values.report === undefined ? undefined : await writeBacktest(values.report, report, io);
  if (values.json) printJson(io, report);
  else io.out.write(backtestText(report, file === undefined ? [] : [`report: ${file}`], io.out));
  return exitCodes.go;
}

/** An environment whose alarms all are its team's own has nothing that could be replayed. */
function replayProblems(environment: Environment | undefined): Problem[] {
  const settings = environment === undefined ? undefined : windowSettings(environment);
  if (environment === undefined || settings === undefined) return windowProblems(environment);
  if (wantedColumns(settings).length > 0) return [];
  const why = planCriteria(settings).map(({ criterion, notReplayed }) => `${criterion.id}: ${notReplayed}`);
  return [{ path: '--env', message: `nothing of ${environment.name} can be replayed; ${why.join('; ')}` }];
}

async function printColumns(values: BacktestArguments, io: Io): Promise<ExitCode> {
  const { environment } = await prepareRun(
    { ...values, release: undefined },
    async (_, found) => replayProblems(found),
    io,
  );
  const settings = windowSettings(environment);
  const columns = [minuteColumn, ...(settings === undefined ? [] : wantedColumns(settings).map(columnName))];
  if (values.json) printJson(io, { columns });
  else io.out.write(`${columns.map(asCell).join(',')}\n`);
  return exitCodes.go;
}

/** As RFC 4180 has it. */
const asCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

interface Replaying {
  readonly request: BacktestRequest;
  readonly environment: Environment;
  readonly settings: WindowSettings;
}

async function replayed({ request, environment, settings }: Replaying, io: Io): Promise<BacktestReport> {
  const startedAt = performance.now();
  const progress = backtestProgress(io.err, () => performance.now() - startedAt);
  try {
    const history = await historyOf(request, wantedColumns(settings), { progress, io });
    const { times, words } = await openingsOf({ request, environment, settings }, history, progress);
    return replay({ settings, history, times, words, request }, progress);
  } finally {
    progress.close();
  }
}

async function openingsOf(
  { request: { openings }, environment, settings }: Replaying,
  { startMs, minutes }: History,
  progress: BacktestProgress,
): Promise<Openings> {
  const history: Between = { fromMs: startMs, toMs: startMs + minutes * minuteMs };
  const { lasts } = settings.times;
  if (openings.kind === 'every') return openingsEvery(history, openings, lasts);
  if (openings.kind === 'at') return openingsAt(history, openings.times);
  progress.begin('asking Step Functions for the deployments');
  const stateMachine = await stackOutput(environment, 'window');
  refuseOtherAccount('rollback window', stateMachine, environment);
  const client = new SFNClient({ region: regionOf(stateMachine) ?? '', ...inTime });
  return openingsOfDeployments(client, stateMachine, history);
}

interface Replayable extends Pick<Replaying, 'request' | 'settings'>, Openings {
  readonly history: History;
}

/** @throws NotRunError where not one window could be replayed. */
function replay({ request, settings, history, times, words }: Replayable, progress: BacktestProgress): BacktestReport {
  let doing = '';
  const report = replayHistory({
    settings,
    history,
    openings: times.map((at) => ({ at })),
    opened: words,
    incidents: request.incidents.map(({ fromMs, toMs }) => ({ from: fromMs, to: toMs })),
    lateSeconds: request.lateSeconds,
    tell(done, all, what) {
      if (what !== doing) progress.begin(what);
      doing = what;
      progress.at(done, all);
    },
  });
  if (report.windows.length > 0) return report;
  const why = leftOutWords(report);
  throw new NotRunError(`no window could be replayed${why === undefined ? '' : `: ${why}`}`);
}
