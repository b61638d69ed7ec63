import { release } from '../../support/release.ts';
import { configText } from './config.ts';
import { folderWith, type Ran, type RunOptions, runCli } from './run-cli.ts';

const args = ['gate', '--env', 'production', '--release', 'release.json'];

/** `preflight gate` in a new project with a valid release. */
export function gate(
  more: readonly string[],
  options: Omit<RunOptions, 'folder'>,
  config = configText(),
): Promise<Ran> {
  const folder = folderWith({ 'preflight.config.mts': config, 'release.json': JSON.stringify(release) });
  return runCli([...args, ...more], { folder, ...options });
}
