import type { CommitStatusSettings } from '../lib/config/function-settings.ts';
import type { CommitStatusResult } from '../lib/domain/commit-status.ts';
import { logOf } from '../lib/lambda/log.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { githubCommitStatus } from '../lib/sources/github-commit-status.ts';
import { secretsManager } from '../lib/sources/secrets-manager.ts';
import { type SetCommitStatusInput, setCommitStatus } from '../lib/steps/set-commit-status.ts';

const settings = deployedSettings<CommitStatusSettings>(import.meta.url);
const { sources, deadlineSeconds } = settings;
const github = githubCommitStatus(sources, { deadlineSeconds, secretsManager: secretsManager() });

export async function handler(input: SetCommitStatusInput): Promise<CommitStatusResult> {
  const result = await setCommitStatus(input, settings, github, AbortSignal.timeout(deadlineSeconds * 1000));
  const log = logOf('set-commit-status', input.run);
  if (result.set) log.info('commit status set', { context: result.context });
  else log.warn('commit status not set', { context: result.context, reason: result.reason });
  return result;
}
