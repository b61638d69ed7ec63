import { describe, expect, it } from 'vitest';
import { configText } from './support/config.ts';
import { type FakeAws, fakeAws } from './support/fake-aws.ts';
import { inProject, windowOutputs, windowRun } from './support/window-run.ts';

const outputs = windowOutputs;
const args = ['window', 'close', '--env', 'production', '--reason', 'it was the wrong release'];
const invoked = ({ calls }: FakeAws) =>
  calls.filter(({ operation }) => operation === 'Invoke').map(({ input }) => input);

describe('preflight window close', () => {
  it('tells the window to end, who says so and why', async () => {
    const aws = await fakeAws({ outputs, invoked: { payload: { outcome: 'done', message: 'run-1 is closed' } } });
    const ran = await inProject([...args, '--run', windowRun], aws);

    expect(ran).toEqual({ code: 0, stdout: 'run-1 is closed\n', stderr: '' });
    expect(invoked(aws)).toEqual([
      {
        name: 'preflight-window-command',
        payload: {
          command: 'close',
          reason: 'it was the wrong release',
          run: windowRun,
          by: 'aws:arn:aws:sts::000000000000:assumed-role/staging-pipeline/run-7',
        },
      },
    ]);
  });

  it('ends with 1 where it is over', async () => {
    const refused = { payload: { outcome: 'refused', why: 'over', message: 'it has a trigger already' } };
    const ran = await inProject([...args, '--json'], await fakeAws({ outputs, invoked: refused }));

    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toEqual({
      error: { kind: 'over', message: 'it has a trigger already', problems: [] },
    });
  });

  it('shows what the window says without moving the cursor', async () => {
    const hostile = { payload: { outcome: 'done', message: 'closed\u001B[2J\u202Enot' } };
    const ran = await inProject(args, await fakeAws({ outputs, invoked: hostile }));

    expect(ran.stdout).toBe('closed [2J not\n');
  });

  it('wants a reason, and an environment with a window', async () => {
    const aws = await fakeAws({ outputs });
    const [none, hidden] = await Promise.all([
      inProject(args.slice(0, -2), aws),
      inProject([...args.slice(0, -1), 'the\u202Ereason'], aws, configText()),
    ]);

    expect([none.code, hidden.code]).toEqual([2, 2]);
    expect(none.stderr).toContain('--reason: is missing; write --reason TEXT');
    expect(hidden.stderr).toContain('--reason: the reason holds characters that nobody sees (U+202E)');
    expect(hidden.stderr).toContain('--env: production has no rollback window');
    expect(aws.calls).toEqual([]);
  });
});
