import { setTimeout as pause } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  type HistoryEvent,
  paginateGetExecutionHistory,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { WindowReport } from '../../../lib/domain/window/window-report.ts';
import type { WindowStore } from '../../../lib/stores/window-store.ts';
import { credentials, region } from '../../../sandbox/aws-environment.ts';
import { healthyWindow, playSteps, playWindow, windowsOf } from '../../../sandbox/play-window.ts';
import type { Scenario, WindowScenario, WindowStep } from '../../../sandbox/scenario.ts';
import { readWindowReport } from '../../../sandbox/window.ts';
import { versions } from '../../../sandbox/world/shop-function.ts';
import { newName } from './gate-client.ts';
import type { Production } from './use-sandbox.ts';

/** An execution of the window's state machine that has ended. */
export interface EndedExecution {
  readonly run: string;
  readonly execution: DescribeExecutionOutput;
  readonly history: readonly HistoryEvent[];
}

export interface PlayedWindow extends EndedExecution {
  readonly report: WindowReport;
  /** The version of the shop that served then. */
  readonly serves: string;
  /** How often the deployed functions changed the shop's alias meanwhile. */
  readonly moves: number;
}

export interface PlayOptions {
  readonly run?: string;
  /** Beside the scenario's script. */
  readonly meanwhile?: (run: string, executionArn: string) => Promise<void>;
}

/** Opens windows through the Step Functions API, as a pipeline without the command line does. */
export function windowClient({ sandbox, release }: Pick<Production, 'sandbox' | 'release'>) {
  const client = new SFNClient({ endpoint: sandbox.endpoint, region, credentials });
  const store: WindowStore = windowsOf(sandbox);
  return { client, store, start, end, open, ready, play };

  async function start(input: unknown, name: string): Promise<string> {
    const stateMachineArn = sandbox.deployed.window;
    const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
    return (await client.send(command)).executionArn ?? '';
  }

  /** Resolves when an execution has ended. */
  async function end(executionArn: string): Promise<EndedExecution> {
    let execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    while (execution.status === 'RUNNING') {
      await pause(50);
      execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    }
    const history: HistoryEvent[] = [];
    for await (const page of paginateGetExecutionHistory({ client }, { executionArn })) {
      history.push(...(page.events ?? []));
    }
    return { run: execution.name ?? '', execution, history };
  }

  /** Starts one and resolves when its window is open. */
  async function open(run = newName()): Promise<string> {
    const executionArn = await start(release, run);
    while ((await store.window(run)) === undefined) await pause(50);
    return executionArn;
  }

  /** Deploys the release, out of quarantine where it was rolled back before. */
  async function ready(world: Scenario['world'] = {}): Promise<void> {
    const commit = String(release['commit']);
    await store.lift({ commit }, { at: new Date().toISOString(), by: 'person:test', reason: 'for the next test' });
    await sandbox.apply({ world });
    await sandbox.shop.deploy(versions.release);
  }

  /** Plays what a scenario says of the time after its GO. */
  async function play(
    { world = {}, window = healthyWindow }: Partial<Pick<Scenario, 'world' | 'window'>>,
    { run = newName(), meanwhile }: PlayOptions = {},
  ): Promise<PlayedWindow> {
    await ready(world);
    const over = new AbortController();
    const playing = { world, run, yes: true, tell: () => undefined, ended: over.signal };
    await playSteps(sandbox, window.before ?? [], playing);
    const movesBefore = moves();
    const executionArn = await start(release, run);
    const [ended] = await Promise.all([
      end(executionArn).finally(() => over.abort()),
      playWindow(sandbox, window, playing),
      meanwhile?.(run, executionArn),
    ]);
    const report = await readWindowReport(sandbox, run);
    return { ...ended, report, serves: await sandbox.shop.serves(), moves: moves() - movesBefore };
  }

  function moves(): number {
    return sandbox.asked().filter((one) => /^lambda:PUT .*\/aliases\//.test(one)).length;
  }
}

export type WindowClient = ReturnType<typeof windowClient>;

/** The states that an execution entered, in their order. */
export function statesOf({ history }: Pick<EndedExecution, 'history'>): string[] {
  return history.flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
}

/** A window with these steps. */
export const windowWith = (
  script: readonly WindowStep[],
  others: Partial<WindowScenario> = {},
): { readonly window: WindowScenario } => ({ window: { ...healthyWindow, ...others, script } });
