import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { withoutAws } from '../../sandbox/aws-environment.ts';
import { type Ended, end, run } from '../../sandbox/processes.ts';
import { type RunningSandbox, runSandbox, startSandboxProgram } from './support/sandbox-program.ts';

const checkout = new URL('../../', import.meta.url);
let kept: RunningSandbox | undefined;

afterEach(async () => {
  if (kept !== undefined) await end(kept.child);
  kept = undefined;
});

test('npm run sandbox -- rejected --yes --json plays its people, and tells what they decided', async () => {
  const ended = await runSandbox(['rejected', '--yes', '--json']);
  expect(ended, ended.stderr).toMatchObject({ code: 1 });
  const result = JSON.parse(ended.stdout);
  expect(result).toMatchObject({ scenario: 'rejected', verdict: 'no-go', window: null });
  const [mona, ada] = ['Mona Lisa (mona@acme.example)', 'Ada Lovelace (ada@acme.example)'];
  expect(result.approvals).toEqual([
    { id: 'blocking-issues', status: 'rejected', votes: [{ by: ada, choice: 'reject' }] },
    {
      id: 'support-briefed',
      status: 'approved',
      votes: [
        { by: mona, choice: 'approve' },
        { by: ada, choice: 'approve' },
      ],
    },
  ]);
  expect(result.checks).toContainEqual({ id: 'blocking-issues', group: 'code-quality', outcome: 'fail' });
  expect(ended.stderr).toContain('second-approver: reject blocking-issues: rejected: ');
  expect(ended.stderr).not.toContain('is going to ask people');
});

test('without --yes it waits, also where nobody is at a terminal, and says on stderr where and as whom to decide', async () => {
  kept = await startSandboxProgram(['manual-items', '--json'], 'PREFLIGHT_TOKEN');
  const { said } = kept;
  await expect.poll(() => said.stderr, { timeout: 60_000 }).toContain('waiting for 2 decisions');
  expect(said.stdout).toBe('');
  expect(said.stderr).toMatch(/^ {2}http:\/\/localhost:\d+\/runs\/manual-items-\d+T\d+Z$/m);
  for (const user of ['author', 'first-approver', 'second-approver']) expect(said.stderr).toContain(`    ${user} `);

  const [, environment = ''] = /^ {2}\. (\S+environment\.sh)$/m.exec(said.stderr) ?? [];
  const asPrinted = said.stderr.split('\n').filter((line) => /^ {2}(\. |export |npm run -s preflight)/.test(line));
  expect(asPrinted).toHaveLength(4);
  const decided = await shell(asPrinted.join(' &&\n'));
  expect(decided, decided.stderr).toMatchObject({ code: 0 });
  expect(decided.stdout).toContain('support-briefed');
  const [, decideOne = ''] = /(npm run .* approve .*)$/m.exec(asPrinted.join('\n')) ?? [];
  const other = decideOne.replace('blocking-issues', 'support-briefed');
  for (const user of ['first-approver', 'second-approver']) {
    const ended = await shell(
      `. ${environment}\nexport PREFLIGHT_TOKEN="$(npm run -s sandbox:token -- ${user})"\n${other}`,
    );
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
  }
  expect(await kept.ended).toBe(0);
  const { approvals } = JSON.parse(said.stdout);
  expect(approvals).toMatchObject([
    { id: 'blocking-issues', status: 'approved' },
    { id: 'support-briefed', status: 'approved' },
  ]);
});

test('a signal ends it while it waits', async () => {
  kept = await startSandboxProgram(['manual-items'], 'waiting for 2 decisions');
  kept.child.kill('SIGINT');
  expect(await kept.ended).toBe(130);
});

/** What a person types in another terminal, in this checkout and with nothing of AWS around. */
function shell(commands: string): Promise<Ended> {
  const { PREFLIGHT_SANDBOX_PORT: _, ...env } = withoutAws();
  const PATH = `${dirname(process.execPath)}:${env['PATH']}`;
  return run('sh', ['-ec', commands], { cwd: fileURLToPath(checkout), env: { ...env, PATH } });
}
