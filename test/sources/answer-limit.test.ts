import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import { acm } from '../../lib/sources/acm.ts';
import { cloudwatch } from '../../lib/sources/cloudwatch.ts';
import { cloudwatchAlarms } from '../../lib/sources/cloudwatch-alarms.ts';
import { snsNotices } from '../../lib/sources/notices.ts';
import { parameterStore } from '../../lib/sources/parameter-store.ts';
import { rds } from '../../lib/sources/rds.ts';
import { secretsManager } from '../../lib/sources/secrets-manager.ts';
import { type AnsweringServer, startAnswering } from '../support/answering-server.ts';

const signal = new AbortController().signal;
const mebibyte = Buffer.alloc(1024 * 1024, ' ');
const metric = { id: 'a', namespace: 'AWS/RDS', metric: 'b', dimensions: { c: 'd' }, stat: 'Minimum' } as const;
let server: AnsweringServer;

beforeEach(async () => {
  // As much as the other side takes: a client that reads to the end would never be done.
  server = await startAnswering((_request, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(mebibyte));
    };
    response.writeHead(200).on('drain', more);
    more();
  });
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${server.port}`);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

it.each<[string, () => Promise<unknown>]>([
  ['RDS', () => rds().instance('shop', signal)],
  ['CloudWatch', () => cloudwatch().latest([metric], { now: new Date(), recentMinutes: 15 }, signal)],
  ['CloudWatch', () => cloudwatchAlarms().named('slow-', signal)],
  ['SNS', () => snsNotices('arn').tell({ urgency: 'page', subject: 'a', text: 'b', run: 'c' })],
  ['Parameter Store', () => parameterStore().read(['/shop/A'], signal)],
  ['Secrets Manager', () => secretsManager().read('shop/app', signal)],
  ['ACM', () => acm().covering('shop.example.com', undefined, signal)],
])('an endless answer of %s is refused and hung up on', async (service, ask) => {
  const failure = await ask().catch((cause: unknown) => cause);
  expect(failure).toBeInstanceOf(SourceError);
  expect(failure).toMatchObject({ message: `${service} answered with more than 4 MiB` });
  await server.deserted();
  expect(server.requests).toHaveLength(1);
});
