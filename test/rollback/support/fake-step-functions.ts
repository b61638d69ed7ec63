import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
  StateMachineDoesNotExist,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { LostAnswer } from './deployment.ts';

export const machineArn = 'arn:aws:states:eu-central-1:111122223333:stateMachine:go-back';
export const executionArn = (name: string): string =>
  `arn:aws:states:eu-central-1:111122223333:execution:go-back:${name}`;

/** Step Functions with one state machine, `go-back`. */
export function fakeStepFunctions() {
  const client = new SFNClient({ region: 'eu-central-1' });
  const sdk = mockClient(client);
  const world = {
    client,
    sdk,
    machine: { status: 'ACTIVE', type: 'STANDARD' } as { status?: string; type?: string } | undefined,
    executions: new Map<string, { status: string; input: string; error?: string; cause?: string }>(),
    losesAnswer: false,
    changes: [] as string[],
  };
  const fault = { message: 'no', $metadata: {} };
  sdk.on(DescribeStateMachineCommand).callsFake(() => {
    if (world.machine === undefined) throw new StateMachineDoesNotExist(fault);
    return world.machine;
  });
  sdk.on(StartExecutionCommand).callsFake(({ name = '', input = '' }: StartExecutionCommand['input']) => {
    const arn = executionArn(name);
    const before = world.executions.get(arn);
    // While it runs, the same start is answered as the first one was.
    if (before !== undefined && (before.status !== 'RUNNING' || before.input !== input)) {
      throw new ExecutionAlreadyExists(fault);
    }
    if (before === undefined) {
      world.executions.set(arn, { status: 'RUNNING', input });
      world.changes.push(name);
    }
    if (world.losesAnswer) {
      world.losesAnswer = false;
      throw new LostAnswer();
    }
    return { executionArn: arn };
  });
  sdk.on(DescribeExecutionCommand).callsFake(({ executionArn: arn }: { executionArn: string }) => {
    const found = world.executions.get(arn);
    if (found === undefined) throw new ExecutionDoesNotExist(fault);
    return found;
  });
  return world;
}
