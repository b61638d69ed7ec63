import { fileURLToPath } from 'node:url';
import { releaseFile } from '../../../sandbox/gate.ts';
import type { Sandbox } from '../../../sandbox/launcher.ts';
import { type Ended, run } from '../../../sandbox/processes.ts';

const checkout = new URL('../../../', import.meta.url);
const program = fileURLToPath(new URL('bin/preflight.ts', checkout));

export const sampleRelease = ['--release', fileURLToPath(releaseFile)] as const;

/** The command line in the sandbox's environment, as a person or a pipeline calls it: `window status`, then its options. */
export function preflight(
  { environment, environmentName }: Sandbox,
  command: string,
  ...args: readonly string[]
): Promise<Ended> {
  const all = [program, ...command.split(' '), '--env', environmentName, ...args];
  return run(process.execPath, all, { cwd: checkout, env: environment });
}
