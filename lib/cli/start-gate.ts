import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Problem } from '../domain/problem.ts';
import type { Release } from '../domain/release.ts';
import { callAws } from './call-aws.ts';
import { Refusal } from './refusal.ts';
import { compactInstant } from './text.ts';

/**
 * Step Functions takes more characters in a name, but says that CloudWatch Logs records only these.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
const namePattern = /^[0-9A-Za-z_-]{1,80}$/;
const longestName = 80;

export function nameProblems(name: string | undefined): Problem[] {
  if (name === undefined || namePattern.test(name)) return [];
  return [{ path: '--name', message: 'must be 1 to 80 of the characters A-Z a-z 0-9 _ -' }];
}

export function stateMachineProblems(arn: string | undefined): Problem[] {
  if (arn === undefined || /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:[^\s:]+$/.test(arn)) return [];
  return [{ path: '--state-machine', message: 'must be arn:aws:states:REGION:ACCOUNT:stateMachine:NAME' }];
}

/** `1-42-0-3f78685-20261123T120000000Z`: version, commit and the moment; never the same twice. */
export function runName({ version, commit }: Pick<Release, 'version' | 'commit'>, now: Date): string {
  const end = `-${commit.slice(0, 7)}-${compactInstant(now)}`;
  return `${version.replaceAll(/[^0-9A-Za-z_-]/g, '-').slice(0, longestName - end.length)}${end}`;
}

/** Starts the gate. A running execution of the same name and release is taken up again: so says Step Functions. */
export async function startGate(
  client: SFNClient,
  stateMachineArn: string,
  name: string,
  release: Release,
): Promise<string> {
  const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(release) });
  const { executionArn } = await callAws('Step Functions', 'states:StartExecution', async () => {
    try {
      return await client.send(command);
    } catch (cause) {
      if (!(cause instanceof ExecutionAlreadyExists)) throw cause;
      throw new Refusal('usage', 'nothing was started', [
        {
          path: '--name',
          message: `the gate has a run ${name} already, with another release or ended; choose another name`,
        },
      ]);
    }
  });
  if (executionArn === undefined) throw new Error('Step Functions started an execution without an ARN');
  return executionArn;
}
