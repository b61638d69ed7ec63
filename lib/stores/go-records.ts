import { createHash } from 'node:crypto';
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Fingerprint } from '../domain/release.ts';
import type { GoRecord } from '../domain/window/window.ts';
import { goPartition, leaseText } from '../domain/window/window-keys.ts';
import { attributesOf, fieldsOf, keyOf, type Table } from './table.ts';
import type { GoStore } from './window-store.ts';

/** What the gate said last of each release with each configuration: a GO, or nothing. */
export function goRecords({ name, client }: Table): GoStore {
  return {
    async saveGo(go) {
      const Item = { ...attributesOf(go), ...keyOfLease(go.fingerprint) };
      await client.send(new PutItemCommand({ TableName: name, Item }));
    },
    async withdrawGo(fingerprint) {
      await client.send(new DeleteItemCommand({ TableName: name, Key: keyOfLease(fingerprint) }));
    },
    async go(fingerprint) {
      const command = new GetItemCommand({ TableName: name, Key: keyOfLease(fingerprint), ConsistentRead: true });
      const { Item } = await client.send(command);
      return Item && fieldsOf<GoRecord>(Item);
    },
  };
}

function keyOfLease(fingerprint: Fingerprint): ReturnType<typeof keyOf> {
  const hash = createHash('sha256').update(leaseText(fingerprint)).digest('hex');
  return keyOf(goPartition(fingerprint.commit), hash);
}
