import {
  type AttributeValue,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/** A table that the stack made, and who asks it. */
export interface Table {
  readonly name: string;
  readonly client: DynamoDBClient;
}

export type Attributes = Record<string, AttributeValue>;

/** The keys of every table that keeps more than one kind of thing. PARTITION is a reserved word of DynamoDB. */
const keys = { partition: 'partition', order: 'order' } as const;

export function attributesOf(fields: object): Attributes {
  return marshall(fields, { removeUndefinedValues: true });
}

/** What was written, without its keys. It is what this program wrote, so nothing of it is looked at again. */
export function fieldsOf<T>(attributes: Attributes): T {
  const { [keys.partition]: _partition, [keys.order]: _order, ...fields } = unmarshall(attributes);
  return fields as T;
}

export function keyOf(partition: string, order: string): Attributes {
  return attributesOf({ [keys.partition]: partition, [keys.order]: order });
}

/** Page after page, until there are `most` or no more. A page ends at 1 MB (DynamoDB's documentation, "Query"). */
export async function queryAll(
  { name, client }: Table,
  query: Omit<QueryCommandInput, 'TableName' | 'Limit' | 'ExclusiveStartKey'>,
  most?: number,
): Promise<Attributes[]> {
  const found: Attributes[] = [];
  let start: Attributes | undefined;
  do {
    const Limit = most === undefined ? undefined : most - found.length;
    const page = await client.send(new QueryCommand({ ...query, TableName: name, Limit, ExclusiveStartKey: start }));
    found.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined && (most === undefined || found.length < most));
  return found;
}
