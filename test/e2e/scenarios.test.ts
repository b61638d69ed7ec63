import { fileURLToPath } from 'node:url';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, test } from 'vitest';
import { reportSchema } from '../../lib/domain/report.ts';
import { credentials, region } from '../../sandbox/aws-environment.ts';
import { differences } from '../../sandbox/expectation.ts';
import { releaseFile } from '../../sandbox/gate.ts';
import { run } from '../../sandbox/processes.ts';
import { scenarios } from '../../sandbox/scenarios/index.ts';
import type { WorldState } from '../../sandbox/world/state.ts';
import { type DecidedRun, outcomesOf } from './support/gate-client.ts';
import { formsOf, secretsOf } from './support/secrets.ts';
import { useSandbox } from './support/use-sandbox.ts';
import { everythingWritten, logLines } from './support/written.ts';

const production = useSandbox();
const runs: DecidedRun[] = [];
const worlds: WorldState[] = [];
const messages: string[] = [];
let queue: { readonly client: SQSClient; readonly url: string };

beforeAll(async () => {
  const { sandbox } = production();
  const settings = { endpoint: sandbox.endpoint, region, credentials };
  const client = new SQSClient(settings);
  const { QueueUrl: url = '' } = await client.send(new CreateQueueCommand({ QueueName: 'verdicts' }));
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
  );
  await new SNSClient(settings).send(
    new SubscribeCommand({ TopicArn: sandbox.deployed.results, Protocol: 'sqs', Endpoint: Attributes?.['QueueArn'] }),
  );
  queue = { client, url };
});

describe.each(Object.entries(scenarios))('scenario %s', (_name, scenario) => {
  test('every check has the outcome that the scenario expects, and the execution ends as the verdict says', async () => {
    const { sandbox, gate, release } = production();
    await queue.client.send(new PurgeQueueCommand({ QueueUrl: queue.url }));
    worlds.push(await sandbox.apply(scenario));
    const decided = await gate.decide(release);
    runs.push(decided);
    expect(differences(decided.report, scenario)).toEqual([]);
    const { status, error, cause } = decided.execution;
    if (scenario.expect.verdict === 'go') {
      expect(status).toBe('SUCCEEDED');
    } else {
      expect([status, error]).toEqual(['FAILED', 'NoGo']);
      for (const id of Object.keys(scenario.expect.outcomes)) expect(cause).toContain(id);
      expect(cause).toContain(`${decided.name}/report.html`);
    }
  });

  test('subscribers hear of the verdict', async () => {
    const { Messages = [] } = await queue.client.send(
      new ReceiveMessageCommand({ QueueUrl: queue.url, WaitTimeSeconds: 10, MaxNumberOfMessages: 10 }),
    );
    expect(Messages).toHaveLength(1);
    messages.push(Messages[0]?.Body ?? '');
    const conclusion = JSON.parse(JSON.parse(Messages[0]?.Body ?? '').Message);
    expect(conclusion).toMatchObject({ run: runs.at(-1)?.name, verdict: scenario.expect.verdict });
  });
});

test('in scenario slow no check waits for another, of its group or of another group', () => {
  const slow = runs[Object.keys(scenarios).indexOf('slow')];
  const spans = Object.values(slow?.checks ?? {}).map(({ startedAt = '', durationMs = 0 }) => {
    const start = Date.parse(startedAt);
    return { start, end: start + durationMs };
  });
  expect(spans).toHaveLength(13);
  // There was a moment at which all of them ran.
  const lastStart = Math.max(...spans.map(({ start }) => start));
  expect(lastStart).toBeLessThan(Math.min(...spans.map(({ end }) => end)));
});

test.each([
  ['check ended', 13],
  ['release accepted', 1],
  ['verdict decided', 1],
  ['report written', 1],
])('every log line "%s" carries its run, and each run has %d', async (message, count) => {
  const lines = (await logLines(production().sandbox)).filter((line) => line.message === message);
  const perRun = Object.fromEntries(runs.map(({ name }) => [name, lines.filter((line) => line.run === name).length]));
  expect(perRun).toEqual(Object.fromEntries(runs.map(({ name }) => [name, count])));
  expect(lines).toHaveLength(count * runs.length);
});

test('the command line sees the healthy world as the deployed gate does', async () => {
  const { sandbox } = production();
  await sandbox.apply({ world: {} });
  const checkout = new URL('../../', import.meta.url);
  const args = ['check', '--env', 'production', '--release', fileURLToPath(releaseFile), '--json'];
  const program = fileURLToPath(new URL('bin/preflight.ts', checkout));
  const ended = await run(process.execPath, [program, ...args], { cwd: checkout, env: sandbox.environment });
  expect(ended).toMatchObject({ code: 0 });
  const seen = outcomesOf(reportSchema.parse(JSON.parse(ended.stdout)));
  const healthy = runs[0];
  expect(healthy && outcomesOf(healthy.report)).toEqual(seen);
});

test('no secret of any of these worlds is in a history, a log, a report or a message', async () => {
  const secrets = new Set(worlds.flatMap(secretsOf));
  expect(secrets.size).toBeGreaterThanOrEqual(8);
  const written = await everythingWritten(production().sandbox);
  written.push(...runs.map((one) => ({ where: `history of ${one.name}`, text: JSON.stringify(one.history) })));
  written.push(...messages.map((text) => ({ where: 'message', text })));
  // The same search finds what is no secret in each of these places.
  const commit = runs[0]?.report.release?.commit ?? 'no commit';
  for (const kind of ['log', 'reports/', 'history', 'message']) {
    expect(
      written.some(({ where, text }) => where.startsWith(kind) && text.includes(commit)),
      kind,
    ).toBe(true);
  }
  const leaks = written.flatMap(({ where, text }) =>
    [...secrets].filter((secret) => formsOf(secret).some((form) => text.includes(form))).map(() => where),
  );
  expect(leaks).toEqual([]);
});
