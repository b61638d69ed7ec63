import { SFNClient } from '@aws-sdk/client-sfn';
import { consoleOf, regionOf } from '../domain/arn.ts';
import type { Problem } from '../domain/problem.ts';
import type { Release } from '../domain/release.ts';
import type { GateArguments } from './commands.ts';
import { concludeGate } from './conclude-gate.ts';
import type { ExitCode } from './exit-codes.ts';
import { type Ended, followGate, paceOnEmulator } from './follow-gate.ts';
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
import { type EarlierRun, startGate, stateMachineProblems } from './start-gate.ts';
import { prepareFolder } from './write-reports.ts';

/** Starts the gate, or takes up the run that was started already, and follows it to its verdict. */
export async function gate(values: GateArguments, io: Io): Promise<ExitCode> {
  const prepared = await prepareRun(values, () => ownProblems(values, io), io);
  const { release } = prepared;
  if (release === undefined) throw new Error('the release is required, so it was parsed');
  const stateMachine = values['state-machine'] ?? (await stackOutput(prepared.environment, 'gate'));
  refuseOtherAccount(stateMachine, prepared.environment);
  const region = regionOf(stateMachine) ?? '';
  const client = new SFNClient({ region, ...inTime });
  const run = runName(values, release, io.clock());
  const startedAt = performance.now();
  const named = values.attempt === undefined ? '--name' : '--attempt';
  const { execution, earlier } = await startGate(client, { stateMachine, run, release, named });
  const seen: GateAnswer[] = [];
  const elapsed = (): number => performance.now() - startedAt;
  const ended = await follow({ prepared, release, client, execution, earlier, run, seen, elapsed }, io);
  const { json, report: folder } = values;
  const over = { prepared, release, execution, earlier, run, ended, seen, elapsedMs: elapsed(), json, folder, region };
  return concludeGate(over, io);
}

/** A stack of the same name in another account, where somebody tries things out perhaps, says nothing of this one. */
function refuseOtherAccount(stateMachine: string, { name, aws }: Prepared['environment']): void {
  const [, , , , account] = stateMachine.split(':');
  if (aws.account === undefined || aws.account === account) return;
  throw new NotRunError(
    `nothing was started: this gate is in account ${account}, but ${name} is in ${aws.account}; use AWS credentials of that account`,
  );
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

async function follow(following: Following, io: Io): Promise<Ended> {
  const { prepared, release, client, execution, run, seen, elapsed } = following;
  const { settings } = prepared;
  const title = `gate of ${settings.service} ${release.version} for ${settings.environment}`;
  // Before a word is said: from then on, whoever interrupts is told that the gate goes on.
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  io.err.write(`${startedLine(following)}\n${consoleLink(execution, io)}`);
  const progress = showProgress(io, { title, expected: settings.expected, elapsed });
  const waits = { run, environment: settings.environment };
  const show = progressOfGate({ ...waits, expected: settings.expected, progress, terminal: io.err });
  const onAnswers = (answers: readonly GateAnswer[]): void => {
    seen.push(...answers);
    show(answers);
  };
  try {
    return await followGate({
      client,
      execution,
      signal: interrupt.signal,
      onAnswers,
      ...(isEmulated(io) ? { pace: paceOnEmulator } : {}),
    });
  } catch (cause) {
    const why = interrupt.signal.aborted ? 'stopped following' : `lost sight of the gate: ${(cause as Error).message}`;
    const opened = waitingIn(seen);
    const decide = opened === undefined ? '' : `; ${howToDecide(opened, waits)}`;
    const later = `preflight report ${run} --env ${settings.environment}`;
    throw new NotRunError(`${why}; the gate goes on by itself${decide}. When it has ended: ${later}`, {
      cause,
      details: { run, execution, ...(opened === undefined ? {} : { console: opened.console }) },
    });
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    progress.close();
  }
}

function startedLine({ run, earlier }: Following): string {
  if (earlier === undefined) return `gate started: run ${run}`;
  return `run ${run} was started already at ${earlier.startedAt.toISOString()}; nothing was started again`;
}

/** An emulator's endpoint is named, as all SDKs read it. */
function isEmulated({ env }: Io): boolean {
  return env['AWS_ENDPOINT_URL'] !== undefined || env['AWS_ENDPOINT_URL_SFN'] !== undefined;
}

/** Where a person sees the execution; an emulator has no such page. */
function consoleLink(execution: string, io: Io): string {
  const start = consoleOf(execution);
  if (isEmulated(io) || start === undefined) return '';
  return `${start}/states/home?region=${regionOf(execution)}#/v2/executions/details/${execution}\n`;
}
