import { describe, expect, it } from 'vitest';
import { release } from '../support/release.ts';
import { configText } from './support/config.ts';
import { type FakeAwsInput, fakeAws, type Look } from './support/fake-aws.ts';
import {
  alarm,
  event,
  healthy,
  looksTo,
  open,
  operations,
  outputs,
  rollback,
  rolledBack,
  running,
  trigger,
} from './support/window-opening.ts';
import {
  endOf,
  execution,
  inProject,
  opened,
  openWindow,
  windowedText,
  windowMachine,
  windowRun,
} from './support/window-run.ts';

const named = ['--name', windowRun];

describe('preflight window open', () => {
  it('starts the window of the stack with the release, follows it, and says that it was healthy', async () => {
    const aws = await fakeAws(await looksTo(healthy));
    const ran = await open([], aws);

    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toMatch(/HEALTHY/i);
    expect(ran.stderr).toMatch(/^rollback window started: run 1-42-0-3f78685-/);
    const start = aws.calls.find(({ operation }) => operation === 'StartExecution');
    expect(start).toMatchObject({ region: 'eu-central-1', input: { stateMachineArn: windowMachine } });
    expect(JSON.parse(String(start?.input['input']))).toEqual(release);
  });

  it('tells what is watched, what happens and what is done about it, each once', async () => {
    const told = [
      event('alarm', '10:07:00', `${alarm} is ALARM: 9.2 was greater than 5.0`),
      event('trigger', '10:07:01', 'rolls back: error-rate-critical'),
      event('rollback', '10:07:02', 'live points to version 7 again'),
    ];
    const looks: Look[] = [
      { ...running, answers: [opened], window: { record: openWindow(), events: told.slice(0, 1) } },
      { ...running, window: { record: openWindow({ trigger }), events: told.slice(0, 2) } },
      (await endOf(rolledBack, told)).look,
    ];
    const ran = await open(named, await fakeAws({ outputs, looks }));

    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('the window is open until 2026-11-23T11:00:00.000Z, and watches 8 of 8 criteria\n');
    expect(ran.stderr).toMatch(/^ {2}error-rate-critical +critical: 1 alarm, rolls back$/m);
    expect(ran.stderr).toMatch(/^ {2}data-loss +critical: people alone$/m);
    expect(ran.stderr).toMatch(/^ {2}feature-broken +medium: 1 alarm, asks people$/m);
    expect(ran.stderr).toContain('a rollback would go back to version 7 of shop-api');
    expect(ran.stderr).toContain('opened by the GO of run gate-1\n');
    const lines = ran.stderr.split('\n').filter((line) => /^\d\d:\d\d:\d\d {2}/.test(line));
    expect(lines).toEqual([
      `10:07:00  alarm     ${alarm} is ALARM: 9.2 was greater than 5.0`,
      '10:07:01  trigger   rolls back: error-rate-critical',
      '10:07:02  rollback  live points to version 7 again',
    ]);
    expect(ran.stdout).toMatch(/ROLLED BACK/i);
    expect(ran.stdout).toContain('Threshold Crossed: 1 datapoint [9.2]');
    expect(ran.stdout).toContain('report: s3://preflight-reports/windows/run-1/report.html');
    // A gate's run may have the same name.
    expect(ran.stdout).toContain('preflight report windows/run-1 --env production --format html --out report.html');
  });

  it('warns of what was found at open: no way back, alarms that are red, no GO', async () => {
    const { go: _, ...record } = openWindow({
      target: { problem: 'live points to no other version' },
      withoutGo: 'the gate is not in use yet',
      supersedes: 'run-0',
      redAtOpen: [{ name: alarm, state: 'ALARM', since: '2026-11-23T09:50:00.000Z', reason: 'it was 7.0' }],
    });
    const looks = [{ ...running, answers: [opened], window: { record } }];
    const ran = await open([...named, '--detach'], await fakeAws({ outputs, looks }));

    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain('a rollback would not work: live points to no other version\n');
    expect(ran.stderr).toContain('opened without a GO: the gate is not in use yet\n');
    expect(ran.stderr).toContain('it takes over from the window run-0\n');
    expect(ran.stderr).toContain(`red already: ${alarm} since 2026-11-23T09:50:00.000Z, which rolls back only when`);
  });

  it('prints one JSON object, with the trigger and what was done', async () => {
    const ran = await open([...named, '--json'], await fakeAws(await looksTo(rolledBack)));

    expect(ran.code).toBe(1);
    const { handle: _, ...progress } = rollback;
    expect(JSON.parse(ran.stdout)).toEqual({
      result: 'rolled-back',
      run: windowRun,
      execution,
      startedAlready: false,
      service: 'shop-api',
      environment: 'production',
      version: '1.42.0',
      commit: release.commit,
      openedAt: '2026-11-23T10:00:00.000Z',
      endsAt: '2026-11-23T11:00:00.000Z',
      closedAt: '2026-11-23T10:09:02.000Z',
      trigger,
      rollback: progress,
      rollbackSeconds: 121,
      blind: [],
      report: {
        html: 's3://preflight-reports/windows/run-1/report.html',
        json: 's3://preflight-reports/windows/run-1/report.json',
        markdown: 's3://preflight-reports/windows/run-1/report.md',
        junit: 's3://preflight-reports/windows/run-1/report.junit.xml',
      },
      files: null,
      text: expect.stringContaining('rolled-back'),
      seconds: expect.any(Number),
    });
  });

  it.each([
    ['rollback-failed', { trigger, rollback: { ...rollback, failure: 'version 7 was deleted' } }],
    ['inconclusive', { ended: { at: '2026-11-23T11:00:31.000Z', why: 'time-up' } }],
    ['superseded', { supersededBy: { run: 'run-2', at: '2026-11-23T10:30:00.000Z' } }],
  ] as const)('ends with 1 where it ended as %s', async (result, changes) => {
    const record = openWindow({ ...changes, closed: { at: '2026-11-23T11:00:32.000Z', result } });
    const ran = await open([...named, '--json'], await fakeAws(await looksTo(record)));

    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({ result });
  });

  it('takes only an execution that succeeded and says so itself for healthy', async () => {
    const { look } = await endOf(healthy);
    const liars: readonly Look[] = [
      { ...look, status: 'FAILED', error: 'Healthy' },
      { ...look, output: {} },
      { ...look, output: { result: 'healthy' } },
      { ...look, status: 'ABORTED' },
      { ...look, status: 'TIMED_OUT' },
    ];
    for (const liar of liars) {
      const ran = await open([...named, '--json'], await fakeAws({ outputs, looks: [liar] }));

      expect(ran.code).toBe(3);
      expect(JSON.parse(ran.stdout)).toMatchObject({ error: { kind: 'not-run' }, run: windowRun, execution });
    }
  });

  it('says what the table tells where the report could not be written', async () => {
    const { stored } = await endOf(rolledBack);
    const looks = [
      { status: 'FAILED', error: 'ReportNotWritten', cause: 'S3', answers: [opened], window: stored },
    ] as const;
    const ran = await open(named, await fakeAws({ outputs, looks }));

    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('came to no result (the table says: rolled-back): FAILED: ReportNotWritten: S3');
  });

  it('copies the stored report, and prefers it to what the table tells', async () => {
    const { objects, look } = await endOf(rolledBack);
    const aws = await fakeAws({ outputs, looks: [look], objects });
    const ran = await open([...named, '--report', 'out', '--json'], aws);

    expect(JSON.parse(ran.stdout).files).toEqual({
      json: 'out/report.json',
      markdown: 'out/report.md',
      html: 'out/report.html',
      junit: 'out/report.junit.xml',
    });
  });
});

