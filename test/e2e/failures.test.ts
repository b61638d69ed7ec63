import { CreateTopicCommand, DeleteTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, describe, expect, test } from 'vitest';
import type { CheckId } from '../../lib/domain/checklist.ts';
import { credentials, region } from '../../sandbox/aws-environment.ts';
import { slow } from '../../sandbox/scenarios/slow.ts';
import type { Fault } from '../../sandbox/world/fault.ts';
import type { Faults } from '../../sandbox/world/state.ts';
import { withFunction } from './support/function-of.ts';
import { type DecidedRun, newName, outcomesOf, stateInput } from './support/gate-client.ts';
import { useSandbox } from './support/use-sandbox.ts';

const production = useSandbox();
const codeQuality = ['ci-checks', 'code-review', 'security-scans', 'blocking-issues', 'changelog'];
const environment = ['environment-values', 'secret-strength', 'cors-origins', 'runtime-flags', 'tls-certificates'];
const database = ['staging-migrations', 'backup-recency', 'database-connection', 'database-statistics'];
const infrastructure = ['services-running', 'disk-space', 'memory', 'container-images'];
const rehearsal = ['staging-deployment', 'staging-migration-run', 'smoke-tests', 'rollback-rehearsal'];

afterEach(async () => {
  await production().sandbox.apply({ world: {} });
});

