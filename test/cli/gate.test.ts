import { describe, expect, it } from 'vitest';
import { release } from '../support/release.ts';
import { configText } from './support/config.ts';
import { fakeAws, stackOutputs, stateMachine } from './support/fake-aws.ts';
import { gateRun } from './support/gate-run.ts';
import { gate } from './support/run-gate.ts';

const running = { status: 'RUNNING' } as const;

const operations = (calls: readonly { readonly operation: string }[]): string[] =>
  calls.map(({ operation }) => operation);

describe('preflight gate', () => {
  it('starts the gate of the stack with the release, follows it, and prints a go', async () => {
    const { groups, decision, conclusion } = await gateRun();
    const aws = await fakeAws({
      outputs: stackOutputs,
      looks: [
        running,
        { ...running, answers: [groups[0]] },
        { status: 'SUCCEEDED', output: conclusion, answers: [groups[1], decision, conclusion] },
      ],
    });
    const ran = await gate([], aws);

    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toContain('shop-api 1.42.0 → production');
    expect(ran.stdout).toMatch(/✔ pass {2}memory +0\.1 s {2}memory is right/);
    expect(ran.stdout).toMatch(/ GO {2}2 checks ran, none blocks/);
    expect(ran.stdout).toContain('holds until 2026-11-23T13:00:00.000Z');
    expect(ran.stdout).toContain('report: s3://preflight-reports/reports/run-1/report.html');
    expect(ran.stderr).toMatch(/^gate started: run 1-42-0-3f78685-/);
    expect(ran.stderr.match(/✔ pass/g)).toHaveLength(2);
    const [, start] = aws.calls;
    expect(start?.operation).toBe('StartExecution');
    expect(start?.input).toMatchObject({
      stateMachineArn: stateMachine,
      name: expect.stringMatching(/^1-42-0-3f78685-\d{8}T\d{9}Z$/),
    });
    expect(JSON.parse(String(start?.input['input']))).toEqual(release);
  });

  it('prints one JSON object', async () => {
    const { groups, decision, conclusion } = await gateRun('fail');
    const answers = [...groups, decision, conclusion];
    const aws = await fakeAws({
      outputs: stackOutputs,
      looks: [{ status: 'FAILED', error: 'NoGo', cause: conclusion.text, answers }],
    });
    const ran = await gate(['--json', '--name', 'run-1'], aws);

    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toEqual({
      verdict: 'no-go',
      run: 'run-1',
      execution: `${stateMachine.replace('stateMachine', 'execution')}:run-1`,
      startedAlready: false,
      expiresAt: null,
      fingerprint: conclusion.fingerprint,
      report: conclusion.report,
      files: null,
      blocking: ['memory'],
      checks: [
        { id: 'runtime-flags', group: 'environment', outcome: 'pass', summary: 'runtime-flags is right' },
        { id: 'memory', group: 'infrastructure', outcome: 'fail', summary: 'memory is not right' },
        { id: 'disk-space', group: 'infrastructure', outcome: 'skipped', summary: 'off: not part of this test' },
      ],
      approvals: [],
      seconds: expect.any(Number),
    });
  });

  it('says what blocks after a no-go, and how to read the report', async () => {
    const { groups, decision, conclusion } = await gateRun('error');
    const wrapped = [...groups, decision, conclusion].map((Payload) => ({ StatusCode: 200, Payload }));
    const aws = await fakeAws({
      outputs: stackOutputs,
      looks: [{ status: 'FAILED', error: 'NoGo', cause: 'no', answers: wrapped }],
    });
    const ran = await gate(['--name', 'run-1'], aws);

    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(
      /What blocks\n {2}\? memory {2}Memory >2GB free\n {4}memory is not right\n {4}→ Free some\./,
    );
    expect(ran.stdout).toContain('preflight report run-1 --env production --format html --out report.html');
    expect(ran.stderr).toContain("the gate ran with configuration deployed, not with this checkout's");
  });

  it('gives the execution’s own words where the history tells nothing', async () => {
    const { conclusion } = await gateRun('fail');
    const aws = await fakeAws({
      outputs: stackOutputs,
      looks: [{ status: 'FAILED', error: 'NoGo', cause: conclusion.text }],
    });
    const ran = await gate([], aws);

    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('- memory (fail): memory is not right');
  });

  it('goes on while Step Functions throttles, or does not know the execution yet', async () => {
    const { decision, conclusion } = await gateRun();
    const aws = await fakeAws({
      outputs: stackOutputs,
      looks: [running, { status: 'SUCCEEDED', output: conclusion, answers: [decision, conclusion] }],
      errors: {
        DescribeExecution: [{ status: 400, type: 'ExecutionDoesNotExist' }],
        GetExecutionHistory: Array.from({ length: 4 }, () => ({ status: 400, type: 'ThrottlingException' })),
      },
    });
    const ran = await gate([], aws);

    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/ GO /);
  });

  it('takes the gate by its ARN without asking CloudFormation', async () => {
    const { decision, conclusion } = await gateRun();
    const aws = await fakeAws({ looks: [{ status: 'SUCCEEDED', output: conclusion, answers: [decision] }] });
    const ran = await gate(['--state-machine', stateMachine], aws, configText({ base: '' }));

    expect(ran.code).toBe(0);
    expect(operations(aws.calls)).not.toContain('DescribeStacks');
  });

  it('shows the checks of a group whose function crashed as errors', async () => {
    const { decision, conclusion } = await gateRun('error');
    const failure = { group: 'infrastructure', failure: { Error: 'Lambda.Unknown' } };
    const looks = [{ status: 'FAILED', error: 'NoGo', cause: '', answers: [failure, decision, conclusion] }] as const;
    const ran = await gate([], await fakeAws({ outputs: stackOutputs, looks }));

    expect(ran.stderr).toMatch(/\? error {2}container-images +its group's function did not answer: Lambda\.Unknown/);
  });

  it('stops following on Ctrl-C, and says that the gate goes on', async () => {
    const aws = await fakeAws({ outputs: stackOutputs, looks: [running] });
    const ran = await gate(['--name', 'run-1', '--json'], { ...aws, interruptAt: 'gate of shop-api' });

    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(
      'stopped following; the gate goes on by itself. When it has ended: preflight report run-1 --env production',
    );
    expect(JSON.parse(ran.stdout)).toMatchObject({
      error: { kind: 'not-run' },
      run: 'run-1',
      execution: expect.stringContaining(':run-1'),
    });
  });
});
