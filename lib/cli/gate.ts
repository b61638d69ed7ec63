import { SFNClient } from '@aws-sdk/client-sfn';
import { regionOf } from '../domain/arn.ts';
import type { Problem } from '../domain/problem.ts';
import type { Release } from '../domain/release.ts';
import type { GateArguments } from './commands.ts';
import { concludeGate } from './conclude-gate.ts';
import { consoleLink, isEmulated, refuseOtherAccount } from './execution-place.ts';
import type { ExitCode } from './exit-codes.ts';
import { type Ended, paceOnEmulator } from './follow-execution.ts';
import { followGate } from './follow-gate.ts';
import { howToDecide } from './gate-approvals.ts';
import type { GateAnswer } from './gate-events.ts';
import { progressOfGate, waitingIn } from './gate-progress.ts';
import { stackOutput } from './gate-stack.ts';
import { inTime } from './in-time.ts';
import type { Io } from './output.ts';
import { type Prepared, prepareRun } from './prepare-run.ts';
import { showProgress } from './progress.ts';
import { NotRunError } from './refusal.ts';
import { nameProblems, runName } from './run-name.ts';
import { type EarlierRun, startExecution, stateMachineProblems } from './start-execution.ts';
import { untilInterrupted } from './until-interrupted.ts';
import { prepareFolder } from './write-reports.ts';

/** Starts the gate, or takes up the run that was started already, and follows it to its verdict. */
export async function gate(values: GateArguments, io: Io): Promise<ExitCode> {
  const prepared = await prepareRun(values, () => ownProblems(values, io), io);
  const { release } = prepared;
  if (release === undefined) throw new Error('the release is required, so it was parsed');
  const stateMachine = values['state-machine'] ?? (await stackOutput(prepared.environment, 'gate'));
  refuseOtherAccount('gate', stateMachine, prepared.environment);
  const region = regionOf(stateMachine) ?? '';
  const client = new SFNClient({ region, ...inTime });
  const run = runName(values, release, io.clock());
  const startedAt = performance.now();
  const named = values.attempt === undefined ? '--name' : '--attempt';
  const { execution, earlier } = await startExecution(client, { stateMachine, run, release, named });
  const seen: GateAnswer[] = [];
  const elapsed = (): number => performance.now() - startedAt;
  const ended = await follow({ prepared, release, client, execution, earlier, run, seen, elapsed }, io);
  const { json, report: folder } = values;
  const over = { prepared, release, execution, earlier, run, ended, seen, elapsedMs: elapsed(), json, folder, region };
  return concludeGate(over, io);
}

async function ownProblems(values: GateArguments, io: Io): Promise<Problem[]> {
  const folder = await prepareFolder(values.report, io);
  return [...nameProblems(values), ...stateMachineProblems(values['state-machine']), ...folder];
}

interface Following {
  readonly prepared: Prepared;
  readonly release: Release;
  readonly client: SFNClient;
  readonly execution: string;
  readonly earlier: EarlierRun | undefined;
  readonly run: string;
  readonly seen: GateAnswer[];
  readonly elapsed: () => number;
}

function follow(following: Following, io: Io): Promise<Ended> {
  const { prepared, execution, run, seen } = following;
  const { environment } = prepared.settings;
  const followed = (signal: AbortSignal): Promise<Ended> => followLive(following, signal, io);
  return untilInterrupted('the gate', followed, (why, cause) => {
    const opened = waitingIn(seen);
    const decide = opened === undefined ? '' : `; ${howToDecide(opened, { run, environment })}`;
    const later = `preflight report ${run} --env ${environment}`;
    return new NotRunError(`${why}; the gate goes on by itself${decide}. When it has ended: ${later}`, {
      cause,
      details: { run, execution, ...(opened === undefined ? {} : { console: opened.console }) },
    });
  });
}

async function followLive(following: Following, signal: AbortSignal, io: Io): Promise<Ended> {
  const { prepared, release, client, execution, run, seen, elapsed } = following;
  const { settings } = prepared;
  const title = `gate of ${settings.service} ${release.version} for ${settings.environment}`;
  io.err.write(`${startedLine(following)}\n${consoleLink(execution, io)}`);
  const progress = showProgress(io, { title, expected: settings.expected, elapsed });
  const waits = { run, environment: settings.environment };
  const show = progressOfGate({ ...waits, expected: settings.expected, progress, terminal: io.err });
  const onAnswers = (answers: readonly GateAnswer[]): void => {
    seen.push(...answers);
    show(answers);
  };
  const pace = isEmulated(io) ? { pace: paceOnEmulator } : {};
  try {
    return await followGate({ client, execution, signal, onAnswers, ...pace });
  } finally {
    progress.close();
  }
}

function startedLine({ run, earlier }: Following): string {
  if (earlier === undefined) return `gate started: run ${run}`;
  return `run ${run} was started already at ${earlier.startedAt.toISOString()}; nothing was started again`;
}
