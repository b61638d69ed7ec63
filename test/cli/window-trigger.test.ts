import { describe, expect, it } from 'vitest';
import { isInstalled } from '../support/program.ts';
import { configText } from './support/config.ts';
import { type FakeAws, type FakeAwsInput, fakeAws } from './support/fake-aws.ts';
import { type Answers, talk } from './support/person.ts';
import { typeInto } from './support/pseudo-terminal.ts';
import { inProject, openWindow, projectWith, windowedText, windowOutputs, windowRun } from './support/window-run.ts';

const outputs = windowOutputs;
const by = 'aws:arn:aws:sts::000000000000:assumed-role/staging-pipeline/run-7';
const done = { payload: { outcome: 'done', message: 'the rollback of 1.42.0 begins', run: windowRun } };
const args = ['window', 'trigger', '--env', 'production', '--reason', 'orders are lost'];

const invoked = ({ calls }: FakeAws) =>
  calls.filter(({ operation }) => operation === 'Invoke').map(({ input }) => input);
const trigger = async (more: readonly string[], input: FakeAwsInput) => {
  const aws = await fakeAws({ outputs, ...input });
  return { aws, ...(await inProject([...args, ...more], aws)) };
};

describe('preflight window trigger', () => {
  it('without a terminal tells the window at once, who says so and why', async () => {
    const ran = await trigger([], { invoked: done });

    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toBe('the rollback of 1.42.0 begins\nto see it: preflight window status --env production\n');
    expect(invoked(ran.aws)).toEqual([
      { name: 'preflight-window-command', payload: { command: 'trigger', reason: 'orders are lost', by } },
    ]);
    expect(ran.aws.calls.map(({ operation }) => operation)).not.toContain('GetItem');
  });

  it('names the run and the criterion where they are given, and prints one JSON object', async () => {
    const ran = await trigger(['--run', windowRun, '--criterion', 'data-loss', '--json'], { invoked: done });

    expect(invoked(ran.aws)[0]).toMatchObject({ payload: { run: windowRun, criterion: 'data-loss' } });
    expect(JSON.parse(ran.stdout)).toEqual({
      done: 'trigger',
      by,
      message: 'the rollback of 1.42.0 begins',
      run: windowRun,
    });
  });

  it.each([
    ['over', 1],
    ['unknown', 1],
    ['invalid', 2],
  ] as const)('ends as it should where the window refuses it: %s', async (why, code) => {
    const refused = { payload: { outcome: 'refused', why, message: 'it ended at 11:00' } };
    const [text, json] = await Promise.all([
      trigger([], { invoked: refused }),
      trigger(['--json'], { invoked: refused }),
    ]);

    expect(text).toMatchObject({ code, stdout: '' });
    expect(text.stderr).toContain('nothing was done: it ended at 11:00');
    expect(json.code).toBe(code);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { message: expect.stringContaining('it ended at 11:00') } });
  });

  it('names what the function finds wrong by the options that give it', async () => {
    const message = '1 problem\n  command.reason: the reason is 4 characters long; write 10 at least';
    const ran = await trigger([], { invoked: { payload: { outcome: 'refused', why: 'invalid', message } } });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('nothing was done\n  --reason: the reason is 4 characters long; write 10 at least\n');
  });

  it.each([
    [
      'the function failed',
      { payload: { errorType: 'TimeoutError', errorMessage: 'it took too long' }, failed: true },
      'preflight-window-command failed: TimeoutError: it took too long; it may have been done or not',
    ],
    ['its answer has no form that is known', { payload: { outcome: 'maybe' } }, 'answered in no form that is known'],
    ['it answers nothing', { payload: null }, 'answered in no form that is known'],
  ] as const)('ends with 3 where %s', async (_, answer, message) => {
    const ran = await trigger([], { invoked: answer });

    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain(message);
  });

  it.each([
    ['it may not be invoked', { errors: { Invoke: [{ status: 403, type: 'AccessDeniedException' }] } }, 'Lambda'],
    ['nobody knows who asks', { errors: { GetCallerIdentity: [{ status: 403, type: 'ExpiredToken' }] } }, 'AWS STS'],
    ['the stack has no window', { outputs: {} }, 'has no output WindowCommandFunctionName'],
  ])('ends with 3 where %s', async (_, input, message) => {
    const ran = await trigger([], input);

    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain(message);
  });

  it('does not fail for an identity that is longer than a record takes', async () => {
    const identity = `arn:aws:sts::000000000000:assumed-role/${'r'.repeat(64)}/${'s'.repeat(200)}`;
    const ran = await trigger([], { invoked: done, identity });

    expect(ran.code).toBe(0);
    expect(invoked(ran.aws)[0]).toMatchObject({ payload: { by: `aws:${identity}`.slice(0, 256) } });
  });

  it('rolls back nothing in another account', async () => {
    const text = windowedText.replace("region: 'eu-central-1'", "account: '111122223333', region: 'eu-central-1'");
    const aws = await fakeAws({ outputs, invoked: done });
    const ran = await inProject(args, aws, text);

    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain('your AWS credentials are of account 000000000000, but production is in 111122223333');
    expect(invoked(aws)).toEqual([]);
  });

  it('names everything that is wrong at once, before it asks anything', async () => {
    const aws = await fakeAws({ outputs });
    const wrong = ['--reason', ' ', '--run', 'a/b', '--criterion', 'data-los'];
    const ran = await inProject(['window', 'trigger', '--env', 'production', ...wrong], aws, configText());

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr.split('\n').slice(1, -1)).toEqual([
      '  --env: production has no rollback window: not part of this test',
      expect.stringMatching(/^ {2}--reason: the reason is missing; write why you decide so$/),
      '  --run: must be the name of an execution: 1 to 80 characters, not "a/b"',
      expect.stringMatching(/^ {2}--criterion: must be "error-rate-critical" or .*, not "data-los"$/),
    ]);
    expect(aws.calls).toEqual([]);
  });
});

