import { fileURLToPath } from 'node:url';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { credentials, region } from '../../sandbox/aws-environment.ts';
import { releaseFile } from '../../sandbox/gate.ts';
import { run } from '../../sandbox/processes.ts';
import type { Scenario } from '../../sandbox/scenario.ts';
import { withFunction } from './support/function-of.ts';
import { newName } from './support/gate-client.ts';
import { useSandbox } from './support/use-sandbox.ts';
import { logLines } from './support/written.ts';

const production = useSandbox();
const context = 'preflight/production';
const checkout = new URL('../../', import.meta.url);
let queue: { readonly client: SQSClient; readonly url: string };

beforeAll(async () => {
  const { sandbox } = production();
  const settings = { endpoint: sandbox.endpoint, region, credentials };
  const client = new SQSClient(settings);
  const { QueueUrl: url = '' } = await client.send(new CreateQueueCommand({ QueueName: 'commit-statuses' }));
  const asked = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] });
  const Endpoint = (await client.send(asked)).Attributes?.['QueueArn'];
  const TopicArn = sandbox.deployed.results;
  await new SNSClient(settings).send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  queue = { client, url };
});

afterEach(async () => {
  await production().sandbox.apply({ world: {} });
});

const brokenMemory: Pick<Scenario, 'world'> = { world: { metrics: { workerFreeMemoryGiB: 0.5 } } };

describe('where GitHub takes it', () => {
  test.each([
    [
      'a go',
      { world: {} },
      { verdict: 'go', state: 'success', description: /^go: \d+ checks ran, none blocks; holds until [\dT:.-]+Z$/ },
    ],
    [
      'a no-go',
      brokenMemory,
      { verdict: 'no-go', state: 'failure', description: /^no-go: 1 of \d+ checks blocks: 1 failed \(memory\)$/ },
    ],
  ])("the release's commit gets the status of %s, with a link to the report", async (_what, scenario, expected) => {
    const { sandbox, release } = production();
    await sandbox.apply(scenario);
    const before = sandbox.github().statuses.length;
    const { name, json, stderr } = await gate();
    expect(json, stderr).toMatchObject({ verdict: expected.verdict, commitStatus: { context, set: true } });
    const set = sandbox.github().statuses.slice(before);
    expect(set).toHaveLength(1);
    expect(set[0]).toMatchObject({ sha: release['commit'], context, state: expected.state });
    expect(set[0]?.description).toMatch(expected.description);
    const link = new URL(set[0]?.target_url ?? '');
    expect(link.origin + link.pathname).toBe(
      `https://${region}.console.aws.amazon.com/s3/object/${sandbox.deployed.reports}`,
    );
    expect(link.searchParams.get('prefix')).toBe(`reports/${name}/report.html`);
    expect(await message(name)).toMatchObject({ run: name, commitStatus: { context, set: true } });
    expect(stderr).not.toContain('commit status');
  });
});

describe('where it cannot be set', () => {
  test('GitHub does not answer in time: the go stands, and everyone is told', async () => {
    const { sandbox } = production();
    const path = '/api/v3/repos/acme/shop-api/statuses/';
    await sandbox.apply({ world: { faults: { github: { delaySeconds: 30, path } } } });
    await expectTold('go', /^GitHub.* did not answer in time$/);
  });

  test('GitHub answers errors: the no-go stands, and everyone is told', async () => {
    const { sandbox } = production();
    await sandbox.apply({ world: { faults: { github: 'server-error' } } });
    await expectTold('no-go', /HTTP 500/);
  });

  test('its function does not answer: the go stands, and everyone is told', async () => {
    const { sandbox } = production();
    await withFunction(sandbox, 'SetCommitStatus', { Handler: 'index.nothing' }, async () => {
      await expectTold('go', /^the function that sets it did not answer: [\w.]+$/, { isLogged: false });
    });
  });
});

test('a release that is refused gets none', async () => {
  const { sandbox, gate: client, release } = production();
  const before = sandbox.github().statuses.length;
  const { execution } = await client.run({ ...release, service: 'another' });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'ReleaseRefused' });
  expect(sandbox.github().statuses).toHaveLength(before);
});

/** The function's own log is silent where the function is what does not work. */
async function expectTold(verdict: 'go' | 'no-go', reason: RegExp, { isLogged = true } = {}): Promise<void> {
  const { sandbox } = production();
  const { name, code, json, stderr } = await gate();
  const commitStatus = { context, set: false, reason: expect.stringMatching(reason) };
  expect([code, json], stderr).toEqual([verdict === 'go' ? 0 : 1, expect.objectContaining({ verdict, commitStatus })]);
  expect(stderr).toContain(`the commit status ${context} was not set: `);
  expect(await message(name)).toMatchObject({ run: name, verdict, commitStatus });
  if (!isLogged) return;
  const logged = (await logLines(sandbox)).filter((line) => line.message === 'commit status not set');
  expect(logged).toContainEqual(expect.objectContaining({ level: 'WARN', run: name, context }));
}

interface EndedCommand {
  readonly name: string;
  readonly code: number | null;
  readonly json: Readonly<Record<string, unknown>>;
  readonly stderr: string;
}

/** The gate as a pipeline runs it. */
async function gate(): Promise<EndedCommand> {
  const name = newName();
  const program = fileURLToPath(new URL('bin/preflight.ts', checkout));
  const args = ['gate', '--env', 'production', '--release', fileURLToPath(releaseFile), '--name', name, '--json'];
  const ended = await run(process.execPath, [program, ...args], {
    cwd: checkout,
    env: production().sandbox.environment,
  });
  return { name, code: ended.code, json: JSON.parse(ended.stdout), stderr: ended.stderr };
}

/** What the topic's subscribers heard of a run. */
async function message(run: string): Promise<unknown> {
  const { Messages = [] } = await queue.client.send(
    new ReceiveMessageCommand({ QueueUrl: queue.url, WaitTimeSeconds: 10, MaxNumberOfMessages: 10 }),
  );
  const heard = Messages.map(({ Body = '' }) => JSON.parse(JSON.parse(Body).Message));
  return heard.find((conclusion) => conclusion.run === run);
}
