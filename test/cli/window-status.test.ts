import { describe, expect, it } from 'vitest';
import type { AlarmSighting, AlarmState } from '../../lib/domain/window/alarm.ts';
import type { WindowEvent, WindowRecord } from '../../lib/domain/window/window.ts';
import { passed, watchedChecks } from '../support/window-reports.ts';
import { alarmOf } from '../support/window-samples.ts';
import { configText } from './support/config.ts';
import { type FakeAwsInput, fakeAws } from './support/fake-aws.ts';
import { typeInto } from './support/pseudo-terminal.ts';
import {
  endOf,
  inProject,
  openWindow,
  projectWith,
  windowedText,
  windowOutputs,
  windowRun,
} from './support/window-run.ts';

const status = async (more: readonly string[], input: FakeAwsInput, config = windowedText) =>
  inProject(
    ['window', 'status', '--env', 'production', ...more],
    await fakeAws({ outputs: windowOutputs, ...input }),
    config,
  );

const minute = 60_000;
const from = (ms: number): string => new Date(Date.now() + ms).toISOString();
const name = alarmOf('error-rate-critical');
const seen = (state: AlarmState, more: Partial<AlarmSighting> = {}): AlarmSighting => ({
  name,
  state,
  since: from(-10 * minute),
  reason: 'as CloudWatch says',
  ...more,
});

/** A window that is open as these tests run. */
const now = (changes: Partial<WindowRecord> = {}): WindowRecord =>
  openWindow({
    openedAt: from(-20 * minute),
    endsAt: from(40 * minute),
    lookedAt: from(-1000),
    states: { [name]: seen('OK') },
    ...changes,
  });

const trigger: WindowRecord['trigger'] = {
  criterion: 'error-rate-critical',
  alarm: name,
  reason: '9.2 was greater than 5.0',
  at: from(-2 * minute),
  recordedAt: from(-2 * minute),
  by: 'notification',
};
const rollback: WindowRecord['rollback'] = { startedAt: from(-minute), detail: 'live points to version 7 again' };