describe('preflight window open --detach', () => {
  it('ends once the window is open', async () => {
    const looks = [running, { ...running, answers: [opened], window: { record: openWindow() } }];
    const aws = await fakeAws({ outputs, looks });
    const ran = await open([...named, '--detach'], aws);

    expect(ran.code).toBe(0);
    expect(ran.stdout).toBe(
      ' OPEN  the rollback window is open until 2026-11-23T11:00:00.000Z\nto see it: preflight window status --env production --run run-1\n',
    );
  });

  it('says so as JSON', async () => {
    const looks = [{ ...running, answers: [opened] }];
    const ran = await open([...named, '--detach', '--json'], await fakeAws({ outputs, looks }));

    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ result: 'open', run: windowRun, endsAt: opened.endsAt });
  });

  it('is refused with --report, for there is none yet', async () => {
    const aws = await fakeAws({ outputs });
    const ran = await open(['--detach', '--report', 'out'], aws);

    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('--detach: contradicts --report');
    expect(aws.calls).toEqual([]);
  });
});

describe('a rollback window that is not opened', () => {
  const refused = (error: string, cause: string): FakeAwsInput => {
    const answer = { next: 'refused', error, cause };
    return { outputs, looks: [{ status: 'FAILED', error, cause, answers: [answer] }] };
  };

  it.each([
    ['NoGo', 'to ask for a GO: preflight gate --env production --release FILE'],
    ['RollbackInProgress', 'to see the rollback: preflight window status --env production'],
    ['ReleaseQuarantined', 'why it is so'],
  ])('for %s ends with 1, and says why and what to do', async (error, todo) => {
    const ran = await open(named, await fakeAws(refused(error, 'why it is so')));

    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain(' REFUSED  no rollback window was opened: why it is so\n');
    expect(ran.stdout).toContain(todo);
    const json = await open([...named, '--json'], await fakeAws(refused(error, 'why it is so')));
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      result: 'refused',
      run: windowRun,
      error: { kind: error, message: 'why it is so' },
    });
  });

  it('also where only the execution says why', async () => {
    const looks = [{ status: 'FAILED', error: 'NoGo', cause: 'there is no GO' }] as const;

    expect(await open(named, await fakeAws({ outputs, looks }))).toMatchObject({ code: 1 });
  });

  it('since the release is not valid there ends with 2, and names what is wrong', async () => {
    const cause = 'the release is not valid: 1 problem\n  release.images[0]: is not of this environment';
    const ran = await open([...named, '--json'], await fakeAws(refused('ReleaseRefused', cause)));

    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.stdout)).toEqual({
      error: {
        kind: 'release',
        message: 'the window refused the release',
        problems: [{ path: 'release.images[0]', message: 'is not of this environment' }],
      },
    });
  });

  it.each(['NameTooLong', 'NameTaken'])('for %s ends with 2', async (error) => {
    const ran = await open(named, await fakeAws(refused(error, 'start it under another name')));

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('the window was not opened: start it under another name');
  });

  it('since it is what a rollback went back to ends with 0, and says so', async () => {
    const output = { opened: { next: 'not-opened', reason: 'it is what run-0 went back to' } };
    const looks = [{ status: 'SUCCEEDED', output, answers: [output.opened] }] as const;
    const ran = await open(named, await fakeAws({ outputs, looks }));

    expect(ran.code).toBe(0);
    expect(ran.stdout).toBe('no rollback window was opened, and none is needed: it is what run-0 went back to\n');
    const json = await open([...named, '--detach', '--json'], await fakeAws({ outputs, looks }));
    expect(JSON.parse(json.stdout)).toMatchObject({ result: 'not-opened', reason: 'it is what run-0 went back to' });
  });
});

