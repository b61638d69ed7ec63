import { isDeepStrictEqual } from 'node:util';
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type SFNClient,
  StartExecutionCommand,
  type StartExecutionOutput,
} from '@aws-sdk/client-sfn';
import type { Problem } from '../domain/problem.ts';
import { type Release, releaseSchema } from '../domain/release.ts';
import { shortCommit } from '../domain/short-commit.ts';
import { jsonOf } from '../sources/json.ts';
import { callAws } from './call-aws.ts';
import { NotRunError, Refusal } from './refusal.ts';

export function stateMachineProblems(arn: string | undefined): Problem[] {
  if (arn === undefined || /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:[^\s:]+$/.test(arn)) return [];
  return [{ path: '--state-machine', message: 'must be arn:aws:states:REGION:ACCOUNT:stateMachine:NAME' }];
}

export interface StartInput {
  readonly stateMachine: string;
  readonly run: string;
  readonly release: Release;
  /** What the user would change to get another run: `--attempt`. */
  readonly named: string;
}

export interface StartedExecution {
  readonly execution: string;
  /** Present where nothing was started, since the very run was there. */
  readonly earlier?: EarlierRun;
}

export interface EarlierRun {
  readonly startedAt: Date;
  readonly hasEnded: boolean;
}

/**
 * A start that Step Functions dates this much before its own answer was no new one. In milliseconds: an HTTP date has
 * whole seconds, and the service takes its time.
 */
const newFor = 3000;

/**
 * Starts an execution with the release, or takes up the run of this name that was started with the same release.
 * @throws Refusal when that run belongs to another release, NotRunError when it cannot be told.
 */
export async function startExecution(client: SFNClient, input: StartInput): Promise<StartedExecution> {
  const answer = await start(client, input);
  if (answer === 'exists') return takeUp(client, input);
  const { executionArn: execution, startDate, answeredAt } = answer;
  if (execution === undefined) throw new Error('Step Functions started an execution without an ARN');
  const isEarlier =
    startDate !== undefined && answeredAt !== undefined && answeredAt.getTime() - startDate.getTime() > newFor;
  // Step Functions answers so to the same name and the same input while the execution runs.
  return isEarlier ? { execution, earlier: { startedAt: startDate, hasEnded: false } } : { execution };
}

type Answer = Pick<StartExecutionOutput, 'executionArn' | 'startDate'> & { readonly answeredAt: Date | undefined };

function start(client: SFNClient, { stateMachine, run, release }: StartInput): Promise<Answer | 'exists'> {
  const command = new StartExecutionCommand({
    stateMachineArn: stateMachine,
    name: run,
    input: JSON.stringify(release),
  });
  const answered = answerTimeOf(command);
  return callAws('Step Functions', 'states:StartExecution', async () => {
    try {
      const { executionArn, startDate } = await client.send(command);
      return { executionArn, startDate, answeredAt: answered() };
    } catch (cause) {
      if (cause instanceof ExecutionAlreadyExists) return 'exists';
      throw cause;
    }
  });
}

/** When the service answered, by its own clock: this machine's may be wrong. */
function answerTimeOf(command: StartExecutionCommand): () => Date | undefined {
  let date: Date | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = result.response as { headers?: Readonly<Record<string, string>> };
      const instant = new Date(headers?.['date'] ?? '');
      if (!Number.isNaN(instant.getTime())) date = instant;
      return result;
    },
    { step: 'deserialize', name: 'answerTime' },
  );
  return () => date;
}

/** The execution of this name is there: ended, or with another input; an emulator says so of a running one too. */
async function takeUp(client: SFNClient, input: StartInput): Promise<StartedExecution> {
  const execution = `${input.stateMachine.replace(':stateMachine:', ':execution:')}:${input.run}`;
  const found = await describe(client, execution, input.run);
  const sent = found.input === undefined ? undefined : jsonOf(found.input);
  if (sent === undefined || found.startDate === undefined || found.status === undefined) {
    throw cannotTell(input.run, execution, 'its input cannot be read');
  }
  const differing = differences(sent, JSON.parse(JSON.stringify(input.release)));
  if (differing !== undefined) {
    const message = `the run ${input.run} belongs to ${whose(sent)}, which differs in ${differing}; choose another`;
    throw new Refusal('usage', 'nothing was started', [{ path: input.named, message }]);
  }
  const hasEnded = found.status !== 'RUNNING' && found.status !== 'PENDING_REDRIVE';
  return { execution, earlier: { startedAt: found.startDate, hasEnded } };
}

function describe(client: SFNClient, executionArn: string, run: string) {
  return callAws('Step Functions', 'states:DescribeExecution', async () => {
    try {
      return await client.send(new DescribeExecutionCommand({ executionArn }));
    } catch (cause) {
      if (!(cause instanceof ExecutionDoesNotExist)) throw cause;
      // Step Functions keeps an execution for 90 days after its end ("Quotas" of its guide).
      throw cannotTell(run, executionArn, 'Step Functions no longer knows how it ended');
    }
  });
}

function cannotTell(run: string, execution: string, why: string): NotRunError {
  const message = `the run ${run} was started already, but ${why}; nothing was started again. Start another attempt`;
  return new NotRunError(message, { details: { run, execution } });
}

/** Names of the fields, undefined where there are none; the order of keys is no difference. */
function differences(sent: unknown, release: Readonly<Record<string, unknown>>): string | undefined {
  if (isDeepStrictEqual(sent, release)) return undefined;
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return 'everything';
  const other = sent as Readonly<Record<string, unknown>>;
  const keys = [...new Set([...Object.keys(release), ...Object.keys(other)])];
  return keys.filter((key) => !isDeepStrictEqual(other[key], release[key])).join(', ');
}

function whose(input: unknown): string {
  const parsed = releaseSchema.safeParse(input);
  if (!parsed.success) return 'another input, no release';
  return `another release (${parsed.data.service} ${parsed.data.version}, commit ${shortCommit(parsed.data.commit)})`;
}
