import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Attributes, Table } from './table.ts';

/** What became of a conditional write. */
export type Written =
  | { readonly written: true; readonly answered: Attributes }
  /** `found` is absent where nothing is there. `maybeOwn`: an attempt got no answer, and it may have been that one that wrote it. */
  | { readonly written: false; readonly found: Attributes | undefined; readonly maybeOwn: boolean };

/** One UpdateItem with a condition; rejects where the table did not say whether it holds. */
export async function updateIf(
  { name, client }: Table,
  update: Omit<UpdateItemCommandInput, 'TableName' | 'ReturnValuesOnConditionCheckFailure'>,
): Promise<Written> {
  let unanswered = false;
  return throughConflicts(async () => {
    const command = new UpdateItemCommand({
      ...update,
      TableName: name,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    try {
      const { Attributes: answered = {} } = await client.send(command);
      return { written: true, answered };
    } catch (cause) {
      unanswered ||= attemptsOf(cause) > 1;
      if (!(cause instanceof ConditionalCheckFailedException)) throw cause;
      return { written: false, found: cause.Item, maybeOwn: unanswered };
    }
  });
}

/** Waits before the second attempt, the third…, in milliseconds: a transaction takes some milliseconds. */
const waits = [20, 40, 80, 160, 320];

/**
 * Tries again what DynamoDB refused because another transaction is at the same item ("Amazon DynamoDB Transactions: How it
 * works", conflict handling): the SDK does not, and nothing was written.
 */
export async function throughConflicts<T>(call: () => Promise<T>): Promise<T> {
  for (const wait of waits) {
    try {
      return await call();
    } catch (cause) {
      if (!isConflict(cause)) throw cause;
      // Not all at once again.
      await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random())));
    }
  }
  return call();
}

function isConflict(cause: unknown): boolean {
  if (cause instanceof TransactionConflictException) return true;
  if (!(cause instanceof TransactionCanceledException)) return false;
  const codes = (cause.CancellationReasons ?? []).map(({ Code }) => Code).filter((code) => code !== 'None');
  return codes.length > 0 && codes.every((code) => code === 'TransactionConflict');
}

/** How often the SDK has sent the request. */
function attemptsOf(cause: unknown): number {
  const { $metadata } = cause as { readonly $metadata?: { readonly attempts?: unknown } };
  return typeof $metadata?.attempts === 'number' ? $metadata.attempts : 1;
}
