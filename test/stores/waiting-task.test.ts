import { inspect } from 'node:util';
import {
  DescribeExecutionCommand,
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { stepFunctionsTasks, TaskNotCompletedError } from '../../lib/stores/waiting-task.ts';

const sdk = mockClient(SFNClient);
const token = 'AQCEAAAAKgAAAAMAAAAAAAAAAc7r9';
const told = { message: `no task for ${token}`, $metadata: {} };
beforeEach(() => {
  sdk.reset();
});

describe('completing a task', () => {
  it('sends the token and the output as JSON', async () => {
    sdk.on(SendTaskSuccessCommand).resolves({});
    expect(await stepFunctionsTasks().complete(token, { item: 'memory', status: 'approved' })).toBe('moved on');
    expect(sdk.commandCalls(SendTaskSuccessCommand)[0]?.args[0].input).toEqual({
      taskToken: token,
      output: '{"item":"memory","status":"approved"}',
    });
  });

  it.each([new TaskTimedOut(told), new TaskDoesNotExist(told), new InvalidToken(told)])(
    'is no error where nobody waits any more: $name',
    async (cause) => {
      sdk.on(SendTaskSuccessCommand).rejects(cause);
      expect(await stepFunctionsTasks().complete(token, {})).toBe('closed');
    },
  );

  it.each([
    ['AccessDeniedException', 'AccessDeniedException'],
    [`odd name ${token}`, 'an unknown error'],
  ])('rejects without the token anywhere where it was refused: %s', async (name, words) => {
    sdk.on(SendTaskSuccessCommand).rejects(Object.assign(new Error(told.message), { name, taskToken: token }));
    const caught = await stepFunctionsTasks()
      .complete(token, {})
      .catch((cause: unknown) => cause);
    expect(caught).toBeInstanceOf(TaskNotCompletedError);
    expect((caught as Error).message).toBe(`step functions did not end the task that waits: ${words}`);
    expect(inspect(caught, { depth: null, showHidden: true })).not.toContain(token);
  });

  it('names a connection that could not be made', async () => {
    sdk.on(SendTaskSuccessCommand).rejects(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
    await expect(stepFunctionsTasks().complete(token, {})).rejects.toThrow(/: Error ECONNREFUSED$/);
  });
});

describe('whether an execution has ended', () => {
  const execution = 'arn:aws:states:eu-central-1:111122223333:execution:gate:run-1';

  it.each([
    ['RUNNING', false],
    ['PENDING_REDRIVE', false],
    ['SUCCEEDED', true],
    ['FAILED', true],
    ['TIMED_OUT', true],
    ['ABORTED', true],
  ] as const)('%s: %s', async (status, hasEnded) => {
    sdk.on(DescribeExecutionCommand, { executionArn: execution }).resolves({ status });
    expect(await stepFunctionsTasks().hasEnded(execution)).toBe(hasEnded);
  });

  it('is not said where nobody can tell', async () => {
    sdk.on(DescribeExecutionCommand).rejects(new Error('no answer'));
    expect(await stepFunctionsTasks().hasEnded(execution)).toBe(false);
  });
});
