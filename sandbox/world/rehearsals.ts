import { type AttributeValue, DeleteItemCommand, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { type Rehearsal, rehearsalKeys, rehearsalSteps } from '../../lib/domain/rehearsal.ts';
import { rehearsals } from '../../lib/sources/rehearsals.ts';
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

export interface RehearsalPlace {
  readonly endpoint: string;
  /** ARN of the stack's table. */
  readonly table: string;
}

/** Makes the stack's table hold what the state says, and nothing else. */
export async function applyRehearsals(
  { endpoint, table: TableName }: RehearsalPlace,
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

/** What is recorded of the release, as the gate reads it: the newest record of each step that has one. */
export async function rehearsalsOf({ endpoint, table }: RehearsalPlace): Promise<Rehearsal[]> {
  const client = new DynamoDBClient({ endpoint, region, credentials });
  const place = { rehearsals: { service: 'shop-api', environment: 'staging' } };
  const source = rehearsals(place, { table: () => Promise.resolve(table) }, client);
  const { signal } = new AbortController();
  const found = await Promise.all(rehearsalSteps.map((step) => source.ofCommit(step, commits.release, signal)));
  client.destroy();
  return found.filter((one) => one !== undefined);
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