describe('preflight window status', () => {
  it('shows the window that was opened last, and succeeds where it is open and well', async () => {
    const ran = await status([], { window: { record: now() } });

    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('1.42.0');
    expect(ran.stdout).toContain('error-rate-critical');
    expect(ran.stdout).toMatch(/^━+─+ {2}39 min left, until \d\d:\d\d:\d\d UTC$/m);
  });

  it('says it all as JSON', async () => {
    const record = now();
    const ran = await status(['--json'], { window: { record } });

    expect(JSON.parse(ran.stdout)).toMatchObject({
      run: windowRun,
      state: 'open',
      well: true,
      why: [],
      report: null,
      window: { schema: 'preflight-window/1', result: 'open', endsAt: record.endsAt },
      values: expect.arrayContaining([
        {
          criterion: 'error-rate-critical',
          alarm: name,
          problem: expect.stringContaining('does not stand in the configuration'),
        },
      ]),
      checks: [],
      nextVerificationAt: null,
      told: [],
    });
  });

  it('shows what verifications saw, when the next is due, and who was told what; also as JSON', async () => {
    const dueAt = [from(-15 * minute), from(5 * minute)];
    const [first = '', second = ''] = dueAt;
    const items = [passed('user-login', 'the test user logged in', { tries: 2, flaky: true })];
    const record = now({
      checks: watchedChecks,
      verifiesAt: dueAt,
      verifying: [{ dueAt: first, begunAt: first }],
      verifications: [{ dueAt: first, startedAt: first, endedAt: first, items }],
    });
    const told: WindowEvent = { at: first, kind: 'told', text: 'Sentry could not be asked' };
    const window = { record, events: [told, { at: first, kind: 'verified', text: 'user-login passed' } as const] };
    const [text, json] = await Promise.all([status([], { window }), status(['--json'], { window })]);

    expect(text.stdout).toMatch(/^ {2}✔ user-login +\d\d:\d\d:\d\d passed at try 2: the test user logged in$/m);
    expect(text.stdout).toMatch(/^ {2}– mobile-connectivity +off: there is no mobile app yet$/m);
    expect(text.stdout).toMatch(/^Checks {2}last at \S+, next at \S+ \(in 4 min\)$/m);
    expect(text.stdout).toMatch(/^Told\n {2}\d\d:\d\d:\d\d {2}Sentry could not be asked$/m);
    const { checks, nextVerificationAt, told: toldTo } = JSON.parse(json.stdout);
    expect(nextVerificationAt).toBe(second);
    expect(toldTo).toEqual([told]);
    expect(checks.find(({ id }: { id: string }) => id === 'user-login')).toMatchObject({
      severity: 'high',
      response: 'rollback',
      last: { dueAt: first, outcome: 'pass', tries: 2, flaky: true },
    });
  });

  it('says that it is a drill', async () => {
    const drill = { at: from(-minute), by: 'aws:mona', reason: 'to see that it works', alarm: name };
    const ran = await status([], { window: { record: now({ drill, trigger, rollback }) } });

    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/^ ROLLING BACK {2}shop-api 1\.42\.0/);
    expect(ran.stdout).toContain('Drill: provoked by aws:mona');
  });

  it.each<[string, Partial<WindowRecord>, string]>([
    ['an alarm is red', { states: { [name]: seen('ALARM') } }, `${name} is red`],
    [
      'something cannot be seen',
      { blind: [{ what: 'CloudWatch', why: 'it did not answer', from: from(-minute) }] },
      'CloudWatch cannot be seen: it did not answer',
    ],
    [
      'something could not be seen for a time',
      { blind: [{ what: 'CloudWatch', why: 'it did not answer', from: from(-2 * minute), to: from(-minute) }] },
      'CloudWatch could not be seen: it did not answer',
    ],
    ['nobody looks any more', { lookedAt: from(-3 * minute) }, 'nobody has looked since'],
    ['it should have ended', { endsAt: from(-4 * minute) }, 'it should have ended at'],
    ['it was triggered', { trigger }, 'it was triggered'],
    ['it is being rolled back', { trigger, rollback }, 'production is being rolled back'],
    ['its time is over', { ended: { at: from(-1000), why: 'time-up' } }, 'its time is over'],
    ['another took over', { supersededBy: { run: 'run-2', at: from(-1000) } }, 'a later deployment took over'],
  ])('ends with 1 where %s, and says so', async (_, changes, why) => {
    const window = { record: now(changes) };
    const [text, json] = await Promise.all([status([], { window }), status(['--json'], { window })]);

    expect([text.code, json.code]).toEqual([1, 1]);
    expect(text.stdout).toContain(why);
    expect(JSON.parse(json.stdout)).toMatchObject({ well: false, why: [expect.stringContaining(why)] });
  });

  it.each([
    ['healthy', { ended: { at: from(-minute), why: 'time-up' } }, 0],
    ['rolled-back', { trigger, rollback: { ...rollback, verifiedAt: from(-1000) } }, 1],
    ['rollback-failed', { trigger, rollback: { ...rollback, failure: 'version 7 is gone' } }, 1],
    ['inconclusive', {}, 1],
    ['superseded', { supersededBy: { run: 'run-2', at: from(-1000) } }, 1],
  ] as const)('tells the result once it is closed: %s, and where the report lies', async (result, changes, code) => {
    const { stored, objects } = await endOf(now({ ...changes, closed: { at: from(-500), result } }));
    const ran = await status(['--run', windowRun, '--json'], { window: stored, objects });

    expect(ran.code).toBe(code);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      state: result,
      report: 's3://preflight-reports/windows/run-1/report.html',
      window: { result },
    });
  });

  it('tells it from the table where there is no report', async () => {
    const { stored } = await endOf(now({ closed: { at: from(-500), result: 'inconclusive' } }));
    const ran = await status(['--json'], { window: stored });

    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      state: 'inconclusive',
      report: null,
      window: { result: 'inconclusive' },
    });
  });

  it('says that there was none', async () => {
    const [text, json] = await Promise.all([status([], {}), status(['--json'], {})]);

    expect(text).toMatchObject({ code: 1, stdout: 'no rollback window was ever opened in production\n' });
    expect(JSON.parse(json.stdout)).toMatchObject({ run: null, state: 'none', well: false });
  });

  it('refuses a run that names none', async () => {
    const ran = await status(['--run', 'run-9'], { window: { record: now() } });

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('--run: run-9 names no window of production');
  });

  it('refuses an environment without a window, and a name that is none, before it asks anything', async () => {
    const aws = await fakeAws({ outputs: windowOutputs });
    const ran = await inProject(['window', 'status', '--env', 'production', '--run', 'a/b'], aws, configText());

    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('--env: production has no rollback window: not part of this test');
    expect(ran.stderr).toContain("--run: must be a run's name as preflight window open printed it");
    expect(aws.calls).toEqual([]);
  });

  it('takes nothing of another account for this environment', async () => {
    const text = windowedText.replace("region: 'eu-central-1'", "account: '111122223333', region: 'eu-central-1'");
    const ran = await status([], { window: { record: now() } }, text);

    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain('this window is in account 000000000000, but production is in 111122223333');
  });

  it.each([
    ['the stack is not there', { outputs: undefined }, 'there is no stack preflight-shop-api-production'],
    ['the stack has no window', { outputs: {} }, 'has no output WindowTableName; deploy it again'],
    [
      'the table may not be read',
      { errors: { GetItem: [{ status: 400, type: 'AccessDeniedException' }] } },
      'DynamoDB refused reading the window: AccessDeniedException',
    ],
  ])('ends with 3 where %s', async (_, input, message) => {
    const aws = await fakeAws({ outputs: windowOutputs, ...input } as FakeAwsInput);
    const ran = await inProject(['window', 'status', '--env', 'production'], aws);

    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain(message);
  });

  it('reads the window and its time line, and no token', async () => {
    const aws = await fakeAws({ outputs: windowOutputs, window: { record: now() } });
    await inProject(['window', 'status', '--env', 'production'], aws);

    const read = aws.calls.filter(({ operation }) => /GetItem|Query/.test(operation));
    expect(read.map(({ operation }) => operation)).toEqual(['GetItem', 'GetItem', 'Query']);
    expect(JSON.stringify(read)).not.toContain('token#');
  });
});

