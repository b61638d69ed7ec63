import type { ApprovalSettings } from '../lib/config/function-settings.ts';
import { logOf } from '../lib/lambda/log.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { githubReleaseAuthors } from '../lib/sources/github-release-authors.ts';
import { secretsManager } from '../lib/sources/secrets-manager.ts';
import { type OpenApprovalsInput, type OpenedApprovals, openApprovals } from '../lib/steps/open-approvals.ts';
import { approvalStore } from '../lib/stores/approval-store.ts';

const settings = deployedSettings<ApprovalSettings>(import.meta.url);
const { sources, deadlineSeconds } = settings;
const store = approvalStore(process.env['APPROVAL_TABLE'] ?? '');
const authors = githubReleaseAuthors(sources, { deadlineSeconds, secretsManager: secretsManager() });
const console = process.env['CONSOLE_URL'] ?? '';

export async function handler(input: OpenApprovalsInput): Promise<OpenedApprovals> {
  const signal = AbortSignal.timeout(deadlineSeconds * 1000);
  const opened = await openApprovals(input, settings, { store, authors, console, now: new Date(), signal });
  const log = logOf('open-approvals', input.run);
  for (const { id, expiresAt } of opened.items) log.info('approval opened', { item: id, status: 'open', expiresAt });
  return opened;
}
