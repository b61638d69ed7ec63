import { createHash } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { WindowEvent } from '../domain/window/window.ts';
import { eventOrder, strayPartition, windowPartition } from '../domain/window/window-keys.ts';
import { attributesOf, keyOf, type Table } from './table.ts';
import type { EventRow } from './window-reading.ts';
import type { WindowStore } from './window-store.ts';

/** Writes the time lines of the table: the same event is the same row. */
export function windowEvents({ name, client }: Table): Pick<WindowStore, 'addEvents'> {
  async function add(run: string | undefined, event: WindowEvent, place: number): Promise<void> {
    const partition = run === undefined ? strayPartition(event.at) : windowPartition(run);
    const row: EventRow = { ...event, place };
    const Item = { ...attributesOf(row), ...keyOf(partition, eventOrder(event.at, hashOf(event))) };
    await client.send(new PutItemCommand({ TableName: name, Item }));
  }
  return {
    async addEvents(run, events) {
      await Promise.all(events.map((event, place) => add(run, event, place)));
    },
  };
}

function hashOf({ kind, alarm = '', text }: WindowEvent): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, alarm, text]))
    .digest('hex')
    .slice(0, 32);
}
