import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { WindowEvent, WindowRecord } from '../domain/window/window.ts';
import {
  currentOrder,
  currentPartition,
  eventPrefix,
  windowKeys,
  windowOrder,
  windowPartition,
} from '../domain/window/window-keys.ts';
import { attributesOf, fieldsOf, keyOf, queryAll, type Table } from './table.ts';
import type { WindowStore } from './window-store.ts';

/** What may be read of the windows. */
export type WindowReader = Pick<WindowStore, 'current' | 'window' | 'events'>;

/** An event as it is written. */
export interface EventRow extends WindowEvent {
  /** Which one it was of those that were written together: those of one moment keep their order. */
  readonly place: number;
}

/** For who only reads: it loads nothing that writes. @param name of the table that the stack made. */
export function windowReader(name: string, client = new DynamoDBClient({})): WindowReader {
  return windowReading({ name, client });
}

/** The windows of the table, which of them was opened last, and their time lines. */
export function windowReading(table: Table): WindowReader {
  return {
    async current() {
      const pointer = await read<{ readonly run: string }>(table, keyOf(currentPartition, currentOrder));
      return pointer && readWindow(table, pointer.run);
    },
    window: (run) => readWindow(table, run),
    async events(run) {
      const { partition, order } = windowKeys;
      const rows = await queryAll(table, {
        KeyConditionExpression: '#partition = :window AND begins_with(#order, :event)',
        ExpressionAttributeNames: { '#partition': partition, '#order': order },
        ExpressionAttributeValues: attributesOf({ ':window': windowPartition(run), ':event': eventPrefix }),
        ConsistentRead: true,
      });
      const events = rows.map((row) => fieldsOf<EventRow>(row)).toSorted(byTime);
      return events.map(({ place: _place, ...event }) => event);
    },
  };
}

export function readWindow(table: Table, run: string): Promise<WindowRecord | undefined> {
  return read(table, keyOf(windowPartition(run), windowOrder));
}

async function read<T>({ name, client }: Table, Key: ReturnType<typeof keyOf>): Promise<T | undefined> {
  const { Item } = await client.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }));
  return Item && fieldsOf<T>(Item);
}

function byTime(one: EventRow, other: EventRow): number {
  if (one.at !== other.at) return one.at < other.at ? -1 : 1;
  return one.place - other.place;
}
