import { TransactionCanceledException, TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  approvalKeys,
  checksOrder,
  itemOrder,
  itemPrefix,
  runOrder,
  runPartition,
} from '../domain/approvals/approval-keys.ts';
import type { AskedRun, AskedRunDetails, ItemRecord } from '../domain/approvals/approval-record.ts';
import type { DecidedGroup } from '../domain/verdict.ts';
import type { ApprovalStore } from './approval-store.ts';
import { type ApprovalTable, type Attributes, attributesOf, fieldsOf, keyOf, queryAll } from './approval-table.ts';

/** DynamoDB's limit of a transaction (its documentation, "TransactWriteItems"), without the run and its checks. */
const mostItems = 100 - 2;

/** The run itself, as it is written. */
interface RunRow extends AskedRun {
  /** The ids of its items, in the order in which they are asked. */
  readonly asked: readonly string[];
}

/** The runs of the table, each whole or not at all. */
export function askedRuns(table: ApprovalTable): Pick<ApprovalStore, 'open' | 'run' | 'close'> {
  return {
    open: async (run, groups, items) => openRun(table, rowsOf(run, groups, items)),
    run: async (run) => detailsOf(await readRun(table, run)),
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

function readRun(table: ApprovalTable, run: string): Promise<Attributes[]> {
  return queryAll(table, {
    KeyConditionExpression: '#partition = :run',
    ExpressionAttributeNames: { '#partition': approvalKeys.partition },
    ExpressionAttributeValues: { ':run': { S: runPartition(run) } },
    ConsistentRead: true,
  });
}

function detailsOf(rows: readonly Attributes[]): AskedRunDetails | undefined {
  const rowAt = (order: string) => rows.find((row) => row[approvalKeys.order]?.S === order);
  const [found, checks] = [rowAt(runOrder), rowAt(checksOrder)];
  if (found === undefined || checks === undefined) return undefined;
  const { asked, ...run } = fieldsOf<RunRow>(found);
  const items = rows
    .filter((row) => row[approvalKeys.order]?.S?.startsWith(itemPrefix))
    .map((row) => fieldsOf<ItemRecord>(row))
    .toSorted((a, b) => asked.indexOf(a.id) - asked.indexOf(b.id));
  return { ...run, ...fieldsOf<Pick<AskedRunDetails, 'groups'>>(checks), items };
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
