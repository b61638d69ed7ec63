import { describe, expect, it, onTestFinished } from 'vitest';
import { startAnswering } from '../support/answering-server.ts';
import { configText } from './support/config.ts';
import { fakeAws, stackOutputs } from './support/fake-aws.ts';
import { gateRun } from './support/gate-run.ts';
import { gate } from './support/run-gate.ts';

const running = { status: 'RUNNING' } as const;

describe('preflight gate comes to no verdict', () => {
  it.each([
    { status: 'FAILED', error: 'ReportNotWritten', cause: 'AccessDenied', answers: [] },
    { status: 'FAILED', error: 'States.Runtime', cause: 'a path was not found' },
    { status: 'TIMED_OUT' },
    { status: 'ABORTED', error: 'stopped', cause: 'by a person' },
    { status: 'SUCCEEDED' },
    { status: 'SUCCEEDED', output: { verdict: 'go' } },
  ] as const)('when the execution ends as $status $error', async (end) => {
    const aws = await fakeAws({ outputs: stackOutputs, looks: [end] });
    const ran = await gate([], aws);

    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain(`the gate came to no verdict: ${end.status}`);
    if ('cause' in end) expect(ran.stderr).toContain(end.cause);
  });

  it('when the output says no-go though the execution succeeded', async () => {
    const { conclusion } = await gateRun('fail');
    const aws = await fakeAws({ outputs: stackOutputs, looks: [{ status: 'SUCCEEDED', output: conclusion }] });

    expect(await gate([], aws)).toMatchObject({ code: 3, stdout: '' });
  });

  it.each([{ environment: 'staging' }, { service: 'other' }])("when the GO is another gate's: %j", async (other) => {
    const { conclusion } = await gateRun();
    const output = { ...conclusion, ...other };
    const { service, environment } = output;
    const arn = 'arn:aws:states:eu-central-1:000000000000:stateMachine:another';
    const aws = await fakeAws({ outputs: stackOutputs, looks: [{ status: 'SUCCEEDED', output, answers: [output] }] });
    const ran = await gate(['--state-machine', arn], aws);

    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain(
      `the gate that was asked is the one of ${service} for ${environment}, not of shop-api for production`,
    );
  });

  it('when there is no stack, and says what to do', async () => {
    const ran = await gate(['--json'], await fakeAws({}));

    expect(ran.code).toBe(3);
    expect(JSON.parse(ran.stdout).error.message).toBe(
      'there is no stack preflight-shop-api-production in eu-central-1; deploy it first, or check the account and the region',
    );
  });

  it('when the credentials are of another account than the environment is in, and starts nothing', async () => {
    const aws = await fakeAws({ outputs: stackOutputs });
    const base = "aws: { region: 'eu-central-1', account: '111122223333' },";
    const ran = await gate([], aws, configText({ base }));

    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain('this gate is in account 000000000000, but production is in 111122223333');
    expect(aws.calls.map(({ operation }) => operation)).not.toContain('StartExecution');
  });

  it('when the stack has no gate', async () => {
    const ran = await gate([], await fakeAws({ outputs: {} }));

    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('has no output GateStateMachineArn; deploy it again');
  });

  it('when AWS takes the question and never answers', async () => {
    const aws = await startAnswering(() => undefined);
    onTestFinished(() => aws.close());
    const env = { ...(await fakeAws({})).env, AWS_ENDPOINT_URL: `http://127.0.0.1:${aws.port}`, AWS_MAX_ATTEMPTS: '1' };
    const ran = await gate([], { env });

    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain('CloudFormation did not answer in time');
  });

  it('when there are no credentials', async () => {
    const { env } = await fakeAws({ outputs: stackOutputs });
    const ran = await gate([], { env: { AWS_ENDPOINT_URL: env['AWS_ENDPOINT_URL'] ?? '' } });

    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('no AWS credentials were found');
  });

  it('when no region is set anywhere', async () => {
    const ran = await gate([], await fakeAws({ outputs: stackOutputs }), configText({ base: '' }));

    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(
      'no AWS region is set; write aws.region of the environment in the configuration, or set AWS_REGION',
    );
  });

  it('when the caller may not start it', async () => {
    const errors = { StartExecution: [{ status: 400, type: 'AccessDeniedException' }] };
    const ran = await gate([], await fakeAws({ outputs: stackOutputs, errors }));

    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('Step Functions refused states:StartExecution: AccessDeniedException');
  });

  it('when the caller may not follow it, though it goes on', async () => {
    const errors = { DescribeExecution: [{ status: 400, type: 'AccessDeniedException' }] };
    const ran = await gate([], await fakeAws({ outputs: stackOutputs, errors, looks: [running] }));

    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('lost sight of the gate: Step Functions refused states:DescribeExecution');
    expect(ran.stderr).toContain('the gate goes on by itself');
  });
});
