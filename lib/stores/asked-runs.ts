import { TransactionCanceledException, TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { approvalKeys, checksOrder, itemOrder, runOrder, runPartition } from '../domain/approvals/approval-keys.ts';
import type { AskedRun, ItemRecord } from '../domain/approvals/approval-record.ts';
import type { DecidedGroup } from '../domain/verdict.ts';
import type { ApprovalStore } from './approval-store.ts';
import type { ApprovalTable } from './approval-table.ts';
import { type RunRow, readRun } from './asked-run-reading.ts';
import { throughConflicts } from './conditional-write.ts';
import { type Attributes, attributesOf, keyOf } from './table.ts';

/** DynamoDB's limit of a transaction (its documentation, "TransactWriteItems"), without the run and its checks. */
const mostItems = 100 - 2;

/** Writes the runs of the table, each whole or not at all. */
export function askedRuns(table: ApprovalTable): Pick<ApprovalStore, 'open' | 'add' | 'close'> {
  return {
    open: async (run, groups, items) => openRun(table, rowsOf(run, groups, items)),
    add: (item) => addItem(table, item),
    async close(run, at) {
      await markClosed(table, run, at);
      const rows = await readRun(table, run);
      const listed = rows.filter((row) => row[approvalKeys.pending] !== undefined);
      await Promise.all(listed.map((row) => takeOffList(table, row)));
    },
  };
}

function rowsOf(run: AskedRun, groups: readonly DecidedGroup[], items: readonly ItemRecord[]): Attributes[] {
  if (items.length > mostItems) {
    throw new Error(`a run can ask for ${mostItems} items at most, not ${items.length}; configure fewer of them`);
  }
  const partition = runPartition(run.run.id);
  const row = (order: string, fields: object): Attributes =>
    attributesOf({ ...fields, [approvalKeys.partition]: partition, [approvalKeys.order]: order });
  const asked: RunRow = { ...run, asked: items.map(({ id }) => id) };
  const pending = { [approvalKeys.pending]: approvalKeys.pendingValue };
  return [
    row(runOrder, asked),
    row(checksOrder, { groups }),
    ...items.map((item) => row(itemOrder(item.id), { ...item, ...(item.status === 'open' ? pending : {}) })),
  ];
}

/** One transaction: where the run is there, so are its checks and all of its items. */
async function openRun({ name, client }: ApprovalTable, rows: readonly Attributes[]): Promise<void> {
  const TransactItems = rows.map((Item) => ({
    Put: {
      TableName: name,
      Item,
      ConditionExpression: 'attribute_not_exists(#partition)',
      // PARTITION is a reserved word of DynamoDB.
      ExpressionAttributeNames: { '#partition': approvalKeys.partition },
    },
  }));
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
  } catch (cause) {
    if (!isThere(cause)) throw cause;
  }
}

/** The reasons are in the order of the writes, and the first of them is the run's. */
function isThere(cause: unknown): boolean {
  return (
    cause instanceof TransactionCanceledException && cause.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed'
  );
}

/** One transaction: the item, where nothing is, and its place at the end of its run's list. */
async function addItem(table: ApprovalTable, item: ItemRecord): Promise<void> {
  const refused = await sendAddition(table, item, { isClosed: false });
  if (refused === undefined || refused.item) return;
  // It may be closed already: then its items are on no list of what is pending.
  const refusedAgain = await sendAddition(table, item, { isClosed: true });
  if (refusedAgain === undefined || refusedAgain.item) return;
  throw new Error(`there is no run ${item.run} to which ${item.id} could be added`);
}

/** @returns which condition did not hold, where one did not. */
async function sendAddition(
  { name, client }: ApprovalTable,
  item: ItemRecord,
  { isClosed }: { readonly isClosed: boolean },
): Promise<{ readonly item: boolean } | undefined> {
  const partition = runPartition(item.run);
  const isPending = item.status === 'open' && !isClosed;
  const pending = isPending ? { [approvalKeys.pending]: approvalKeys.pendingValue } : {};
  const Put = {
    TableName: name,
    Item: { ...attributesOf({ ...item, ...pending }), ...keyOf(partition, itemOrder(item.id)) },
    ConditionExpression: 'attribute_not_exists(#partition)',
    ExpressionAttributeNames: { '#partition': approvalKeys.partition },
  };
  const Update = {
    TableName: name,
    Key: keyOf(partition, runOrder),
    UpdateExpression: 'SET asked = list_append(asked, :item)',
    ConditionExpression: `attribute_exists(#partition) AND attribute${isClosed ? '' : '_not'}_exists(closedAt)`,
    ExpressionAttributeNames: { '#partition': approvalKeys.partition },
    ExpressionAttributeValues: attributesOf({ ':item': [item.id] }),
  };
  try {
    // Two items that are added at once are at the same list.
    await throughConflicts(() => client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }, { Update }] })));
    return undefined;
  } catch (cause) {
    const [first, second] = cause instanceof TransactionCanceledException ? (cause.CancellationReasons ?? []) : [];
    if (first?.Code === 'ConditionalCheckFailed') return { item: true };
    if (second?.Code === 'ConditionalCheckFailed') return { item: false };
    throw cause;
  }
}

/** The first moment stays: closing a run twice changes nothing. */
async function markClosed({ name, client }: ApprovalTable, run: string, at: string): Promise<void> {
  const command = new UpdateItemCommand({
    TableName: name,
    Key: keyOf(runPartition(run), runOrder),
    UpdateExpression: 'SET closedAt = if_not_exists(closedAt, :at)',
    // Without it an update writes a run that there never was.
    ConditionExpression: 'attribute_exists(#partition)',
    ExpressionAttributeNames: { '#partition': approvalKeys.partition },
    ExpressionAttributeValues: { ':at': { S: at } },
  });
  await client.send(command);
}

/** The item itself stays as it is, and so does its revision. */
async function takeOffList({ name, client }: ApprovalTable, row: Attributes): Promise<void> {
  const { partition, order, pending } = approvalKeys;
  const command = new UpdateItemCommand({
    TableName: name,
    Key: keyOf(row[partition]?.S ?? '', row[order]?.S ?? ''),
    UpdateExpression: 'REMOVE #pending',
    ConditionExpression: 'attribute_exists(#partition)',
    ExpressionAttributeNames: { '#partition': partition, '#pending': pending },
  });
  await client.send(command);
}
