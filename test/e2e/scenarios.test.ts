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
import { scenarios as all } from '../../sandbox/scenarios/index.ts';
import type { WorldState } from '../../sandbox/world/state.ts';
import { gateItems } from '../support/checklist.ts';
import { type DecidedRun, outcomesOf } from './support/gate-client.ts';
import { formsOf, secretsOf } from './support/secrets.ts';
import { useSandbox } from './support/use-sandbox.ts';
import { everythingWritten, type LogLine, logLines } from './support/written.ts';

const production = useSandbox();
/** Those in which people are asked are played in test/e2e/approvals*.test.ts, those about what becomes of a release after its GO in window*.test.ts. */
const scenarios = Object.fromEntries(
  Object.entries(all).filter(([, { environment, window }]) => environment === undefined && window === undefined),
);
const runs: DecidedRun[] = [];
const worlds: WorldState[] = [];
const messages: string[] = [];
let told = 0;
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

  test('the commit bears the verdict, in one status with a link to the report', () => {
    const set = production().sandbox.github().statuses.slice(told);
    told += set.length;
    const { name, report } = runs.at(-1) ?? {};
    const state = report?.verdict === 'go' ? 'success' : 'failure';
    const expected = { sha: report?.release?.commit, context: 'preflight/production', state };
    // Where GitHub does not answer, the verdict stands without it.
    expect(set).toMatchObject(scenario.world.faults?.github === 'server-error' ? [] : [expected]);
    for (const { target_url } of set) expect(decodeURIComponent(target_url ?? '')).toContain(`${name}/report.html`);
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
  expect(spans).toHaveLength(gateItems.length);
  // There was a moment at which all of them ran.
  const lastStart = Math.max(...spans.map(({ start }) => start));
  expect(lastStart).toBeLessThan(Math.min(...spans.map(({ end }) => end)));
});

describe('every log line carries its run, and each run has', () => {
  let lines: readonly LogLine[] = [];

  beforeAll(async () => {
    const { sandbox, gate, release } = production();
    await sandbox.apply({ world: {} });
    // A line that a function wrote in its last milliseconds, the emulator keeps until it runs that function again.
    const { name } = await gate.decide(release);
    lines = (await logLines(sandbox)).filter((line) => line.run !== name);
  });

  test.each([
    ['check ended', gateItems.length],
    ['release accepted', 1],
    ['verdict decided', 1],
    ['report written', 1],
  ])('"%s", %d times', (message, count) => {
    const said = lines.filter((line) => line.message === message);
    const perRun = Object.fromEntries(runs.map(({ name }) => [name, said.filter((line) => line.run === name).length]));
    expect(perRun).toEqual(Object.fromEntries(runs.map(({ name }) => [name, count])));
    expect(said).toHaveLength(count * runs.length);
  });
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
  const { tokens } = production().sandbox.github();
  expect(tokens).not.toEqual([]);
  const secrets = new Set([...worlds.flatMap(secretsOf), ...tokens]);
  // The ten that are short, both forms of the App's key, and the tokens that were made with it.
  expect(secrets.size).toBeGreaterThan(10 + 40 + tokens.length);
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
