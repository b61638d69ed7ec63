import { cleanup } from '../sandbox/cleanup.ts';
import { startSandbox } from '../sandbox/launcher.ts';
import { stopwatch } from '../sandbox/stopwatch.ts';
import { bundleBench } from './bundles.ts';
import { checkBench } from './check.ts';
import { checksBench } from './checks.ts';
import { gateBench } from './gate.ts';
import { githubBench } from './github.ts';
import type { Row } from './row.ts';
import { sandboxBench } from './sandbox.ts';
import { synthBench } from './synth.ts';
import { met, table } from './table.ts';

const json = process.argv.includes('--json');
const tell = (progress: string): void => void process.stderr.write(`${progress}\n`);

/** The rows that need a running sandbox share one. */
async function inSandbox(): Promise<Row[]> {
  const undo = cleanup((failure) => tell(String(failure)));
  try {
    tell('starting a sandbox');
    const sandbox = await startSandbox({ clock: stopwatch(() => {}), cleanup: undo });
    return [
      ...(await gateBench(sandbox, tell)),
      ...(await checkBench(sandbox, tell)),
      ...(await checksBench(sandbox, tell)),
      ...(await githubBench(sandbox, tell)),
    ];
  } finally {
    await undo.run();
  }
}

const rows = [
  ...(await bundleBench(tell)),
  ...(await synthBench(tell)),
  ...(await sandboxBench(tell)),
  ...(await inSandbox()),
];
const missed = rows.filter((row) => !met(row));
process.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : `\n${table(rows)}\n`);
tell(missed.length === 0 ? '\nevery goal is met' : `\nmissed: ${missed.map((row) => row.what).join('; ')}`);
process.exit(missed.length === 0 ? 0 : 1);