describe("a group's function that gives no answer", () => {
  test('one that cannot be loaded: its checks are errors, and all others are in the report', async () => {
    const { sandbox, gate, release } = production();
    await withFunction(sandbox, 'CheckDatabase', { Handler: 'index.nothing' }, async () => {
      expectErrors(await gate.decide(release), database, /^could not look: its group's function did not answer: /);
    });
  });

  test('one whose process ends in the middle of it', async () => {
    const { sandbox, gate, release } = production();
    await sandbox.apply(slow);
    const die = 'data:text/javascript,setTimeout(()=>process.exit(7),500)';
    await withFunction(sandbox, 'CheckEnvironment', { variables: { NODE_OPTIONS: `--import=${die}` } }, async () => {
      expectErrors(await gate.decide(release), environment, /^could not look: its group's function did not answer: /);
    });
  });

  test('one that takes longer than its timeout', async () => {
    const { sandbox, gate, release } = production();
    await sandbox.apply(slow);
    await withFunction(sandbox, 'CheckInfrastructure', { Timeout: 1 }, async () => {
      expectErrors(
        await gate.decide(release),
        infrastructure,
        /^could not look: its group's function did not answer: /,
      );
    });
  });

  test('afterwards everything is as before', async () => {
    const { gate, release } = production();
    expect(outcomesOf((await gate.decide(release)).report)).toEqual(expected([]));
  });
});

test('a report that cannot be written: no GO, although all checks passed, and the cause says why', async () => {
  const { sandbox, gate, release } = production();
  await withFunction(sandbox, 'WriteReport', { variables: { REPORT_BUCKET: 'no-such-bucket' } }, async () => {
    const { name, execution, history } = await gate.run(release);
    expect([execution.status, execution.error]).toEqual(['FAILED', 'ReportNotWritten']);
    expect(execution.cause).toMatch(/^the report could not be written, so there is no GO; /);
    expect(execution.cause).toContain('the verdict would have been go');
    expect(execution.cause).toContain('The specified bucket does not exist');
    expect(stateInput(history, 'WriteReport')).toMatchObject({ decision: { verdict: 'go' } });
    // The first and its two retries; AWS calls these events LambdaFunctionFailed.
    const failed = history.filter(({ type }) => type === 'TaskFailed' || type === 'LambdaFunctionFailed');
    expect(failed).toHaveLength(3);
    expect(await gate.reports(name)).toEqual([]);
  });
});

test('a topic that cannot be published to: the verdict stands, and the history shows the failure', async () => {
  const { sandbox, gate, release } = production();
  const sns = new SNSClient({ endpoint: sandbox.endpoint, region, credentials });
  const TopicArn = sandbox.deployed.results;
  await sns.send(new DeleteTopicCommand({ TopicArn }));
  try {
    const { execution, history, report } = await gate.decide(release);
    expect([execution.status, report.verdict]).toEqual(['SUCCEEDED', 'go']);
    const { publication } = stateInput(history, 'IsGo');
    expect(publication).toMatchObject({ Cause: expect.stringContaining('Topic does not exist') });
  } finally {
    await sns.send(new CreateTopicCommand({ Name: TopicArn.split(':').at(-1) }));
  }
});

test('a name that is started again, while its run goes on and after it, has one run and one report', async () => {
  const { sandbox, gate, release } = production();
  await sandbox.apply(slow);
  const name = newName();
  const running = gate.run(release, name);
  await expect.poll(() => gate.executions(name)).toBe(1);
  // On AWS this is the same run, for the same release, while it goes on; the emulator refuses any second start.
  await gate.start(release, name).catch(expectTaken);
  const { execution } = await running;
  expect(execution.status).toBe('SUCCEEDED');
  await expect(gate.start({ ...release, version: '1.42.1' }, name).catch(expectTaken)).resolves.toBeUndefined();
  expect(await gate.executions(name)).toBe(1);
  expect(await gate.reports(name)).toEqual(['report.html', 'report.json', 'report.junit.xml', 'report.md']);
});

function expectTaken(cause: unknown): void {
  expect(cause).toMatchObject({ name: 'ExecutionAlreadyExists' });
}

/** Each source is asked by these checks. */
const readers: Record<string, readonly string[]> = {
  'ssm:GetParameters': ['environment-values', 'cors-origins', 'runtime-flags'],
  'secretsmanager:GetSecretValue shop/production/app': ['environment-values', 'secret-strength'],
  'acm:ListCertificates': ['tls-certificates'],
  'rds:DescribeDBSnapshots': ['backup-recency'],
  'cloudwatch:GetMetricData': ['disk-space', 'memory'],
  opensearch: ['services-running'],
  registry: ['container-images'],
  github: codeQuality,
  // Of rehearsals alone: where the quarantine cannot be read, there is no verdict at all.
  'dynamodb:Query shop-api#staging#': rehearsal,
};
const connections: Record<string, readonly string[]> = {
  shop: ['tls-certificates'],
  postgres: ['staging-migrations', 'database-connection', 'database-statistics', 'services-running'],
  redis: ['services-running'],
  github: codeQuality,
};

describe('a source that', () => {
  test.each<[string, Fault, Record<string, readonly string[]>]>([
    [
      'hangs',
      'hang',
      { ...connections, 'rds:DescribeDBSnapshots': ['backup-recency'], registry: ['container-images'] },
    ],
    ['hangs behind AWS', 'hang', readers],
    ['refuses', 'refuse', { ...connections, registry: ['container-images'] }],
    ['resets every AWS request', 'refuse', readers],
    ['answers what no protocol has', 'garbage', { ...readers, ...connections }],
    ['answers HTML', 'html', readers],
    ['answers 500', 'server-error', readers],
    ['redirects elsewhere', 'redirect', readers],
    ['lies in the right format', 'lie', readers],
    ['answers 50 MB', 'flood', readers],
  ])('%s is an error in plain words, in time, and the other checks are unharmed', async (_what, fault, asked) => {
    const { sandbox, gate, release } = production();
    const faults = Object.fromEntries(Object.keys(asked).map((source) => [source, fault])) as Faults;
    await sandbox.apply({ world: { faults } });
    const decided = await gate.decide(release);
    const broken = [...new Set(Object.values(asked).flat())];
    expectErrors(decided, broken, /^could not look: /);
    const seen = broken.map((id) => decided.checks[id as CheckId]);
    expect(seen.map((check) => check.summary).filter((summary) => !isPlain(summary))).toEqual([]);
    // The deadline of 10 s, and what a busy machine adds.
    for (const { durationMs } of seen) expect(durationMs).toBeLessThan(12_000);
  });
});

/** One sentence for people: no types, stacks or advice of a library's error. */
function isPlain(summary: string): boolean {
  const foreign = /TypeError|SyntaxError|\.m?[jt]s:\d+|undefined|\[object|Deserialization/;
  return /^could not look: [^\n]+[^.\n]$/.test(summary) && !foreign.test(summary);
}

function expectErrors(decided: DecidedRun, broken: readonly string[], summary: RegExp): void {
  expect(decided.execution).toMatchObject({ status: 'FAILED', error: 'NoGo' });
  expect(outcomesOf(decided.report)).toEqual(expected(broken));
  for (const id of broken) expect(decided.checks[id as CheckId].summary).toMatch(summary);
}

function expected(broken: readonly string[]): Record<string, string> {
  const all = [...codeQuality, ...environment, ...database, ...infrastructure, ...rehearsal];
  return Object.fromEntries(all.map((id) => [id, broken.includes(id) ? 'error' : 'pass']));
}
