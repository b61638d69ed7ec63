import type { ItemStatus } from '../domain/approvals/approval.ts';
import type { ApprovalStore } from '../stores/approval-store.ts';
import type { WaitingTasks } from '../stores/waiting-task.ts';

export interface RequestApprovalInput {
  /** The run's id. */
  readonly run: string;
  /** The item's id. */
  readonly item: string;
  readonly token: string;
}

/**
 * Stores the token of the task that waits, and only then looks: an item that was decided meanwhile is waited for no longer.
 * Whoever decides does it the other way round, writes and then looks for the token, so that one of the two finds the other.
 * @returns what the item was when it looked.
 */
export async function requestApproval(
  { run, item, token }: RequestApprovalInput,
  { store, tasks }: { readonly store: ApprovalStore; readonly tasks: Pick<WaitingTasks, 'complete'> },
): Promise<ItemStatus> {
  await store.saveToken(run, item, token);
  const found = await store.item(run, item);
  if (found === undefined) throw new Error(`run ${run} has no item ${item}`);
  const { status } = found;
  if (status !== 'open') await tasks.complete(token, { item, status });
  return status;
}
