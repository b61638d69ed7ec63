import type { Cleanup } from './cleanup.ts';
import type { SandboxArguments } from './command-line.ts';
import { SandboxError } from './failure.ts';
import { type GateRun, runGate } from './gate.ts';
import { environmentFile, gateInvitation, keptCommands, windowInvitation } from './invitation.ts';
import { type Sandbox, startSandbox } from './launcher.ts';
import { monitor, watchAlarms } from './monitoring.ts';
import { playScript } from './play-script.ts';
import { healthyWindow, playSteps, playWindow, type WindowPlay } from './play-window.ts';
import type { Scenario } from './scenario.ts';
import { type EndedWindow, exitCodeOf, resultOf, summaryOf, windowAsks } from './scenario-result.ts';
import { scenarios } from './scenarios/index.ts';
import { stopwatch } from './stopwatch.ts';
import { runWindow } from './window.ts';
import { versions } from './world/shop-function.ts';

export interface ScenarioRun {
  readonly arguments: SandboxArguments;
  readonly cleanup: Cleanup;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Told the exit code as soon as it is known how the scenario ended. */
  readonly decide: (exitCode: number) => void;
  /** Resolves when the user wants to stop. */
  readonly stopped: Promise<unknown>;
}

/** Runs one scenario from start to its verdict, and to the end of the rollback window after a GO. @returns the exit code. */
export async function runScenario({
  arguments: given,
  cleanup,
  out,
  err,
  decide,
  stopped,
}: ScenarioRun): Promise<number> {
  const { scenario: name, json, keep } = given;
  const scenario = scenarios[name];
  if (scenario === undefined) throw new SandboxError(`there is no scenario ${name}`);
  const clock = stopwatch(err);
  err(`\nscenario ${name}: ${scenario.about}\n\n`);
  const sandbox = await startSandbox({ clock, cleanup, scenario });
  err('\n');
  const run = `${name}-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  const played = { scenario, run, err, yes: given.yes, show: !json };
  const gate = await clock.time('gate', 'the gate has decided', () =>
    whileWatched(sandbox, err, () => judge(sandbox, played)),
  );
  const window =
    gate.report.verdict === 'go'
      ? await clock.time('window', 'the rollback window has ended', () =>
          whileWatched(sandbox, err, () => goOut(sandbox, played)),
        )
      : undefined;
  const result = { name, scenario, gate, window, seconds: clock.seconds() };
  out(json ? `${JSON.stringify(resultOf(result), null, 2)}\n` : summaryOf(result, given.yes));
  const exitCode = exitCodeOf(result);
  decide(exitCode);
  if (keep) await keepRunning(sandbox, { err, stopped });
  return exitCode;
}

interface Played extends Pick<ScenarioRun, 'err'> {
  readonly scenario: Scenario;
  readonly run: string;
  /** Whether the scenario's people decide, and not whoever started it. */
  readonly yes: boolean;
  /** Whether the command line's results go to the terminal. */
  readonly show: boolean;
}

/** Where people are waited for, it may take longer than a metric is trusted. */
async function whileWatched<T>(sandbox: Sandbox, err: Played['err'], work: () => Promise<T>): Promise<T> {
  if (sandbox.people === undefined) return work();
  const stopMonitoring = monitor(sandbox, err);
  try {
    return await work();
  } finally {
    stopMonitoring();
  }
}

/** Runs the gate while people decide: those of the scenario, or real ones. */
async function judge(sandbox: Sandbox, { scenario, run, err, yes, show }: Played): Promise<GateRun> {
  const gate = (): Promise<GateRun> => runGate(sandbox, { name: run, show });
  if (sandbox.people === undefined) return gate();
  if (!yes) err(await gateInvitation(sandbox, run));
  const tell = (line: string): void => err(`${line}\n`);
  return besides(gate, async (ended) => {
    if (yes) await playScript(sandbox, { scenario, run, tell, ended });
  });
}

/** Deploys the shop and opens its rollback window, in which happens what the scenario says. */
async function goOut(sandbox: Sandbox, { scenario, run, err, yes, show }: Played): Promise<EndedWindow> {
  const { window = healthyWindow, world } = scenario;
  const play: Omit<WindowPlay, 'ended'> = { world, run, yes, tell: (line) => err(`${line}\n`) };
  await sandbox.shop.deploy(versions.release);
  err(`shop-api ${versions.release} is deployed\n`);
  await playSteps(sandbox, window.before ?? [], { ...play, ended: new AbortController().signal });
  if (windowAsks(scenario) && !yes) err(await windowInvitation(sandbox, run));
  const ended = await besides(
    () => runWindow(sandbox, { name: run, show, drill: window.drill }),
    (signal) => playWindow(sandbox, window, { ...play, ended: signal }),
  );
  const [serves, rehearsals] = await Promise.all([sandbox.shop.serves(), sandbox.rehearsed(ended.report.openedAt)]);
  return { ...ended, serves, rehearsals };
}

/** Does both at once; what goes on beside the work is told when that has ended. */
async function besides<T>(work: () => Promise<T>, beside: (ended: AbortSignal) => Promise<void>): Promise<T> {
  const ended = new AbortController();
  try {
    const [result] = await Promise.all([work().finally(() => ended.abort()), beside(ended.signal)]);
    return result;
  } finally {
    ended.abort();
  }
}

async function keepRunning(sandbox: Sandbox, { err, stopped }: Pick<ScenarioRun, 'err' | 'stopped'>): Promise<void> {
  const stops = [monitor(sandbox, err), watchAlarms(sandbox, err)];
  err(`
The sandbox stays up until Ctrl-C. In another terminal:

  . ${await environmentFile(sandbox)}
${keptCommands(sandbox)}`);
  await stopped;
  for (const stop of stops) stop();
}
