import { ConditionalCheckFailedException, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { approvalKeys, itemOrder, runPartition } from '../domain/approvals/approval-keys.ts';
import type { ItemRecord } from '../domain/approvals/approval-record.ts';
import type { ApprovalStore } from './approval-store.ts';
import { type ApprovalTable, fieldsOf } from './approval-table.ts';
import { attributesOf, keyOf, queryAll } from './table.ts';

/** The items of the table, each by itself. */
export function itemRecords(table: ApprovalTable): Pick<ApprovalStore, 'item' | 'replace' | 'pending'> {
  const { name, client } = table;
  return {
    async item(run, item) {
      const Key = keyOf(runPartition(run), itemOrder(item));
      const answer = await client.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }));
      return answer.Item && fieldsOf<ItemRecord>(answer.Item);
    },
    async replace(next) {
      try {
        await client.send(replacement(name, next));
        return true;
      } catch (cause) {
        if (cause instanceof ConditionalCheckFailedException) return false;
        throw cause;
      }
    },
    async pending(now, most) {
      const { pending, pendingValue, expires } = approvalKeys;
      const query = {
        IndexName: pending,
        KeyConditionExpression: '#pending = :open AND #expires > :now',
        ExpressionAttributeNames: { '#pending': pending, '#expires': expires },
        ExpressionAttributeValues: attributesOf({ ':open': pendingValue, ':now': now }),
      };
      return (await queryAll(table, query, most)).map((row) => fieldsOf<ItemRecord>(row));
    },
  };
}

/**
 * Only what changes: an item that is still open stays off the list where its run was closed meanwhile. No item has the
 * revision that came before where there is no item at all.
 */
function replacement(table: string, { run, id, status, votes, decidedAt, revision }: ItemRecord): UpdateItemCommand {
  const state = { status, votes, revision, ...(decidedAt === undefined ? {} : { decidedAt }) };
  const names = Object.keys(state);
  const sets = names.map((name) => `#${name} = :${name}`).join(', ');
  const off = status === 'open' ? {} : { '#pending': approvalKeys.pending };
  return new UpdateItemCommand({
    TableName: table,
    Key: keyOf(runPartition(run), itemOrder(id)),
    UpdateExpression: `SET ${sets}${status === 'open' ? '' : ' REMOVE #pending'}`,
    ConditionExpression: '#revision = :before',
    ExpressionAttributeNames: { ...Object.fromEntries(names.map((name) => [`#${name}`, name])), ...off },
    ExpressionAttributeValues: attributesOf({
      ...Object.fromEntries(Object.entries(state).map(([name, value]) => [`:${name}`, value])),
      ':before': revision - 1,
    }),
  });
}
