import type { ApprovalSettings } from '../lib/config/function-settings.ts';
import type { ClosedApprovals } from '../lib/domain/gate.ts';
import { logOf } from '../lib/lambda/log.ts';
import { deployedSettings } from '../lib/lambda/settings.ts';
import { type CloseApprovalsInput, closeApprovals } from '../lib/steps/close-approvals.ts';
import { approvalStore } from '../lib/stores/approval-store.ts';

const settings = deployedSettings<ApprovalSettings>(import.meta.url);
const store = approvalStore(process.env['APPROVAL_TABLE'] ?? '');

export async function handler(input: CloseApprovalsInput): Promise<ClosedApprovals> {
  const closed = await closeApprovals(input, settings, { store, now: new Date() });
  const log = logOf('close-approvals', input.run);
  for (const { id, status } of closed.items) log.info('approval ended', { item: id, status });
  log.info('approvals closed', { stale: closed.stale });
  return closed;
}
