import { SFNClient } from '@aws-sdk/client-sfn';
import { isOn } from '../domain/gate.ts';
import type { Release } from '../domain/release.ts';
import type { GateArguments } from './commands.ts';
import { concludeGate } from './conclude-gate.ts';
import type { ExitCode } from './exit-codes.ts';
import { type Ended, followGate, paceOnEmulator } from './follow-gate.ts';
import type { GateAnswer } from './gate-events.ts';
import { stackOutput } from './gate-stack.ts';
import type { Io } from './output.ts';
import { type Prepared, prepareRun } from './prepare-run.ts';
import { type Progress, showProgress } from './progress.ts';
import { NotRunError } from './refusal.ts';
import { nameProblems, runName, startGate, stateMachineProblems } from './start-gate.ts';

/** Starts the gate and follows it to its verdict. */
export async function gate(values: GateArguments, io: Io): Promise<ExitCode> {
  const ownProblems = [...nameProblems(values.name), ...stateMachineProblems(values['state-machine'])];
  const prepared = await prepareRun(values, async () => ownProblems, io);
  const { release } = prepared;
  if (release === undefined) throw new Error('the release is required, so it was parsed');
  const stateMachine = values['state-machine'] ?? (await stackOutput(prepared.environment, 'gate'));
  const [, , , region = ''] = stateMachine.split(':');
  const client = new SFNClient({ region });
  const run = values.name ?? runName(release, io.clock());
  const startedAt = performance.now();
  const execution = await startGate(client, stateMachine, run, release);
  const seen: GateAnswer[] = [];
  const elapsed = (): number => performance.now() - startedAt;
  const ended = await follow({ prepared, release, client, execution, run, seen, elapsed }, io);
  return concludeGate({ prepared, release, execution, run, ended, seen, elapsedMs: elapsed(), json: values.json }, io);
}

interface Following {
  readonly prepared: Prepared;
  readonly release: Release;
  readonly client: SFNClient;
  readonly execution: string;
  readonly run: string;
  readonly seen: GateAnswer[];
  readonly elapsed: () => number;
}

async function follow({ prepared, release, client, execution, run, seen, elapsed }: Following, io: Io): Promise<Ended> {
  const { settings } = prepared;
  const title = `gate of ${settings.service} ${release.version} for ${settings.environment}`;
  // Before a word is said: from then on, whoever interrupts is told that the gate goes on.
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  io.err.write(`gate started: run ${run}\n${consoleLink(execution, io)}`);
  const progress = showProgress(io, { title, expected: settings.expected, elapsed });
  const onAnswer = (answer: GateAnswer): void => {
    seen.push(answer);
    show(answer, settings.expected, progress);
  };
  try {
    return await followGate({
      client,
      execution,
      signal: interrupt.signal,
      onAnswer,
      ...(isEmulated(io) ? { pace: paceOnEmulator } : {}),
    });
  } catch (cause) {
    const why = interrupt.signal.aborted ? 'stopped following' : `lost sight of the gate: ${(cause as Error).message}`;
    const later = `preflight report ${run} --env ${settings.environment}`;
    throw new NotRunError(`${why}; the gate goes on by itself. When it has ended: ${later}`, {
      cause,
      details: { run, execution },
    });
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    progress.close();
  }
}

function show(answer: GateAnswer, expected: Prepared['settings']['expected'], progress: Progress): void {
  if (answer.kind === 'groupResult') for (const check of answer.value.checks) progress.ended(check);
  if (answer.kind === 'decision') progress.now('writing the report');
  if (answer.kind !== 'groupFailure') return;
  const { group, failure } = answer.value;
  const on = expected.find((one) => one.group === group)?.checks.filter(isOn) ?? [];
  const summary = `its group's function did not answer: ${failure.Error}`;
  for (const { id } of on) progress.ended({ id, outcome: 'error', summary });
}

/** An emulator's endpoint is named, as all SDKs read it. */
function isEmulated({ env }: Io): boolean {
  return env['AWS_ENDPOINT_URL'] !== undefined || env['AWS_ENDPOINT_URL_SFN'] !== undefined;
}

/** Where a person sees the execution; an emulator has no such page. */
function consoleLink(execution: string, io: Io): string {
  const [, , , region] = execution.split(':');
  if (isEmulated(io) || !execution.startsWith('arn:aws:')) return '';
  return `https://${region}.console.aws.amazon.com/states/home?region=${region}#/v2/executions/details/${execution}\n`;
}
