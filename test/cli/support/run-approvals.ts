import { token } from './approval-api.ts';
import { configText } from './config.ts';
import { folderWith, type Ran, runCli } from './run-cli.ts';

/** `preflight approvals …` in a new project, asked as who holds the token. */
export function approvals(
  args: readonly string[],
  console: string | undefined,
  env: Readonly<Record<string, string>> = { PREFLIGHT_TOKEN: token },
): Promise<Ran> {
  const address = console === undefined ? [] : ['--console', console];
  const folder = folderWith({ 'preflight.config.mts': configText() });
  return runCli(['approvals', ...args, '--env', 'production', ...address], { folder, env });
}
