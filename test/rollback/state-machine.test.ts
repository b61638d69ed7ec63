import { DescribeStateMachineCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../lib/domain/secret.ts';
import { SourceError } from '../../lib/domain/source-error.ts';
import { stateMachine } from '../../lib/rollback/state-machine.ts';
import { release } from '../support/release.ts';
import { deployment, itself, mustBeTarget, signal, trigger, unknownBefore } from './support/deployment.ts';
import { executionArn, fakeStepFunctions, machineArn } from './support/fake-step-functions.ts';

let world = fakeStepFunctions();
let strategy = stateMachine({ kind: 'state-machine', arn: machineArn }, world.client);
beforeEach(() => {
  world = fakeStepFunctions();
  strategy = stateMachine({ kind: 'state-machine', arn: machineArn }, world.client);
});

const find = (of = release) => strategy.findTarget({ run: deployment.run, release: of }, undefined, signal);

describe('the target', () => {
  it('is the state machine with what it goes back to', async () => {
    await expect(find()).resolves.toEqual({
      strategy: 'state-machine',
      what: '1.41.3, by an execution of go-back',
      details: { arn: machineArn },
    });
  });

  it.each([
    ['no state machine', () => (world.machine = undefined), /^there is no state machine arn:/],
    ['one that is being deleted', () => (world.machine = { status: 'DELETING' }), /go-back is DELETING, not ACTIVE/],
    ['an express one', () => (world.machine = { status: 'ACTIVE', type: 'EXPRESS' }), /make it a standard one/],
  ])('is none with %s', async (_name, spoil, problem) => {
    spoil();
    await expect(find()).resolves.toEqual({ problem: expect.stringMatching(problem) });
  });

  it('is none where the release does not say what it replaces, or names itself', async () => {
    await expect(find(unknownBefore)).resolves.toMatchObject({ problem: expect.stringMatching(/does not say/) });
    await expect(find(itself)).resolves.toMatchObject({ problem: expect.stringMatching(/its own commit/) });
  });

  it('is unknown after an answer without a status', async () => {
    world.sdk.on(DescribeStateMachineCommand).resolves({});
    await expect(find()).rejects.toThrow(SourceError);
  });

  it('starts nothing', async () => {
    mustBeTarget(await find());
    expect(world.changes).toEqual([]);
  });
});

describe('the rollback', () => {
  const target = { strategy: 'state-machine', what: '', details: { arn: machineArn } };
  const execution = executionArn(deployment.run);
  const rollBack = (of = deployment) => strategy.rollBack(target, of, signal);
  const progress = (handle: Record<string, string> = {}) => strategy.progress(target, deployment, handle, signal);
  const end = (status: string, more = {}) => {
    const before = world.executions.get(execution);
    if (before === undefined) throw new Error('it has not begun');
    world.executions.set(execution, { ...before, status, ...more });
  };

  it('starts an execution named as the window, with what it needs', async () => {
    await expect(rollBack()).resolves.toMatchObject({ status: 'going', handle: { execution } });
    expect(world.changes).toEqual([deployment.run]);
    const { run } = deployment;
    const { service, previous } = release;
    expect(JSON.parse(world.executions.get(execution)?.input ?? '')).toEqual({
      run,
      service,
      release,
      previous,
      trigger,
    });
  });

  it('is done once the execution has succeeded', async () => {
    const { handle } = await rollBack();
    await expect(progress(handle)).resolves.toEqual({ status: 'going', detail: 'the execution of go-back is RUNNING' });
    end('SUCCEEDED');
    await expect(progress(handle)).resolves.toMatchObject({ status: 'done' });
    await expect(progress()).resolves.toMatchObject({ status: 'done' });
    await expect(rollBack()).resolves.toMatchObject({ status: 'done', handle: { execution } });
    expect(world.changes).toHaveLength(1);
  });

  it.each(['FAILED', 'TIMED_OUT', 'ABORTED'])(
    'fails where the execution is %s, without a secret in the words',
    async (status) => {
      await rollBack();
      const secret = new Secret('hunter2-hunter2');
      end(status, { error: 'Boom', cause: `it said\n${secret.reveal()}` });
      await expect(progress()).resolves.toEqual({
        status: 'failed',
        detail: `the execution of go-back is ${status}: Boom: it said [secret]`,
      });
    },
  );

  it('goes on while people bring a failed execution back to life', async () => {
    await rollBack();
    end('PENDING_REDRIVE');
    await expect(progress()).resolves.toMatchObject({ status: 'going' });
  });

  it('knows its own execution again, in whatever order the store gives the keys', async () => {
    await rollBack();
    end('SUCCEEDED');
    const turned = Object.fromEntries(Object.entries(release).toReversed()) as typeof release;
    await expect(rollBack({ ...deployment, release: turned })).resolves.toMatchObject({ status: 'done' });
  });

  it('takes no execution of somebody else for its own', async () => {
    world.executions.set(execution, { status: 'SUCCEEDED', input: '{"service":"other"}' });
    await expect(rollBack()).resolves.toEqual({
      status: 'failed',
      detail: `go-back has an execution ${deployment.run} already, with another input: nothing was started`,
    });
  });

  it('waits for an execution that is not shown yet', async () => {
    await expect(progress({ execution })).resolves.toEqual({
      status: 'going',
      detail: 'go-back shows no such execution yet',
    });
  });

  it.each([
    ['with characters that Step Functions refuses', 'release 1/2: "a"', 'release-1-2---a-'],
    ['that is longer than a name may be', 'r'.repeat(100), 'r'.repeat(80)],
  ])('cleans the name of a run %s', async (_name, run, name) => {
    await rollBack({ ...deployment, run });
    expect(world.changes).toEqual([name]);
  });

  it('names the executions of an alias as those of its state machine', async () => {
    strategy = stateMachine({ kind: 'state-machine', arn: `${machineArn}:live` }, world.client);
    world.executions.set(execution, { status: 'SUCCEEDED', input: '' });
    await expect(progress()).resolves.toMatchObject({ status: 'done' });
  });

  it('starts nothing where there is nothing to go back to', async () => {
    await expect(rollBack({ ...deployment, release: unknownBefore })).resolves.toMatchObject({ status: 'failed' });
    await expect(rollBack({ ...deployment, release: itself })).resolves.toMatchObject({ status: 'failed' });
    expect(world.changes).toEqual([]);
  });

  it.each([
    ['answers without an ARN', {}, /without the ARN/],
    [
      'is too busy',
      Object.assign(new Error('no'), { name: 'ThrottlingException' }),
      /is throttling states:StartExecution/,
    ],
  ])('is an error where Step Functions %s', async (_name, answer, words) => {
    const start = world.sdk.on(StartExecutionCommand);
    if (answer instanceof Error) start.rejects(answer);
    else start.resolves(answer);
    await expect(rollBack()).rejects.toThrow(words);
  });
});
