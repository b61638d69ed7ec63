import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { portBase, runFolder } from './addresses.ts';
import type { Cleanup } from './cleanup.ts';
import type { SandboxArguments } from './command-line.ts';
import { differences } from './expectation.ts';
import { SandboxError } from './failure.ts';
import { type GateRun, runGate } from './gate.ts';
import { type Sandbox, startSandbox } from './launcher.ts';
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
  const gate = await clock.time('gate', 'the gate has decided', () => runGate(sandbox, { name: run, show: !json }));
  const { report } = gate;
  const seconds = clock.seconds();
  if (json) out(`${JSON.stringify(resultOf(name, gate, seconds), null, 2)}\n`);
  else out(summaryOf(gate, differences(report, scenario), seconds));
  const exitCode = report.verdict === 'go' ? 0 : 1;
  decide(exitCode);
  if (keep) await keepRunning(sandbox, { err, stopped });
  return exitCode;
}

function resultOf(scenario: string, { report, files }: GateRun, seconds: Record<string, number>) {
  return {
    scenario,
    verdict: report.verdict,
    run: report.run.id,
    report: { html: files.html, json: files.json, markdown: files.md, junit: files.junit },
    checks: report.groups.flatMap((group) => group.checks).map(({ id, group, outcome }) => ({ id, group, outcome })),
    approvals: [],
    window: null,
    seconds,
  };
}

function summaryOf({ files }: GateRun, different: readonly string[], seconds: Record<string, number>): string {
  const times = Object.entries(seconds).map(([phase, took]) => `${phase} ${took.toFixed(1)} s`);
  const asExpected =
    different.length === 0
      ? 'every outcome is as this scenario expects'
      : `not as this scenario expects:\n  ${different.join('\n  ')}`;
  return `\n${asExpected}\nreport: ${relative(process.cwd(), files.html)}\ntook: ${times.join(', ')}\n`;
}

async function keepRunning(sandbox: Sandbox, { err, stopped }: Pick<ScenarioRun, 'err' | 'stopped'>): Promise<void> {
  const names = Object.keys(sandbox.environment).filter((name) => name.startsWith('AWS_'));
  const variables = { PREFLIGHT_SANDBOX_PORT: String(portBase()) };
  const lines = [...names.map((name) => [name, sandbox.environment[name]]), ...Object.entries(variables)];
  const file = fileURLToPath(new URL('environment.sh', runFolder()));
  await writeFile(file, lines.map(([name, value]) => `export ${name}=${value}\n`).join(''));
  // The gate does not trust a metric that is older than 15 minutes.
  const monitoring = setInterval(
    () => void sandbox.report().catch((cause: unknown) => err(`${String(cause)}\n`)),
    60_000,
  );
  err(`
The sandbox stays up until Ctrl-C. In another terminal:

  . ${relative(process.cwd(), file)}
  npm run -s preflight -- check --env production --release sandbox/release.json
  npm run -s preflight -- gate --env production --release sandbox/release.json
`);
  await stopped;
  clearInterval(monitoring);
}
