import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { regionOf } from '../domain/arn.ts';
import { type Rehearsal, rehearsalKeys, rehearsalOrder, rehearsalPartition } from '../domain/rehearsal.ts';

/** Where staging's pipeline records what it rehearsed. */
export interface RehearsalStore {
  /** Writes one record, and never over another; rejects when it is not stored. */
  record(rehearsal: Rehearsal): Promise<void>;
}

/** There is another record of the same step, commit and millisecond. */
export class AlreadyRecordedError extends Error {
  override readonly name = 'AlreadyRecordedError';
}

/** @param table name of the table, or its ARN: in another account, only that is found. */
export function rehearsalStore(table: string, client = new DynamoDBClient(clientSettings(table))): RehearsalStore {
  return {
    async record(rehearsal) {
      const item = itemOf(rehearsal);
      const command = new PutItemCommand({
        TableName: table,
        Item: item,
        ConditionExpression: 'attribute_not_exists(#partition)',
        // PARTITION is a reserved word of DynamoDB.
        ExpressionAttributeNames: { '#partition': rehearsalKeys.partition },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        await client.send(command);
      } catch (cause) {
        if (!(cause instanceof ConditionalCheckFailedException)) throw cause;
        // The SDK tries again when an answer got lost: then what is there is this very record.
        if (!isSame(cause.Item, item)) throw new AlreadyRecordedError('there is a record of this moment', { cause });
      }
    },
  };
}

type Item = Record<string, AttributeValue>;

function itemOf(rehearsal: Rehearsal): Item {
  const fields = {
    [rehearsalKeys.partition]: rehearsalPartition(rehearsal),
    [rehearsalKeys.order]: rehearsalOrder(rehearsal),
    ...rehearsal,
  };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, text]) => (text === undefined ? [] : [[name, { S: text }]])),
  );
}

function isSame(found: Item | undefined, written: Item): boolean {
  if (found === undefined || Object.keys(found).length !== Object.keys(written).length) return false;
  return Object.entries(written).every(([name, { S }]) => found[name]?.S === S);
}

/** A table by its ARN may be in another region than the caller. */
function clientSettings(table: string): { region?: string } {
  const region = regionOf(table);
  return region === undefined ? {} : { region };
}
