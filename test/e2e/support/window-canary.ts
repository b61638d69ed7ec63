import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { credentials, region } from '../../../sandbox/aws-environment.ts';
import type { Sandbox } from '../../../sandbox/launcher.ts';
import { formsOf } from './secrets.ts';
import type { EndedExecution } from './windows.ts';
import type { Written } from './written.ts';

/** The task tokens in the table of windows, of each window the last: it holds them where nobody reads a window. */
export async function watchTokens({ endpoint, deployed }: Sandbox): Promise<string[]> {
  const client = new DynamoDBClient({ endpoint, region, credentials });
  const tokens: string[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: deployed.windows, ConsistentRead: true })) {
    for (const { partition, ...rest } of Items.map((item) => unmarshall(item))) {
      if (String(partition).startsWith('token#') && typeof rest['token'] === 'string') tokens.push(rest['token']);
    }
  }
  return tokens;
}

/** What an execution wrote into its history beside what it handed to its tasks, and how it ended. */
export function spokenBy({ run, execution, history }: EndedExecution): Written[] {
  const others = history.filter(({ taskScheduledEventDetails }) => taskScheduledEventDetails === undefined);
  return [...others, execution].map((one) => ({ where: `history of ${run}`, text: JSON.stringify(one) }));
}

/** Where one of these occurs, in whatever form. */
export function leaksOf(secrets: readonly string[], texts: readonly Written[]): string[] {
  return texts.flatMap(({ where, text }) =>
    secrets.filter((secret) => formsOf(secret).some((form) => text.includes(form))).map(() => where),
  );
}
