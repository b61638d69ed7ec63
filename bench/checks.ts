import type { Sandbox } from '../sandbox/launcher.ts';
import { checksInProcess } from './checks-in-process.ts';
import { median, type Row } from './row.ts';

const runs = 7;

/** The whole checklist of `healthy` in one process: side by side, against the same checks one after another. */
export async function checksBench(sandbox: Sandbox, tell: (progress: string) => void): Promise<Row[]> {
  await sandbox.apply({ world: {} });
  const checks = await checksInProcess(sandbox);
  tell(`${checks.count} checks in this process: a run each way to warm up, then ${runs}`);
  const samples: { side: number; serial: number; slowest: number }[] = [];
  for (let index = 0; index <= runs; index += 1) {
    const [side, results] = await timed(() => checks.sideBySide());
    const [serial] = await timed(() => checks.oneAfterAnother());
    const slowest = Math.max(...results.map(({ durationMs = 0 }) => durationMs)) / 1000;
    samples.push({ side, serial, slowest });
  }
  const warm = samples.slice(1);
  return [
    {
      what: `the ${checks.count} checks of healthy, in one process`,
      value: median(warm.map((one) => one.side)),
      unit: 's',
      baseline: { what: 'one after another', value: median(warm.map((one) => one.serial)) },
      note: `median of ${runs} runs; the slowest check took ${median(warm.map((one) => one.slowest)).toFixed(2)} s`,
    },
  ];
}

export async function timed<T>(work: () => Promise<T>): Promise<readonly [number, T]> {
  const started = performance.now();
  const result = await work();
  return [(performance.now() - started) / 1000, result];
}
