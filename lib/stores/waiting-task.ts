import {
  DescribeExecutionCommand,
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';

/** The execution's task that waits for a decision. */
export interface WaitingTasks {
  /**
   * Lets the execution move on.
   * @returns 'closed' where nobody waits any more: the task timed out, or its execution ended. Where an attempt got no
   * answer, it may have been that one that ended the task: then 'moved on'.
   */
  complete(token: string, output: unknown): Promise<'moved on' | 'closed'>;
  /** Whether an execution (its ARN) is over for certain; false also where nobody can tell. */
  hasEnded(execution: string): Promise<boolean>;
}

/**
 * Step Functions did not take what was decided. Of what it answered only the error's name is told: its messages repeat the
 * token, as a request's value that it did not accept.
 */
export class TaskNotCompletedError extends Error {
  override readonly name = 'TaskNotCompletedError';
}

export function stepFunctionsTasks(client = new SFNClient({})): WaitingTasks {
  return {
    async complete(token, output) {
      const command = new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(output) });
      try {
        await client.send(command);
        return 'moved on';
      } catch (cause) {
        if (isClosed(cause)) return attemptsOf(cause) > 1 ? 'moved on' : 'closed';
        // Without the cause, which the error's reader would print.
        throw new TaskNotCompletedError(`step functions did not end the task that waits: ${nameOf(cause)}`);
      }
    },
    async hasEnded(executionArn) {
      const asked = client.send(new DescribeExecutionCommand({ executionArn }));
      const status = await asked.then((answer) => answer.status).catch((): undefined => undefined);
      return status !== undefined && !going.includes(status);
    },
  };
}

/** `PENDING_REDRIVE` comes back to life. */
const going: readonly string[] = ['RUNNING', 'PENDING_REDRIVE'];

/** AWS answers TaskTimedOut for a task that has ended in whichever way, other implementations one of the others. */
function isClosed(cause: unknown): boolean {
  return cause instanceof TaskTimedOut || cause instanceof TaskDoesNotExist || cause instanceof InvalidToken;
}

/** How often the SDK has sent the request. */
function attemptsOf(cause: unknown): number {
  const { $metadata } = cause as { readonly $metadata?: { readonly attempts?: unknown } };
  return typeof $metadata?.attempts === 'number' ? $metadata.attempts : 1;
}

/** `AccessDeniedException`, `ECONNREFUSED`: never free text. */
function nameOf(cause: unknown): string {
  const { name, code } = cause as { readonly name?: unknown; readonly code?: unknown };
  const names = [name, code].filter((one) => typeof one === 'string' && /^\w{1,64}$/.test(one));
  return names.length === 0 ? 'an unknown error' : names.join(' ');
}
