import { SFNClient } from '@aws-sdk/client-sfn';
import { regionOf } from '../domain/arn.ts';
import type { Problem } from '../domain/problem.ts';
import { refuseOtherAccount } from './execution-place.ts';
import type { ExitCode } from './exit-codes.ts';
import { stackOutputsOf } from './gate-stack.ts';
import { inTime } from './in-time.ts';
import type { Io } from './output.ts';
import { type Prepared, prepareRun } from './prepare-run.ts';
import { nameProblems, runName } from './run-name.ts';
import { startExecution, stateMachineProblems } from './start-execution.ts';
import { clean } from './text.ts';
import { concludeWindow } from './window-conclude.ts';
import { drillFollower, drillProblems } from './window-drill.ts';
import { longestWindowName, type SeenStore, seenStore, windowProblems } from './window-environment.ts';
import { followWindow } from './window-follow.ts';
import type { WindowOpenArguments } from './window-options.ts';
import { prepareFolder } from './write-reports.ts';

/** Opens the rollback window, or takes up the one that was opened already, and follows it to its end; provokes its rollback, where that is wanted. */
export async function windowOpen(values: WindowOpenArguments, io: Io): Promise<ExitCode> {
  const prepared = await prepareRun(
    values,
    async (_, environment) => [
      ...windowProblems(environment),
      ...drillProblems(values, environment),
      ...(await ownProblems(values, io)),
    ],
    io,
  );
  const { release, environment } = prepared;
  if (release === undefined) throw new Error('the release is required, so it was parsed');
  const { stateMachine, store } = await whereOf(values, environment, io);
  refuseOtherAccount('rollback window', stateMachine, environment);
  const region = regionOf(stateMachine) ?? '';
  const run = runName(values, release, io.clock(), longestWindowName);
  const drill = values.drill ? drillFollower({ environment, reason: values.reason, run, store }) : undefined;
  const client = new SFNClient({ region, ...inTime });
  const startedAt = performance.now();
  const named = values.attempt === undefined ? '--name' : '--attempt';
  const started = await startExecution(client, { stateMachine, run, release, named });
  const opening = {
    ...{ environment, release, client, run, store, region, ...started, detach: values.detach },
    ...(drill === undefined ? {} : { drill }),
  };
  const elapsed = (): number => performance.now() - startedAt;
  const followed = await followWindow({ ...opening, elapsed }, io);
  return concludeWindow(
    { ...opening, ...followed, elapsedMs: elapsed(), json: values.json, folder: values.report },
    io,
  );
}

async function ownProblems(values: WindowOpenArguments, io: Io): Promise<Problem[]> {
  const { detach, report } = values;
  const both = { path: '--detach', message: 'contradicts --report: there is a report once the window has ended' };
  return [
    ...(await prepareFolder(detach ? undefined : report, io)),
    ...(detach && report !== undefined ? [both] : []),
    ...nameProblems(values, longestWindowName),
    ...stateMachineProblems(values['state-machine']),
  ];
}

interface Where {
  readonly stateMachine: string;
  /** Absent where nobody can say which table it is. */
  readonly store: SeenStore | undefined;
}

async function whereOf(values: WindowOpenArguments, environment: Prepared['environment'], io: Io): Promise<Where> {
  const stateMachine = values['state-machine'];
  if (stateMachine === undefined) {
    const { window, windows } = await stackOutputsOf(environment, ['window', 'windows']);
    return { stateMachine: window, store: seenStore(windows) };
  }
  try {
    const { windows } = await stackOutputsOf(environment, ['windows']);
    return { stateMachine, store: seenStore(windows) };
  } catch (cause) {
    io.err.write(
      `what happens in the window will not be shown, only how it ends: ${clean((cause as Error).message)}\n`,
    );
    return { stateMachine, store: undefined };
  }
}
