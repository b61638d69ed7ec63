import { relative } from 'node:path';
import type { Cleanup } from './cleanup.ts';
import type { SandboxArguments } from './command-line.ts';
import { differences } from './expectation.ts';
import { SandboxError } from './failure.ts';
import { type GateRun, runGate } from './gate.ts';
import { approvalCommands, environmentFile, invitation } from './invitation.ts';
import { type Sandbox, startSandbox } from './launcher.ts';
import { monitor } from './monitoring.ts';
import { playScript } from './play-script.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios/index.ts';
import { stopwatch } from './stopwatch.ts';

export interface ScenarioRun {
  readonly arguments: SandboxArguments;
  readonly cleanup: Cleanup;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Told the exit code as soon as the verdict is there. */
  readonly decide: (exitCode: number) => void;
  /** Resolves when the user wants to stop. */
  readonly stopped: Promise<unknown>;
}

/** Runs one scenario from start to verdict. @returns the exit code. */
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
  const asked = { scenario, run, err, yes: given.yes };
  const gate = await clock.time('gate', 'the gate has decided', () =>
    besidePeople(sandbox, asked, () => runGate(sandbox, { name: run, show: !json })),
  );
  const { report } = gate;
  const seconds = clock.seconds();
  if (json) out(`${JSON.stringify(resultOf(name, gate, seconds), null, 2)}\n`);
  else out(summaryOf(gate, comparison(gate, scenario, given.yes), seconds));
  const exitCode = report.verdict === 'go' ? 0 : 1;
  decide(exitCode);
  if (keep) await keepRunning(sandbox, { err, stopped });
  return exitCode;
}

interface Asked extends Pick<ScenarioRun, 'err'> {
  readonly scenario: Scenario;
  readonly run: string;
  /** Whether the scenario's people decide, and not whoever started it. */
  readonly yes: boolean;
}

/** Runs the gate while people decide: those of the scenario, or real ones. */
async function besidePeople(
  sandbox: Sandbox,
  { scenario, run, err, yes }: Asked,
  gate: () => Promise<GateRun>,
): Promise<GateRun> {
  if (sandbox.people === undefined) return gate();
  const stopMonitoring = monitor(sandbox, err);
  const ended = new AbortController();
  if (!yes) err(await invitation(sandbox, run));
  const tell = (line: string): void => err(`${line}\n`);
  const playing = yes ? playScript(sandbox, { scenario, run, tell, ended: ended.signal }) : undefined;
  try {
    const [result] = await Promise.all([gate().finally(() => ended.abort()), playing]);
    return result;
  } finally {
    ended.abort();
    stopMonitoring();
  }
}

function resultOf(scenario: string, { report, files }: GateRun, seconds: Record<string, number>) {
  const { approvals = [] } = report;
  return {
    scenario,
    verdict: report.verdict,
    run: report.run.id,
    report: { html: files.html, json: files.json, markdown: files.md, junit: files.junit },
    checks: report.groups.flatMap((group) => group.checks).map(({ id, group, outcome }) => ({ id, group, outcome })),
    approvals: approvals.map(({ id, status, votes }) => ({
      id,
      status,
      votes: votes.map(({ by, choice }) => ({ by, choice })),
    })),
    window: null,
    seconds,
  };
}

function comparison({ report }: GateRun, scenario: Scenario, yes: boolean): string {
  // Whoever decided may have decided otherwise.
  if (scenario.script !== undefined && !yes) return 'people decided; with --yes the people of this scenario do';
  const different = differences(report, scenario);
  if (different.length === 0) return 'every outcome is as this scenario expects';
  return `not as this scenario expects:\n  ${different.join('\n  ')}`;
}

function summaryOf({ files }: GateRun, compared: string, seconds: Record<string, number>): string {
  const times = Object.entries(seconds).map(([phase, took]) => `${phase} ${took.toFixed(1)} s`);
  return `\n${compared}\nreport: ${relative(process.cwd(), files.html)}\ntook: ${times.join(', ')}\n`;
}

async function keepRunning(sandbox: Sandbox, { err, stopped }: Pick<ScenarioRun, 'err' | 'stopped'>): Promise<void> {
  const { environmentName, people } = sandbox;
  const stopMonitoring = monitor(sandbox, err);
  const asked = `--env ${environmentName} --release sandbox/release.json`;
  err(`
The sandbox stays up until Ctrl-C. In another terminal:

  . ${await environmentFile(sandbox)}
  npm run -s preflight -- check ${asked}
  npm run -s preflight -- gate ${asked}
${people === undefined ? '' : `\nand while a gate waits, at ${people.console} or here:\n\n${approvalCommands(sandbox)}`}`);
  await stopped;
  stopMonitoring();
}
