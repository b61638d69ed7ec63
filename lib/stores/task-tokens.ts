import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { tokenPartition } from '../domain/approvals/approval-keys.ts';
import type { ApprovalStore } from './approval-store.ts';
import { type ApprovalTable, fieldsOf } from './approval-table.ts';
import { keyOf } from './table.ts';

/** The task tokens of the table, in partitions of their own: what reads runs and items never comes across one. */
export function taskTokens({ name, client }: ApprovalTable): Pick<ApprovalStore, 'saveToken' | 'token'> {
  return {
    async saveToken(run, item, token) {
      const Item = { ...keyOf(tokenPartition(run), item), token: { S: token } };
      await client.send(new PutItemCommand({ TableName: name, Item }));
    },
    async token(run, item) {
      const Key = keyOf(tokenPartition(run), item);
      const answer = await client.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }));
      return answer.Item && fieldsOf<{ readonly token: string }>(answer.Item).token;
    },
  };
}