describe('preflight window status --watch', () => {
  it('writes each change as a line where no terminal shows it, and ends with the result once the window is closed', async () => {
    const events: WindowEvent[] = [{ at: from(-10 * minute), kind: 'verified', text: 'all passed' }];
    const record = now();
    const closed = { ...record, closed: { at: from(0), result: 'healthy' } } as const;
    const told: WindowEvent = { at: from(0), kind: 'told', text: 'it ended healthy' };
    const windows = [
      { record, events },
      { record: { ...record, states: { [name]: seen('ALARM') } }, events: [...events, told] },
      { record: closed, events: [...events, told] },
    ];
    const ran = await status(['--watch'], { windows });

    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain('the window is open until');
    expect(ran.stderr.match(/verified {2}all passed/g)).toHaveLength(1);
    expect(ran.stderr).toContain(`! ${name} is red\n`);
    expect(ran.stderr).toContain('told      it ended healthy\n');
    expect(ran.stdout).toMatch(/^ HEALTHY /);
  });

  it('is one look where the window is closed, and prints one object as JSON', async () => {
    const record = now({ trigger, rollback, closed: { at: from(0), result: 'rolled-back' } });
    const ran = await status(['--watch', '--json'], { window: { record } });

    expect(ran).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(ran.stdout)).toMatchObject({ state: 'rolled-back', values: [] });
  });

  it('ends at Ctrl-C with how the window stands', async () => {
    const aws = await fakeAws({ outputs: windowOutputs, window: { record: now() } });
    const ran = await inProject(['window', 'status', '--env', 'production', '--watch'], {
      ...aws,
      interruptAt: 'the window is open until',
    });

    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^ OPEN {2}shop-api/);
    expect(ran.stderr).not.toContain('preflight:');
  });

  it('goes on where the table does not answer for a moment', async () => {
    const record = now();
    const windows = [
      { record },
      { record },
      { record: { ...record, closed: { at: from(0), result: 'healthy' } } as const },
    ];
    const throttled = { status: 400, type: 'AccessDeniedException' };
    const ran = await status(['--watch'], { windows, errors: { Query: [undefined, throttled, throttled] } });

    expect(ran.code).toBe(0);
  });

  it.each([
    ['until the window is closed', [], / HEALTHY /],
    ['until Ctrl-C', [['Ctrl-C ends watching', '\u0003']] as const, / OPEN {2}shop-api[\s\S]* OPEN {2}shop-api/],
  ])('draws one screen in place at a terminal, %s', async (_, answers, end) => {
    const record = now();
    const closed = { ...record, closed: { at: from(0), result: 'healthy' } } as const;
    const windows = answers.length > 0 ? [{ record }] : [{ record }, { record }, { record: closed }];
    const aws = await fakeAws({ outputs: windowOutputs, windows });
    const args = ['window', 'status', '--env', 'production', '--watch'];
    const typed = await typeInto(args, answers, { folder: projectWith(), env: aws.env });

    expect(typed.code).toBe(0);
    expect(typed.screen).toMatch(/━+─+ {2}39 min left/);
    expect(typed.screen).toContain('Ctrl-C ends watching, not the window');
    expect(typed.screen).toMatch(end);
  });
});
