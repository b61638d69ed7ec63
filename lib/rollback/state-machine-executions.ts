import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type SFNClient,
  StartExecutionCommand,
  StateMachineDoesNotExist,
} from '@aws-sdk/client-sfn';
import { cutText } from '../domain/evidence.ts';
import { onOneLine } from '../domain/one-line.ts';
import { redact } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import { askAws } from '../sources/aws-call.ts';

export interface ExecutionState {
  /** `RUNNING`, `SUCCEEDED`, `FAILED`… */
  readonly status: string;
  readonly input: string | undefined;
  /** The error and its cause, one line; '' where there is none. */
  readonly failure: string;
}

/** A state machine and its executions. Every method throws SourceError when Step Functions gives no usable answer. */
export interface StateMachineExecutions {
  /** undefined where there is none. */
  machine(signal: AbortSignal): Promise<{ readonly status: string; readonly type: string } | undefined>;
  arnOf(name: string): string;
  /** @returns `new: false` where an execution of this name has ended already, or has another input. */
  start(name: string, input: string, signal: AbortSignal): Promise<{ readonly arn: string; readonly new: boolean }>;
  /** undefined where there is none. */
  execution(arn: string, signal: AbortSignal): Promise<ExecutionState | undefined>;
}

export function stateMachineExecutions(stateMachineArn: string, client: SFNClient): StateMachineExecutions {
  const ask = <T>(action: string, call: () => Promise<T>): Promise<T> =>
    askAws('Step Functions', `states:${action}`, call);
  const arnOf = (name: string): string => executionOf(stateMachineArn, name);
  return {
    arnOf,
    async machine(abortSignal) {
      // Without its definition, which may be encrypted with a key of the team's.
      const command = new DescribeStateMachineCommand({ stateMachineArn, includedData: 'METADATA_ONLY' });
      const found = await ask('DescribeStateMachine', async () => {
        try {
          return await client.send(command, { abortSignal });
        } catch (cause) {
          if (cause instanceof StateMachineDoesNotExist) return undefined;
          throw cause;
        }
      });
      if (found === undefined) return undefined;
      return { status: required(found.status, 'its status'), type: found.type ?? 'STANDARD' };
    },
    async start(name, input, abortSignal) {
      const command = new StartExecutionCommand({ stateMachineArn, name, input });
      return ask('StartExecution', async () => {
        try {
          const { executionArn } = await client.send(command, { abortSignal });
          return { arn: required(executionArn, 'the ARN of the execution'), new: true };
        } catch (cause) {
          if (cause instanceof ExecutionAlreadyExists) return { arn: arnOf(name), new: false };
          throw cause;
        }
      });
    },
    async execution(executionArn, abortSignal) {
      const command = new DescribeExecutionCommand({ executionArn });
      const found = await ask('DescribeExecution', async () => {
        try {
          return await client.send(command, { abortSignal });
        } catch (cause) {
          if (cause instanceof ExecutionDoesNotExist) return undefined;
          throw cause;
        }
      });
      if (found === undefined) return undefined;
      const said = [found.error, found.cause].filter((one) => one !== undefined && one !== '').join(': ');
      return {
        status: required(found.status, 'the status of the execution'),
        input: found.input,
        // Redacted before it is cut: half of a secret would not be recognized.
        failure: cutText(onOneLine(redact(said))),
      };
    },
  };
}

/** `arn:…:stateMachine:NAME`, with or without a version or an alias behind it, has executions `arn:…:execution:NAME:…`. */
function executionOf(arn: string, name: string): string {
  const machine = arn.split(':').slice(0, 7).join(':');
  return `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new SourceError(`Step Functions answered without ${what}`);
  return value;
}
