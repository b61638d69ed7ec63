import {
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { WindowRecord } from '../domain/window/window.ts';
import {
  currentOrder,
  currentPartition,
  windowKeys,
  windowOrder,
  windowPartition,
} from '../domain/window/window-keys.ts';
import { throughConflicts } from './conditional-write.ts';
import { attributesOf, keyOf, type Table } from './table.ts';
import { partsOf } from './window-parts.ts';
import { readWindow } from './window-reading.ts';
import type { WindowStore } from './window-store.ts';

/** Opens the windows of the table. */
export function windowOpenings(table: Table): Pick<WindowStore, 'open'> {
  return {
    async open(next, before) {
      if (before?.run.id === next.run.id) return openedBefore(next, before);
      if (before !== undefined && isRunning(before) && before.trigger !== undefined) return 'changed';
      const TransactItems = openingOf(table.name, next, before);
      try {
        await throughConflicts(() => table.client.send(new TransactWriteItemsCommand({ TransactItems })));
        return 'opened';
      } catch (cause) {
        if (!isRefused(cause)) throw cause;
        const there = await readWindow(table, next.run.id);
        return there === undefined ? 'changed' : openedBefore(next, there);
      }
    },
  };
}

/** A step that is tried again; but an execution's name may come again after 90 days, and what its window said is not ours. */
function openedBefore({ run }: WindowRecord, there: WindowRecord): 'opened' {
  if (there.run.startedAt === run.startedAt) return 'opened';
  throw new Error(
    `there is a window ${run.id} of an execution that started at ${there.run.startedAt}; start this one under another name`,
  );
}

/** Whether it may still trigger, or be rolled back. */
function isRunning({ closed, ended, supersededBy, trigger }: WindowRecord): boolean {
  if (closed !== undefined || supersededBy !== undefined) return false;
  return trigger !== undefined || ended === undefined;
}

function openingOf(TableName: string, next: WindowRecord, before: WindowRecord | undefined): TransactWriteItem[] {
  const { id } = next.run;
  const { partition } = windowKeys;
  const put = {
    TableName,
    Item: { ...attributesOf(next), ...keyOf(windowPartition(id), windowOrder) },
    ConditionExpression: 'attribute_not_exists(#partition)',
    ExpressionAttributeNames: { '#partition': partition },
  };
  const values = { ':run': id, ...(before === undefined ? {} : { ':before': before.run.id }) };
  const point = {
    TableName,
    Key: keyOf(currentPartition, currentOrder),
    UpdateExpression: 'SET #run = :run',
    ConditionExpression: before === undefined ? 'attribute_not_exists(#run)' : '#run = :before',
    ExpressionAttributeNames: { '#run': 'run' },
    ExpressionAttributeValues: attributesOf(values),
  };
  if (before === undefined || !isRunning(before)) return [{ Put: put }, { Update: point }];
  const supersededBy = { run: id, at: next.openedAt };
  const unless = ['trigger', 'ended', 'supersededBy', 'closed'] as const;
  const supersede = { TableName, ...partsOf(before.run.id, { supersededBy }, unless) };
  return [{ Put: put }, { Update: point }, { Update: supersede }];
}

/** That one of the conditions does not hold; not that the table is busy or out of reach. */
function isRefused(cause: unknown): boolean {
  if (!(cause instanceof TransactionCanceledException)) return false;
  return cause.CancellationReasons?.some(({ Code }) => Code === 'ConditionalCheckFailed') ?? false;
}
