import { fileURLToPath } from 'node:url';
import { reportSchema } from '../lib/domain/report.ts';
import { releaseFile } from '../sandbox/gate.ts';
import type { Sandbox } from '../sandbox/launcher.ts';
import { run } from '../sandbox/processes.ts';
import { durations } from './gate.ts';
import { median, type Row } from './row.ts';

const runs = 10;
const checkout = new URL('../', import.meta.url);

/** `preflight check` in process: all that is not waiting for the slowest check. */
export async function checkBench(sandbox: Sandbox, tell: (progress: string) => void): Promise<Row[]> {
  await sandbox.apply({ world: {} });
  const rows: Row[] = [];
  for (const [name, program] of [
    ['built', 'dist/bin/preflight.js'],
    ['from source', 'bin/preflight.ts'],
  ] as const) {
    tell(`preflight check, ${name}: a run to warm up, then ${runs}`);
    const samples: { wall: number; slowest: number }[] = [];
    for (let index = 0; index <= runs; index += 1) samples.push(await checkOnce(program));
    const own = samples.slice(1).map(({ wall, slowest }) => wall - slowest);
    rows.push({
      what: `preflight check, ${name}: wall time minus its slowest check`,
      value: median(own),
      unit: 's',
      ...(name === 'built' ? { atMost: 0.5 } : {}),
      baseline: { what: 'node alone', value: await emptyStart() },
      note: `median of ${runs} runs; of a whole of ${median(samples.map((one) => one.wall)).toFixed(2)} s`,
    });
  }
  return rows;

  async function checkOnce(program: string): Promise<{ wall: number; slowest: number }> {
    const args = [program, 'check', '--env', 'production', '--release', fileURLToPath(releaseFile), '--json'];
    const started = performance.now();
    const ended = await run(process.execPath, args, { cwd: checkout, env: sandbox.environment });
    const wall = (performance.now() - started) / 1000;
    if (ended.code !== 0) throw new Error(`preflight check ended with ${ended.code}: ${ended.stderr}`);
    return { wall, slowest: Math.max(...durations(reportSchema.parse(JSON.parse(ended.stdout)))) };
  }

  async function emptyStart(): Promise<number> {
    const samples: number[] = [];
    for (let index = 0; index < runs; index += 1) {
      const started = performance.now();
      await run(process.execPath, ['--eval', '0'], { env: sandbox.environment });
      samples.push((performance.now() - started) / 1000);
    }
    return median(samples);
  }
}
