import { logOf } from '../lib/lambda/log.ts';
import { type RequestApprovalInput, requestApproval } from '../lib/steps/request-approval.ts';
import { approvalStore } from '../lib/stores/approval-store.ts';
import { stepFunctionsTasks } from '../lib/stores/waiting-task.ts';

const store = approvalStore(process.env['APPROVAL_TABLE'] ?? '');
const tasks = stepFunctionsTasks();

export async function handler(input: RequestApprovalInput): Promise<void> {
  const status = await requestApproval(input, { store, tasks });
  logOf('request-approval', { id: input.run }).info('approval requested', { item: input.item, status });
}
