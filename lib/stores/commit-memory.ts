import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { memoryOrder, memoryPartition } from '../domain/window/window-keys.ts';
import { attributesOf, fieldsOf, keyOf, type Table } from './table.ts';
import type { WindowStore } from './window-store.ts';

/** What the table knows of commits that were deployed. */
export function commitMemory({ name, client }: Table): Pick<WindowStore, 'remember' | 'remembered'> {
  const keyOfCommit = (commit: string) => keyOf(memoryPartition(commit), memoryOrder);
  return {
    async remember(commit, details) {
      // Under one name, so that none of theirs is a key's.
      const Item = { ...attributesOf({ details }), ...keyOfCommit(commit) };
      await client.send(new PutItemCommand({ TableName: name, Item }));
    },
    async remembered(commit) {
      const command = new GetItemCommand({ TableName: name, Key: keyOfCommit(commit), ConsistentRead: true });
      const { Item } = await client.send(command);
      return Item && fieldsOf<{ readonly details: Readonly<Record<string, string>> }>(Item).details;
    },
  };
}
