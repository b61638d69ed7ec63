import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Waiver } from '../domain/approvals/approval.ts';
import { approvalKeys, waiverOrder, waiverPartition } from '../domain/approvals/approval-keys.ts';
import type { ApprovalStore } from './approval-store.ts';
import { type ApprovalTable, fieldsOf } from './approval-table.ts';
import { attributesOf, keyOf, queryAll } from './table.ts';

/** The waivers of the table that hold for later runs. */
export function carriedWaivers(table: ApprovalTable): Pick<ApprovalStore, 'waivers' | 'carry'> {
  const { name, client } = table;
  return {
    async waivers(scope, checks, now) {
      const { partition, order } = approvalKeys;
      const rows = await queryAll(table, {
        KeyConditionExpression: '#partition = :gate AND #order >= :today',
        ExpressionAttributeNames: { '#partition': partition, '#order': order },
        // A last day counts to its end, in UTC.
        ExpressionAttributeValues: attributesOf({ ':gate': waiverPartition(scope), ':today': now.slice(0, 10) }),
        // What was carried by a run that has just ended counts.
        ConsistentRead: true,
      });
      return rows.map((row) => fieldsOf<Waiver>(row)).filter(({ check }) => checks.includes(check));
    },
    /** The same waiver again is the same row. */
    async carry(scope, waiver) {
      if (waiver.until === undefined)
        throw new Error(`the waiver of ${waiver.check} has no last day, so nothing of it stays`);
      const Item = { ...attributesOf(waiver), ...keyOf(waiverPartition(scope), waiverOrder(waiver)) };
      await client.send(new PutItemCommand({ TableName: name, Item }));
    },
  };
}
