/** The ways in which pipelines start the gate, as docs/pipelines.md shows them, against the deployed gate. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, onTestFinished, test } from 'vitest';
import { runName } from '../../lib/cli/run-name.ts';
import { reportSchema } from '../../lib/domain/report.ts';
import { credentials, region } from '../../sandbox/aws-environment.ts';
import { releaseFile } from '../../sandbox/gate.ts';
import { type Ended, run } from '../../sandbox/processes.ts';
import { runAction } from '../action/support/run-action.ts';
import { newName } from './support/gate-client.ts';
import { useSandbox } from './support/use-sandbox.ts';

const production = useSandbox();
const root = fileURLToPath(new URL('../../', import.meta.url));
const program = join(root, 'bin/preflight.ts');
const configuration = join(root, 'preflight.config.ts');

/** A production that blocks a release. */
const broken = { world: { parameters: { '/shop/production/GIN_MODE': 'debug' } } };

/** `preflight gate` with the sandbox's release. */
function gate(...args: readonly string[]): Promise<Ended> {
  const all = ['gate', '--env', 'production', '--release', fileURLToPath(releaseFile), ...args];
  return run(process.execPath, [program, ...all], { cwd: root, env: production().sandbox.environment });
}

async function whileBroken<T>(act: () => Promise<T>): Promise<T> {
  const { sandbox } = production();
  await sandbox.apply(broken);
  try {
    return await act();
  } finally {
    await sandbox.apply({ world: {} });
  }
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-pipeline-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('plain calls: the stack names the gate, its output is the conclusion, and a name is taken once', async () => {
  const { sandbox, gate: client, release } = production();
  const settings = { endpoint: sandbox.endpoint, region, credentials };
  const cloudFormation = new CloudFormationClient(settings);
  const StackName = 'preflight-shop-api-production';
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
  const output = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'GateStateMachineArn');
  expect(output?.OutputValue).toBe(sandbox.deployed.gate);

  const name = newName();
  const { execution } = await client.run(release, name);
  expect(execution.status).toBe('SUCCEEDED');
  expect(JSON.parse(execution.output ?? '')).toMatchObject({
    verdict: 'go',
    run: name,
    expiresAt: expect.stringMatching(/Z$/),
    fingerprint: { commit: release['commit'] },
    blocking: [],
    report: { html: expect.stringMatching(new RegExp(`^s3://.+/reports/${name}/report\\.html$`)) },
    text: expect.stringContaining('shop-api 1.42.0'),
  });

  const sfn = new SFNClient(settings);
  const again = { stateMachineArn: sandbox.deployed.gate, name, input: JSON.stringify(release) };
  await expect(sfn.send(new StartExecutionCommand(again))).rejects.toThrow(/ExecutionAlreadyExists|already exists/i);
  const found = await sfn.send(new DescribeExecutionCommand({ executionArn: execution.executionArn }));
  expect(JSON.parse(found.input ?? '')).toEqual(release);
});

test('the same attempt twice is one execution, and the second tells the same verdict', async () => {
  const { gate: client, release } = production();
  const attempt = newName();
  const first = await gate('--attempt', attempt, '--json');
  const second = await gate('--attempt', attempt, '--json');
  const name = runName(
    { name: undefined, attempt },
    { version: String(release['version']), commit: String(release['commit']) },
    new Date(),
  );

  expect([first.code, second.code]).toEqual([0, 0]);
  expect(first.stderr).toContain(`gate started: run ${name}`);
  expect(second.stderr).toMatch(new RegExp(`run ${name} was started already at .*Z; nothing was started again`));
  const [one, two] = [first, second].map(({ stdout }) => JSON.parse(stdout));
  expect(two).toEqual({ ...one, startedAlready: true, seconds: expect.any(Number) });
  expect(one.startedAlready).toBe(false);
  expect(await client.executions(name)).toBe(1);
});

test('two jobs that start the same attempt at once share one execution', async () => {
  const attempt = newName();
  const ended = await Promise.all([gate('--attempt', attempt, '--json'), gate('--attempt', attempt, '--json')]);
  const [one, two] = ended.map(({ stdout }) => JSON.parse(stdout));

  expect(ended.map(({ code }) => code)).toEqual([0, 0]);
  expect(two.execution).toBe(one.execution);
  expect(one.startedAlready).toBe(!two.startedAlready);
  expect(await production().gate.executions(one.run)).toBe(1);
});

test('a run of another release is not taken for this one', async () => {
  const { gate: client, release } = production();
  const name = newName();
  await client.run({ ...release, version: '1.41.9' }, name);
  const ended = await gate('--name', name);

  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain(`--name: the run ${name} belongs to another release (shop-api 1.41.9,`);
  expect(ended.stderr).toContain('which differs in version');
});

test('another attempt looks anew', async () => {
  const attempt = newName();
  const before = await whileBroken(() => gate('--attempt', `${attempt}-1`, '--json'));
  const [same, other] = [await gate('--attempt', `${attempt}-1`), await gate('--attempt', `${attempt}-2`)];

  expect(before.code).toBe(1);
  expect(JSON.parse(before.stdout).blocking).toContain('runtime-flags');
  expect([same.code, other.code]).toEqual([1, 0]);
});

test('--report brings the stored report, in every format', async () => {
  const folder = newFolder();
  const { code, stdout } = await gate('--report', folder, '--json');
  const answer = JSON.parse(stdout);

  expect(code).toBe(0);
  expect(readdirSync(folder)).toEqual(['report.html', 'report.json', 'report.junit.xml', 'report.md']);
  expect(new Set(Object.values(answer.files))).toEqual(new Set(readdirSync(folder).map((name) => join(folder, name))));
  const report = reportSchema.parse(JSON.parse(readFileSync(answer.files.json, 'utf8')));
  expect(report).toMatchObject({ verdict: 'go', run: { id: answer.run } });
  expect(readFileSync(answer.files.junit, 'utf8')).toContain('<testsuite');
});

test('the GitHub action: outputs, summary and JUnit file; run again, the same run', async () => {
  const { sandbox, gate: client } = production();
  const attempt = newName();
  const inputs = { environment: 'production', release: 'release.json', config: configuration, attempt };
  const env = sandbox.environment as Record<string, string>;
  const files = { 'release.json': readFileSync(releaseFile, 'utf8') };
  const first = await runAction({ inputs, files, env });
  const second = await runAction({ inputs, files, env });

  expect([first.code, second.code]).toEqual([0, 0]);
  expect(first.outputs).toMatchObject({ verdict: 'go', run: expect.stringContaining(attempt) });
  expect(first.summary).toContain('1.42.0');
  expect(second.summary).toBe(first.summary);
  expect(second.stderr).toContain('nothing was started again');
  expect(await client.executions(first.outputs['run'] ?? '')).toBe(1);
});

test('the GitHub action: a no-go fails the step, with outputs and summary', async () => {
  const { sandbox } = production();
  const files = { 'release.json': readFileSync(releaseFile, 'utf8') };
  const inputs = { environment: 'production', release: 'release.json', config: configuration, attempt: newName() };
  const env = sandbox.environment as Record<string, string>;
  const ran = await whileBroken(() => runAction({ inputs, files, env }));

  expect(ran).toMatchObject({ code: 1, outputs: { verdict: 'no-go' } });
  expect(ran.stdout).toContain('What blocks: runtime-flags');
  expect(ran.summary).toContain('runtime-flags');
});
