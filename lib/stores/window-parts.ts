import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { WindowRecord } from '../domain/window/window.ts';
import { windowKeys, windowOrder, windowPartition } from '../domain/window/window-keys.ts';
import { attributesOf, keyOf } from './table.ts';

type Part = keyof WindowRecord;

/** An update of a window that sets some of its parts and touches no other. */
export type PartsUpdate = Required<
  Pick<
    UpdateItemCommandInput,
    'Key' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues' | 'UpdateExpression'
  >
>;

/**
 * Each part of a window is an attribute, so that writers of different parts never overwrite each other.
 * @param parts one at least.
 * @param unless parts of which none may be there.
 */
export function partsOf(run: string, parts: Partial<WindowRecord>, unless: readonly Part[] = []): PartsUpdate {
  const given = Object.entries(parts).filter(([, value]) => value !== undefined);
  const names = [...given.map(([name]) => name), ...unless];
  return {
    Key: keyOf(windowPartition(run), windowOrder),
    UpdateExpression: `SET ${given.map(([name]) => `#${name} = :${name}`).join(', ')}`,
    // Without the first an update writes a window that there never was.
    ConditionExpression: [
      'attribute_exists(#partition)',
      ...unless.map((name) => `attribute_not_exists(#${name})`),
    ].join(' AND '),
    ExpressionAttributeNames: {
      '#partition': windowKeys.partition,
      ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: attributesOf(Object.fromEntries(given.map(([name, value]) => [`:${name}`, value]))),
  };
}