describe('at a terminal, preflight window trigger', () => {
  const question = 'roll shop-api in production back now? [y/N] ';
  const atTerminal = async (more: readonly string[], answers: Answers, input: FakeAwsInput = {}) => {
    const record = openWindow({ endsAt: '2099-01-01T00:00:00.000Z' });
    const aws = await fakeAws({ outputs, invoked: done, window: { record }, ...input });
    // Commands run in this process here, which has no other AWS to talk to.
    for (const [name, value] of Object.entries(aws.env)) process.env[name] = value;
    return { aws, ...(await talk([...args, ...more], answers, { folder: projectWith(), env: aws.env })) };
  };

  it('shows what would be rolled back, and to what, and asks once', async () => {
    const talked = await atTerminal([], [[question, 'y\r']]);

    expect(talked).toMatchObject({ code: 0, unused: 0 });
    expect(talked.seen).toContain('shop-api 1.42.0 in production, commit 3f786850e387\n');
    expect(talked.seen).toMatch(/window run-1: open for \d+ d.* yet\n/);
    expect(talked.seen).toContain('it goes back to version 7 of shop-api');
    expect(invoked(talked.aws)).toHaveLength(1);
  });

  it.each(['', 'n', 'no'])('does nothing where it is answered with %j', async (no) => {
    const talked = await atTerminal([], [[question, `${no}\r`]]);

    expect(talked).toMatchObject({ code: 3, stdout: '', unused: 0 });
    expect(talked.seen).toContain('nothing was triggered: it was not confirmed');
    expect(invoked(talked.aws)).toEqual([]);
  });

  it('does nothing after Ctrl-C', async () => {
    const talked = await atTerminal([], [[question, '\u0003']]);

    expect(talked).toMatchObject({ code: 3, stdout: '', unused: 0 });
    expect(invoked(talked.aws)).toEqual([]);
  });

  it('does not ask where --yes says so', async () => {
    const talked = await atTerminal(['--yes'], []);

    expect(talked.code).toBe(0);
    expect(invoked(talked.aws)).toHaveLength(1);
  });

  it('warns where there is nothing to go back to', async () => {
    const record = openWindow({ target: { problem: 'live has one version\u001B[2J only' } });
    const talked = await atTerminal([], [[question, 'n\r']], { window: { record } });

    expect(talked.seen).toContain('a rollback would not work: live has one version');
  });

  it('keeps nobody from it where the window cannot be shown', async () => {
    const errors = { GetItem: [{ status: 400, type: 'AccessDeniedException' }] };
    const talked = await atTerminal([], [[question, 'y\r']], { errors });

    expect(talked).toMatchObject({ code: 0, unused: 0 });
    expect(talked.seen).toContain('the window cannot be shown: DynamoDB refused');
    expect(invoked(talked.aws)).toHaveLength(1);
  });
});

describe.skipIf(!isInstalled('python3'))('in a real terminal, preflight window trigger', () => {
  it.each([
    ['y\r', 0],
    ['\u0003', 3],
  ])('asks, and takes what is typed: %j', async (key, code) => {
    const aws = await fakeAws({ outputs, invoked: done, window: { record: openWindow() } });
    const typed = await typeInto(args, [['back now? [y/N] ', key]], { folder: projectWith(), env: aws.env });

    expect(typed.code).toBe(code);
    expect(invoked(aws)).toHaveLength(code === 0 ? 1 : 0);
  });
});