describe('before a rollback window is opened', () => {
  it('everything that is wrong is named at once, and nothing is asked', async () => {
    const aws = await fakeAws({ outputs });
    const args = ['--name', 'x'.repeat(74), '--attempt', ' ', '--state-machine', 'window'];
    const ran = await open(args, aws, configText());

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr.split('\n').slice(1, -1)).toEqual([
      '  --env: production has no rollback window: not part of this test',
      '  --name: must be 1 to 73 of the characters A-Z a-z 0-9 _ -, not 74',
      '  --attempt: must be 1 to 256 characters, not all of them blank',
      '  --attempt: contradicts --name, which is the whole name; give one of them',
      '  --state-machine: must be arn:aws:states:REGION:ACCOUNT:stateMachine:NAME',
    ]);
    expect(aws.calls).toEqual([]);
  });

  it('a release that is not valid is refused', async () => {
    const aws = await fakeAws({ outputs });
    const args = ['window', 'open', '--env', 'production', '--release', '-'];
    const ran = await inProject(args, { ...aws, input: JSON.stringify({ ...release, commit: 'HEAD' }) });

    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('the release is not valid, nothing was started');
    expect(ran.stderr).toContain('release.commit: must be the full commit');
    expect(aws.calls).toEqual([]);
  });

  it('a long version leaves a name of 73 characters', async () => {
    const looks = [{ ...running, answers: [opened] }];
    const aws = await fakeAws({ outputs, looks });
    const args = ['window', 'open', '--env', 'production', '--release', '-', '--detach', '--attempt', 'x'.repeat(200)];
    await inProject(args, { ...aws, input: JSON.stringify({ ...release, version: 'v'.repeat(128) }) });

    const start = aws.calls.find(({ operation }) => operation === 'StartExecution');
    expect(start?.input['name']).toMatch(/^v+-3f78685-x+-[0-9a-f]{10}$/);
    expect(String(start?.input['name'])).toHaveLength(73);
  });

  it('a stack in another account is refused', async () => {
    const aws = await fakeAws({ outputs });
    const text = windowedText.replace("region: 'eu-central-1'", "account: '111122223333', region: 'eu-central-1'");
    const ran = await open(named, aws, text);

    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('nothing was started: this rollback window is in account 000000000000');
    expect(operations(aws)).not.toContain('StartExecution');
  });
});

