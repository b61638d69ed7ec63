import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { allPorts, portBase, sandboxFolder } from '../../sandbox/addresses.ts';
import { withoutAws } from '../../sandbox/aws-environment.ts';
import { claimPortBase, releasePortBase } from '../../sandbox/port-base.ts';
import { end, run } from '../../sandbox/processes.ts';
import { descendantsOf, running } from './support/process-tree.ts';
import { type RunningSandbox, runningSandboxes, runSandbox, startSandboxProgram } from './support/sandbox-program.ts';

const staysUp = 'The sandbox stays up until Ctrl-C';
const before = runningSandboxes();
let kept: RunningSandbox | undefined;

afterEach(async () => {
  if (kept !== undefined) await end(kept.child);
  kept = undefined;
});

test('npm run sandbox -- broken-database --json prints one object, exits with the verdict and leaves nothing behind', async () => {
  const ended = await runSandbox(['broken-database', '--json']);
  expect(ended, ended.stderr).toMatchObject({ code: 1 });
  const result = JSON.parse(ended.stdout);
  expect(result).toMatchObject({ scenario: 'broken-database', verdict: 'no-go', approvals: [], window: null });
  expect(Object.keys(result).toSorted()).toEqual(
    ['approvals', 'checks', 'report', 'run', 'scenario', 'seconds', 'verdict', 'window'].toSorted(),
  );
  expect(result.checks).toContainEqual({ id: 'backup-recency', group: 'database', outcome: 'fail' });
  expect(result.checks).toContainEqual({ id: 'memory', group: 'infrastructure', outcome: 'pass' });
  for (const file of Object.values<string>(result.report)) expect(existsSync(file), file).toBe(true);
  expect(result.seconds.total).toBeGreaterThan(result.seconds.gate);
  expect(ended.stderr).toContain('the AWS emulator is up');
  expect(runningSandboxes()).toEqual(before);
});

test('npm run sandbox -- bad-release --json ends with 1 although the gate said go, and tells what triggered', async () => {
  const ended = await runSandbox(['bad-release', '--json']);
  expect(ended, ended.stderr).toMatchObject({ code: 1 });
  const { verdict, window } = JSON.parse(ended.stdout);
  expect(verdict).toBe('go');
  expect(window).toMatchObject({
    ...{ result: 'rolled-back', serves: '1.41.3', trigger: { criterion: 'error-rate-critical', by: 'notification' } },
  });
  for (const file of Object.values<string>(window.report)) expect(existsSync(file), file).toBe(true);
});

test('--keep leaves it running for the command line until Ctrl-C, and then leaves nothing behind', async () => {
  kept = await startSandboxProgram(['healthy', '--json', '--keep'], staysUp);
  const { said } = kept;
  // Of two pipes, either may be read first.
  await expect.poll(() => said.stdout).toMatch(/^\}\n$/m);
  expect(JSON.parse(said.stdout)).toMatchObject({
    ...{ scenario: 'healthy', verdict: 'go' },
    window: { result: 'healthy', trigger: null, serves: '1.42.0', approvals: [] },
  });
  const [base = ''] = runningSandboxes().filter((name) => !before.includes(name));
  const file = fileURLToPath(new URL(`${base}/environment.sh`, sandboxFolder));
  const check = 'node bin/preflight.ts check --env production --release sandbox/release.json';
  const status = 'node bin/preflight.ts window status --env production';
  const { PREFLIGHT_SANDBOX_PORT: _, ...env } = withoutAws();
  const checked = await run('sh', ['-c', `. '${file}' && ${check} && ${status}`], {
    cwd: new URL('../../', import.meta.url),
    env: { ...env, PATH: `${fileURLToPath(new URL('.', `file://${process.execPath}`))}:${env['PATH']}` },
  });
  expect(checked, checked.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('HEALTHY') });

  const started = await descendantsOf(kept.pid);
  // The emulator, PostgreSQL with its own processes, and the emulator's functions.
  expect(started.length).toBeGreaterThan(8);
  expect(await running(started)).toEqual(started);
  kept.child.kill('SIGINT');
  expect(await kept.ended).toBe(0);
  // The emulator's functions end when their input does: a moment after the emulator.
  await expect.poll(() => running(started), { timeout: 10_000 }).toEqual([]);
  expect(runningSandboxes()).toEqual(before);
  await expectFree(base);
});

test('what a killed sandbox has left is gone when the next one starts there', async () => {
  kept = await startSandboxProgram(['healthy', '--keep'], staysUp);
  const [base = ''] = runningSandboxes().filter((name) => !before.includes(name));
  const started = await descendantsOf(kept.pid);
  kept.child.kill('SIGKILL');
  expect(await kept.ended).toBeNull();
  await expectFree(base);
  await expect.poll(() => running(started), { timeout: 10_000 }).toEqual([]);
});

test.each([
  ['wrong usage', ['helthy', '--jsn', '--json'], {}, { code: 2, scenario: null, kind: 'usage' }],
  [
    'an emulator that is not on this machine',
    ['slow', '--json'],
    { AWS_ENDPOINT_URL: 'https://rds.eu-central-1.amazonaws.com' },
    { code: 3, scenario: 'slow', kind: 'not-run' },
  ],
])('--json prints one object also for %s', async (_what, args, environment, { code, scenario, kind }) => {
  const ended = await runSandbox(args, { ...process.env, ...environment });
  expect(ended.code).toBe(code);
  const { error, ...rest } = JSON.parse(ended.stdout);
  expect(rest).toEqual({ scenario });
  expect(Object.keys(error)).toEqual(['kind', 'message', 'problems']);
  expect(error.kind).toBe(kind);
  expect(ended.stderr).toContain(error.message);
  const paths = error.problems.map(({ path }: { path: string }) => path);
  expect(paths).toEqual(kind === 'usage' ? ['helthy', '--jsn'] : []);
});

/** The next sandbox that wants these ports gets them. */
async function expectFree(base: string): Promise<void> {
  const asked = process.env['PREFLIGHT_SANDBOX_PORT'];
  process.env['PREFLIGHT_SANDBOX_PORT'] = base;
  try {
    await claimPortBase();
    expect(portBase(), `one of ${allPorts().join(', ')}`).toBe(Number(base));
    await releasePortBase();
  } finally {
    if (asked === undefined) delete process.env['PREFLIGHT_SANDBOX_PORT'];
    else process.env['PREFLIGHT_SANDBOX_PORT'] = asked;
  }
}
