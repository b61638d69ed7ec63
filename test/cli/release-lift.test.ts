import { describe, expect, it } from 'vitest';
import { release } from '../support/release.ts';
import { configText } from './support/config.ts';
import { type FakeAws, fakeAws } from './support/fake-aws.ts';
import { inProject, windowOutputs } from './support/window-run.ts';

const outputs = windowOutputs;
const args = ['release', 'lift', '--env', 'production', '--reason', 'it was the database'];
const { commit } = release;
const by = 'aws:arn:aws:sts::000000000000:assumed-role/staging-pipeline/run-7';
const invoked = ({ calls }: FakeAws) =>
  calls.filter(({ operation }) => operation === 'Invoke').map(({ input }) => input);
const done = { payload: { outcome: 'done', message: 'lifted' } };

describe('preflight release lift', () => {
  it.each([[['--release', 'release.json']], [['--commit', commit]]])('lifts the commit of %j', async (which) => {
    const aws = await fakeAws({ outputs, invoked: done });
    const ran = await inProject([...args, ...which], aws);

    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toBe('lifted\nthe gate judges it again: preflight gate --env production --release FILE\n');
    expect(invoked(aws)).toEqual([
      { name: 'preflight-window-command', payload: { command: 'lift', reason: 'it was the database', commit, by } },
    ]);
  });

  it('says what it did as JSON', async () => {
    const ran = await inProject([...args, '--commit', commit, '--json'], await fakeAws({ outputs, invoked: done }));

    expect(JSON.parse(ran.stdout)).toEqual({ done: 'lift', by, message: 'lifted', run: null });
  });

  it('ends with 1 where that is in no quarantine', async () => {
    const refused = { payload: { outcome: 'refused', why: 'unknown', message: 'no release of it is in quarantine' } };
    const ran = await inProject([...args, '--commit', commit], await fakeAws({ outputs, invoked: refused }));

    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain('nothing was done: no release of it is in quarantine');
  });

  it.each([
    [[], '--release: is missing; write --release FILE, or --commit COMMIT'],
    [['--release', 'release.json', '--commit', commit], '--commit: contradicts --release; give one of them'],
    [
      ['--commit', 'HEAD'],
      '--commit: must be the full commit: 40 hexadecimal digits in lower case (git rev-parse HEAD), not "HEAD"',
    ],
    [['--release', 'none.json'], '--release: there is no file none.json'],
  ])('refuses %j', async (which, problem) => {
    const aws = await fakeAws({ outputs });
    const ran = await inProject([...args, ...which], aws);

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(problem);
    expect(aws.calls).toEqual([]);
  });

  it('refuses an environment without a window: there is no quarantine', async () => {
    const ran = await inProject([...args, '--commit', commit], await fakeAws({ outputs }), configText());

    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('--env: production has no rollback window: not part of this test');
  });
});
