import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { approvalKeys, checksOrder, itemPrefix, runOrder, runPartition } from '../domain/approvals/approval-keys.ts';
import type { AskedRun, AskedRunDetails, ItemRecord } from '../domain/approvals/approval-record.ts';
import type { ApprovalStore } from './approval-store.ts';
import { type ApprovalTable, fieldsOf } from './approval-table.ts';
import { type Attributes, queryAll } from './table.ts';

/** What may be read of a run. */
export type AskedRunReader = Pick<ApprovalStore, 'run'>;

/** The run itself, as it is written. */
export interface RunRow extends AskedRun {
  /** The ids of its items, in the order in which they are asked. */
  readonly asked: readonly string[];
}

/** For who only reads: it loads nothing that writes. @param name of the table that the stack made. */
export function askedRunReader(name: string, client = new DynamoDBClient({})): AskedRunReader {
  return askedRunReading({ name, client });
}

export function askedRunReading(table: ApprovalTable): AskedRunReader {
  return { run: async (run) => detailsOf(await readRun(table, run)) };
}

export function readRun(table: ApprovalTable, run: string): Promise<Attributes[]> {
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
