import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { rehearsalSteps } from '../../lib/domain/rehearsal.ts';
import { run } from '../../sandbox/processes.ts';
import { unrehearsed } from '../../sandbox/scenarios/unrehearsed.ts';
import { useSandbox } from './support/use-sandbox.ts';

const production = useSandbox();
const checkout = new URL('../../', import.meta.url);

/** As staging's pipeline calls it. */
function record(...args: string[]) {
  const program = fileURLToPath(new URL('bin/preflight.ts', checkout));
  const all = [program, 'rehearsal', 'record', '--env', 'staging', '--for', 'production', ...args, '--json'];
  return run(process.execPath, all, { cwd: checkout, env: production().sandbox.environment });
}

test('what staging records lets an unrehearsed release through; a step that failed since does not', async () => {
  const { sandbox, gate, release } = production();
  const commit = String(release['commit']);
  await sandbox.apply(unrehearsed);
  expect((await gate.decide(release)).report.blocking).toEqual(rehearsalSteps);

  for (const step of rehearsalSteps) {
    const ended = await record('--commit', commit, '--step', step, '--status', 'ok', '--link', 'https://ci.example/7');
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    // The emulator's own identity: nobody said who records.
    expect(JSON.parse(ended.stdout).recorded).toMatchObject({ step, by: expect.stringMatching(/^aws:arn:aws:/) });
  }
  const go = await gate.decide(release);
  expect(go.report).toMatchObject({ verdict: 'go', blocking: [] });
  expect(JSON.stringify(go.checks['smoke-tests'].evidence)).toContain('https://ci.example/7');

  // With the table's ARN, as from another account.
  const table = ['--table', sandbox.deployed.rehearsals];
  const failed = await record('--commit', commit, '--step', 'smoke-tests', '--status', 'failed', ...table);
  expect(failed, failed.stderr).toMatchObject({ code: 0 });
  expect((await gate.decide(release)).report.blocking).toEqual(['smoke-tests']);
});
