import { approvalKeys } from '../domain/approvals/approval-keys.ts';
import { type Attributes, fieldsOf as allFieldsOf, type Table } from './table.ts';

/** The table of approvals, and who asks it. */
export type ApprovalTable = Table;

/** What was written, without its keys and without what puts it on the list of what is pending. */
export function fieldsOf<T>(attributes: Attributes): T {
  const { [approvalKeys.pending]: _pending, ...rest } = attributes;
  return allFieldsOf<T>(rest);
}
