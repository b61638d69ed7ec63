import { cleanup } from '../sandbox/cleanup.ts';
import { type Sandbox, startSandbox } from '../sandbox/launcher.ts';
import type { Scenario } from '../sandbox/scenario.ts';
import { stopwatch } from '../sandbox/stopwatch.ts';
import { approvalsBench } from './approvals.ts';
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

const rows = [
  ...(await bundleBench(tell)),
  ...(await synthBench(tell)),
  ...(await sandboxBench(tell)),
  ...(await inSandbox({}, [gateBench, checkBench, checksBench, githubBench])),
  ...(await inSandbox({ environment: 'production-attended' }, [approvalsBench])),
  ...(await inSandbox({ times: windowBenchTimes }, [windowBench])),
];
const missed = rows.filter((row) => !met(row));
process.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : `\n${table(rows)}\n`);
tell(missed.length === 0 ? '\nevery goal is met' : `\nmissed: ${missed.map((row) => row.what).join('; ')}`);
process.exit(missed.length === 0 ? 0 : 1);