describe('a rollback window that was opened already', () => {
  const exists = { StartExecution: [{ status: 400, type: 'ExecutionAlreadyExists' }] };

  it('is not opened again: it is followed, and its result is told', async () => {
    const { look } = await endOf(rolledBack);
    const known = { startDate: 1_795_435_200, input: JSON.stringify(release) };
    const looks = [
      { ...known, ...running },
      { ...known, ...look },
    ];
    const ran = await open([...named, '--json'], await fakeAws({ outputs, errors: exists, looks }));

    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({ result: 'rolled-back', startedAlready: true });
    expect(ran.stderr).toContain(
      'run run-1 was started already at 2026-11-23T12:00:00.000Z; nothing was started again',
    );
  });

  it('with another release is refused', async () => {
    const input = JSON.stringify({ ...release, version: '1.41.9' });
    const looks = [{ ...running, startDate: 1_795_435_200, input }];
    const ran = await open(named, await fakeAws({ outputs, errors: exists, looks }));

    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('--name: the run run-1 belongs to another release (shop-api 1.41.9');
  });
});

describe('following a rollback window', () => {
  it('ends on Ctrl-C, and says that the window goes on and how to see it again', async () => {
    const looks = [{ ...running, answers: [opened], window: { record: openWindow() } }];
    const aws = await fakeAws({ outputs, looks });
    const ran = await open([...named, '--json'], { ...aws, interruptAt: 'the window is open until' });

    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(
      'stopped following; the window goes on by itself. To see it again: preflight window status --env production --run run-1',
    );
    expect(JSON.parse(ran.stdout)).toMatchObject({ error: { kind: 'not-run' }, run: windowRun, execution });
  });

  it('goes on where the table cannot be read, says so, and tells the end by the execution', async () => {
    const denied = { status: 400, type: 'AccessDeniedException' };
    const { look } = await endOf(rolledBack);
    const { window: _, ...end } = look;
    const looks = [...Array.from({ length: 6 }, () => ({ ...running, answers: [opened] })), end];
    const errors = { GetItem: Array.from({ length: 40 }, () => denied) };
    const ran = await open(named, await fakeAws({ outputs, looks, errors }));

    expect(ran.code).toBe(1);
    expect(ran.stderr.match(/what happens in the window cannot be shown: DynamoDB refused/g)).toHaveLength(1);
    expect(ran.stdout).toMatch(/^ ROLLED BACK /);
    expect(ran.stdout).toContain('error-rate-critical');
  });

  it('reads the history no more once it is open, until it ends', async () => {
    const { look } = await endOf(healthy);
    const looks = [{ ...running, answers: [opened] }, ...Array.from({ length: 4 }, () => running), look];
    const aws = await fakeAws({ outputs, looks });
    const ran = await open(named, aws);

    expect(ran.code).toBe(0);
    const asked = operations(aws).filter((operation) => /Execution(?:History)?$/.test(operation));
    expect(asked.slice(1, 8)).toEqual([
      'DescribeExecution',
      'GetExecutionHistory',
      ...Array.from({ length: 5 }, () => 'DescribeExecution'),
    ]);
  });

  it('does not take the window of another execution with this name for this one', async () => {
    const record = openWindow({
      run: { id: windowRun, execution: 'arn:another', startedAt: '2026-01-01T00:00:00.000Z' },
    });
    const looks = [{ ...running, answers: [opened], window: { record } }];
    const ran = await open([...named, '--detach'], await fakeAws({ outputs, looks }));

    expect(ran.code).toBe(0);
    expect(ran.stderr).not.toContain('watches');
  });

  it('shows no token of a task, though the history holds it', async () => {
    const token = 'AQCEAAAAKgAAAAMAAAAAAAAAAexampleTOKEN';
    const scheduled = {
      type: 'TaskScheduled',
      taskScheduledEventDetails: {
        parameters: JSON.stringify({ Payload: { token } }),
        region: 'x',
        resource: 'x',
        resourceType: 'x',
      },
    };
    const { look } = await endOf(rolledBack);
    const looks = [{ ...running, answers: [opened], events: [scheduled] }, look];
    const ran = await open([...named, '--json'], await fakeAws({ outputs, looks }));

    expect(ran.code).toBe(1);
    expect(`${ran.stdout}${ran.stderr}`).not.toContain(token);
  });

  it('takes the window by its ARN, and follows it also where the stack may not be read', async () => {
    const { look } = await endOf(healthy);
    const { window: _, ...end } = look;
    const denied = { DescribeStacks: [{ status: 403, type: 'AccessDenied' }] };
    const aws = await fakeAws({ looks: [end], errors: denied });
    const ran = await open([...named, '--state-machine', windowMachine], aws);

    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain('what happens in the window will not be shown, only how it ends: CloudFormation');
    expect(ran.stdout).toMatch(/^ HEALTHY /);
  });

  it('is of no use where another environment’s window was named', async () => {
    const { look } = await endOf({ ...healthy, environment: 'staging' });
    const ran = await open([...named, '--state-machine', windowMachine], await fakeAws({ outputs, looks: [look] }));

    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('is the one of shop-api for staging, not of shop-api for production');
  });
});
