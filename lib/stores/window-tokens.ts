import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { watchTokenOrder, watchTokenPartition } from '../domain/window/window-keys.ts';
import { fieldsOf, keyOf, type Table } from './table.ts';
import type { WindowStore } from './window-store.ts';

/** The tokens of the Watch that waits, in partitions of their own: what reads a window never comes across one. */
export function windowTokens({ name, client }: Table): Pick<WindowStore, 'saveToken' | 'token'> {
  const keyOfRun = (run: string) => keyOf(watchTokenPartition(run), watchTokenOrder);
  return {
    async saveToken(run, token) {
      const Item = { ...keyOfRun(run), token: { S: token } };
      await client.send(new PutItemCommand({ TableName: name, Item }));
    },
    async token(run) {
      const command = new GetItemCommand({ TableName: name, Key: keyOfRun(run), ConsistentRead: true });
      const { Item } = await client.send(command);
      return Item && fieldsOf<{ readonly token: string }>(Item).token;
    },
  };
}
