import { type AttributeValue, DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { SourceSettings } from '../config/function-settings.ts';
import { cutText } from '../domain/evidence.ts';
import {
  type Rehearsal,
  type RehearsalStep,
  rehearsalKeys,
  rehearsalOrder,
  rehearsalPartition,
  rehearsalPrefix,
  rehearsalSchema,
} from '../domain/rehearsal.ts';
import { SourceError } from '../domain/source-error.ts';
import { limitAnswers } from './answer-limit.ts';
import { askAws } from './aws-call.ts';

/** What was rehearsed on the environment before this one. */
export interface Rehearsals {
  /** Where it was rehearsed: `staging`. */
  readonly environment: string;
  /**
   * The newest rehearsal of this step for this very commit; undefined when there is none.
   * @throws SourceError when it cannot be read, or is none.
   */
  ofCommit(step: RehearsalStep, commit: string, signal: AbortSignal): Promise<Rehearsal | undefined>;
  /**
   * The newest rehearsal of this step, whatever the commit; undefined when there is none.
   * @throws SourceError when it cannot be read, or is none.
   */
  newest(step: RehearsalStep, signal: AbortSignal): Promise<Rehearsal | undefined>;
}

export interface RehearsalsOptions {
  /** Name or ARN of the table in which the stack keeps them. */
  readonly table: () => Promise<string>;
}

type Item = Record<string, AttributeValue>;
type Question = Pick<QueryCommandInput, 'IndexName' | 'KeyConditionExpression'> & {
  readonly names?: Record<string, string>;
  readonly values?: Item;
};

export function rehearsals(
  { rehearsals: { service, environment } }: Pick<SourceSettings, 'rehearsals'>,
  options: RehearsalsOptions,
  client = limitAnswers(new DynamoDBClient({}), 'DynamoDB'),
): Rehearsals {
  let resolved: Promise<string> | undefined;
  return {
    environment,
    async ofCommit(step, commit, signal) {
      const record = await newestOf(
        step,
        {
          KeyConditionExpression: '#partition = :partition AND begins_with(#order, :commit)',
          names: { '#order': rehearsalKeys.order },
          values: { ':commit': { S: rehearsalPrefix(commit) } },
        },
        signal,
      );
      if (record !== undefined && record.commit !== commit) {
        throw new SourceError(`DynamoDB answered with a rehearsal of another commit than ${commit}`);
      }
      return record;
    },
    newest: (step, signal) => newestOf(step, { IndexName: rehearsalKeys.byTime }, signal),
  };

  async function newestOf(
    step: RehearsalStep,
    { names, values, ...question }: Question,
    signal: AbortSignal,
  ): Promise<Rehearsal | undefined> {
    resolved ??= options.table().catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new SourceError(`the table of rehearsals was not found: ${reason}`, { cause });
    });
    const partition = rehearsalPartition({ service, environment, step });
    const command = new QueryCommand({
      TableName: await resolved,
      KeyConditionExpression: '#partition = :partition',
      // PARTITION and ORDER are reserved words of DynamoDB.
      ExpressionAttributeNames: { '#partition': rehearsalKeys.partition, ...names },
      ExpressionAttributeValues: { ':partition': { S: partition }, ...values },
      ...question,
      // The newest alone, and what was recorded a moment ago is there.
      ScanIndexForward: false,
      Limit: 1,
      ConsistentRead: true,
    });
    const { Items } = await askAws('DynamoDB', 'dynamodb:Query of the rehearsals', () =>
      client.send(command, { abortSignal: signal }),
    );
    if (Items === undefined) throw new SourceError('DynamoDB answered without a list of rehearsals');
    const [item] = Items;
    return item === undefined ? undefined : parse(item, partition);
  }
}

/** All that a record has are texts. */
const itemForm = z.record(z.string(), z.object({ S: z.string() }));
const orderForm = z.object({ [rehearsalKeys.order]: z.object({ S: z.string() }) });

/** Anyone who may write to the table may have written it: it must be in form, and about what its key says. */
function parse(item: unknown, partition: string): Rehearsal {
  const withOrder = orderForm.safeParse(item);
  const place = withOrder.success ? cutText(withOrder.data.order.S, 80) : 'without an order';
  const name = `rehearsal ${partition} ${place} in DynamoDB`;
  const texts = itemForm.safeParse(item);
  const all = texts.success ? Object.entries(texts.data).map(([field, { S }]) => [field, S]) : [];
  const { [rehearsalKeys.partition]: inPartition, [rehearsalKeys.order]: order, ...fields } = Object.fromEntries(all);
  const parsed = rehearsalSchema.safeParse(fields);
  if (!parsed.success) throw new SourceError(`${name} is not in the form of a record`);
  const record = parsed.data;
  const isOfKey = rehearsalPartition(record) === partition && rehearsalOrder(record) === order;
  if (!isOfKey || inPartition !== partition) throw new SourceError(`${name} is not about what its key says`);
  return record;
}
