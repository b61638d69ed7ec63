import { cleanup } from '../sandbox/cleanup.ts';
import { type Sandbox, startSandbox } from '../sandbox/launcher.ts';
import type { Scenario } from '../sandbox/scenario.ts';
import { stopwatch } from '../sandbox/stopwatch.ts';
import { approvalsBench } from './approvals.ts';
import { backtestBench } from './backtest.ts';
import { bundleBench } from './bundles.ts';
import { checkBench } from './check.ts';
import { checksBench } from './checks.ts';
import { gateBench } from './gate.ts';
import { githubBench } from './github.ts';
import type { Row } from './row.ts';
import { sandboxBench } from './sandbox.ts';
import { synthBench } from './synth.ts';
import { met, table } from './table.ts';
import { windowBench, windowBenchTimes } from './window.ts';

const json = process.argv.includes('--json');
const tell = (progress: string): void => void process.stderr.write(`${progress}\n`);

/** Benches that need the same running sandbox share one. */
async function inSandbox(
  deployed: Pick<Scenario, 'environment' | 'times'>,
  benches: readonly ((sandbox: Sandbox, tell: (progress: string) => void) => Promise<Row[]>)[],
): Promise<Row[]> {
  const undo = cleanup((failure) => tell(String(failure)));
  try {
    tell(`starting a sandbox of ${deployed.environment ?? 'production'}`);
    const scenario = { ...deployed, world: {} };
    const sandbox = await startSandbox({ clock: stopwatch(() => {}), cleanup: undo, scenario });
    const rows: Row[] = [];
    for (const bench of benches) rows.push(...(await bench(sandbox, tell)));
    return rows;
  } finally {
    await undo.run();
    forgetAws();
  }
}

/** Checks in this process find the sandbox by its environment; the next sandbox would take that for an emulator of the user's. */
function forgetAws(): void {
  for (const name of Object.keys(process.env).filter((one) => one.startsWith('AWS_'))) delete process.env[name];
}

const benches: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  bundles: () => bundleBench(tell),
  synth: () => synthBench(tell),
  backtest: () => backtestBench(tell),
  sandbox: () => sandboxBench(tell),
  gate: () => inSandbox({}, [gateBench, checkBench, checksBench, githubBench]),
  approvals: () => inSandbox({ environment: 'production-attended' }, [approvalsBench]),
  window: () => inSandbox({ times: windowBenchTimes }, [windowBench]),
};
// `npm run bench -- window`: these alone.
const named = process.argv.slice(2).filter((one) => !one.startsWith('--'));
const unknown = named.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  tell(`there is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}
const rows: Row[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (named.length === 0 || named.includes(name)) rows.push(...(await bench()));
}
const missed = rows.filter((row) => !met(row));
process.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : `\n${table(rows)}\n`);
tell(missed.length === 0 ? '\nevery goal is met' : `\nmissed: ${missed.map((row) => row.what).join('; ')}`);
process.exit(missed.length === 0 ? 0 : 1);
