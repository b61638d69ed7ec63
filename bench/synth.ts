import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runWell } from '../sandbox/processes.ts';
import { type Bench, median } from './row.ts';

const runs = 5;
const checkout = new URL('../', import.meta.url);
const cdk = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');

/** `cdk synth` with one bundling call for all functions, against one for each function. The two take turns. */
export const synthBench: Bench = async (tell) => {
  const together: number[] = [];
  const apart: number[] = [];
  for (let index = 0; index <= runs; index += 1) {
    tell(`cdk synth, run ${index + 1} of ${runs + 1}; the first one warms up`);
    together.push(await synth([]));
    apart.push(await synth(['--app', 'node bench/bundle-one-by-one.ts && node bin/app.ts']));
  }
  const baseline = { what: 'function by function', value: median(apart.slice(1)) };
  return [
    {
      what: 'cdk synth',
      value: median(together.slice(1)),
      unit: 's',
      baseline,
      note: `median of ${runs}, bundling and CDK's linting included`,
    },
  ];
};

async function synth(options: readonly string[]): Promise<number> {
  const output = mkdtempSync(join(tmpdir(), 'preflight-synth-'));
  const started = performance.now();
  const args = [cdk, 'synth', '--quiet', '--no-notices', '--output', output, ...options];
  await runWell('cdk synth', process.execPath, args, {
    cwd: checkout,
    env: { ...process.env, CDK_DISABLE_VERSION_CHECK: '1', CDK_DISABLE_CLI_TELEMETRY: 'true' },
  });
  const seconds = (performance.now() - started) / 1000;
  rmSync(output, { recursive: true });
  return seconds;
}
