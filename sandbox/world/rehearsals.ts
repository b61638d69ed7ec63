import { type AttributeValue, DeleteItemCommand, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { type Rehearsal, rehearsalKeys } from '../../lib/domain/rehearsal.ts';
import { rehearsalStore } from '../../lib/stores/rehearsal-store.ts';
import { credentials, region } from '../aws-environment.ts';
import { commits } from './github-parts.ts';
import type { CommitName } from './github-state.ts';

/** What staging's pipeline recorded. */
export interface RehearsalState {
  readonly step: Rehearsal['step'];
  readonly of: CommitName;
  readonly status: Rehearsal['status'];
  readonly hoursAgo: number;
}

/** Makes the stack's table hold what the state says, and nothing else. @param table its ARN. */
export async function applyRehearsals(
  { endpoint, table: TableName }: { readonly endpoint: string; readonly table: string },
  state: readonly RehearsalState[],
): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region, credentials });
  const there: Record<string, AttributeValue>[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) there.push(...Items);
  await Promise.all(
    there.map(({ [rehearsalKeys.partition]: partition, [rehearsalKeys.order]: order }) =>
      client.send(new DeleteItemCommand({ TableName, Key: keyOf(partition, order) })),
    ),
  );
  const store = rehearsalStore(TableName, client);
  const now = Date.now();
  await Promise.all(state.map((one) => store.record(recordOf(one, now))));
  client.destroy();
}

function keyOf(partition: AttributeValue | undefined, order: AttributeValue | undefined) {
  if (partition === undefined || order === undefined) throw new TypeError('an item of the table has no key');
  return { [rehearsalKeys.partition]: partition, [rehearsalKeys.order]: order };
}

function recordOf({ step, of, status, hoursAgo }: RehearsalState, now: number): Rehearsal {
  return {
    service: 'shop-api',
    environment: 'staging',
    commit: commits[of],
    step,
    status,
    by: 'pipeline:staging',
    at: new Date(now - hoursAgo * 3_600_000).toISOString(),
    link: 'https://ci.shop.example.com/staging/runs/4711',
  };
}
