import { runWell } from '../sandbox/processes.ts';
import { type Bench, median } from './row.ts';

const runs = 3;

/** The whole of `npm run sandbox`, from the second run on. */
export const sandboxBench: Bench = async (tell) => {
  const samples: { wall: number; seconds: Record<string, number> }[] = [];
  for (let index = 0; index <= runs; index += 1) {
    tell(`npm run sandbox, run ${index + 1} of ${runs + 1}; the first one may install the emulator`);
    const started = performance.now();
    const ended = await runWell('the sandbox', 'npm', ['run', '--silent', 'sandbox', '--', 'healthy', '--json'], {
      cwd: new URL('../', import.meta.url),
      env: process.env,
    });
    const { seconds } = JSON.parse(ended.stdout) as { seconds: Record<string, number> };
    samples.push({ wall: (performance.now() - started) / 1000, seconds });
  }
  const [first, ...warm] = samples;
  const last = warm.at(-1)?.seconds ?? {};
  const phases = Object.entries(last).filter(([name]) => name !== 'total');
  return [
    {
      what: 'npm run sandbox, from the second run on',
      value: median(warm.map((one) => one.wall)),
      unit: 's',
      atMost: 60,
      baseline: { what: 'first run here', value: first?.wall ?? Number.NaN },
      note: `median of ${runs}; of the last: ${phases.map(([name, took]) => `${name} ${took.toFixed(1)} s`).join(', ')} (some side by side)`,
    },
  ];
};
