import { setTimeout as wait } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { callAws } from './call-aws.ts';

export interface Pace {
  readonly firstMs: number;
  /** Step Functions refills 15 DescribeExecution calls a second for a whole account: a long run is asked less often. */
  readonly longestMs: number;
  /** For so long an execution that cannot be asked is still followed: a throttled or lost call is no news of it. */
  readonly patienceMs: number;
}
export const paceOnAws: Pace = { firstMs: 500, longestMs: 2000, patienceMs: 60_000 };
export const paceOnEmulator: Pace = { ...paceOnAws, longestMs: 500 };

export interface FollowInput<Answer> {
  readonly client: SFNClient;
  readonly execution: string;
  /** Ends following; the execution goes on. */
  readonly signal: AbortSignal;
  /** What a step answered, if the event tells it. */
  readonly answerIn: (event: HistoryEvent) => Answer | undefined;
  /** Told of what the steps have answered since the last time: of all at once where the run is far already. */
  readonly onAnswers: (answers: readonly Answer[]) => void;
  /** Whether the history is worth reading now; at the execution's end it always is. @default - always */
  readonly reads?: () => boolean;
  /** Done at every look, also at the last one; must not reject. @default - nothing */
  readonly onLook?: (signal: AbortSignal) => Promise<void>;
  /** Whether all that was asked for has been seen. @default - never before the execution's end */
  readonly isEnough?: () => boolean;
  readonly pace?: Pace;
}

/** How the execution ended. */
export type Ended = Pick<DescribeExecutionOutput, 'status' | 'output' | 'error' | 'cause'>;

/**
 * Follows an execution to its end, however long that takes.
 * @returns undefined where it was followed no further, since enough was seen.
 * @throws SourceError when it cannot be asked any more, an AbortError when the signal aborts.
 */
export async function followExecution<Answer>(input: FollowInput<Answer>): Promise<Ended | undefined> {
  const { signal, pace = paceOnAws, isEnough = () => false } = input;
  const read = historyLook(input);
  let pauseMs = pace.firstMs;
  let answeredAt = performance.now();
  for (;;) {
    try {
      const ended = await look(input, read);
      answeredAt = performance.now();
      if (ended !== undefined) return ended;
    } catch (cause) {
      signal.throwIfAborted();
      if (isDefinite(cause) || performance.now() - answeredAt > pace.patienceMs) throw cause;
    }
    if (isEnough()) return undefined;
    await wait(pauseMs, undefined, { signal });
    pauseMs = Math.min(pauseMs * 1.25, pace.longestMs);
  }
}

/** @returns how it ended, once it has. */
async function look<Answer>(input: FollowInput<Answer>, read: Read): Promise<Ended | undefined> {
  const { client, execution, signal, reads = () => true, onLook, pace = paceOnAws } = input;
  const { status, output, error, cause } = await describe(client, execution, signal);
  const isOver = status !== 'RUNNING' && status !== 'PENDING_REDRIVE';
  const isComplete = isOver || reads() ? await read(signal) : false;
  await onLook?.(signal);
  if (!isOver) return undefined;
  if (!isComplete) await readTheRest(read, signal, pace);
  return { status, output, error, cause };
}

function describe(client: SFNClient, executionArn: string, abortSignal: AbortSignal): Promise<DescribeExecutionOutput> {
  const command = new DescribeExecutionCommand({ executionArn });
  return callAws('Step Functions', 'states:DescribeExecution', () => client.send(command, { abortSignal }));
}

/** Tells of what is new in the history; resolves to whether the history is complete. */
type Read = (signal: AbortSignal) => Promise<boolean>;

/** The history is written a little later than the status: its last events are waited for, though not for long. */
async function readTheRest(read: Read, signal: AbortSignal, { firstMs }: Pace): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await wait(firstMs, undefined, { signal });
    if (await read(signal).catch(() => false)) return;
  }
}

function historyLook<Answer>({ client, execution, answerIn, onAnswers }: FollowInput<Answer>): Read {
  const read = historyReader(client, execution);
  return async (signal) => {
    const events = await read(signal);
    const answers = events.map(answerIn).filter((answer) => answer !== undefined);
    if (answers.length > 0) onAnswers(answers);
    return events.some(({ type }) => /^Execution(?:Succeeded|Failed|Aborted|TimedOut)$/.test(type ?? ''));
  };
}

/** Reads the events that are new since the last time. The last page may have grown since: it is read again. */
function historyReader(client: SFNClient, executionArn: string): (signal: AbortSignal) => Promise<HistoryEvent[]> {
  let lastPage: string | undefined;
  let lastId = 0;
  return async (abortSignal) => {
    const fresh: HistoryEvent[] = [];
    let page = lastPage;
    for (;;) {
      const command = new GetExecutionHistoryCommand({ executionArn, nextToken: page, maxResults: 1000 });
      const { events = [], nextToken } = await callAws('Step Functions', 'states:GetExecutionHistory', () =>
        client.send(command, { abortSignal }),
      );
      fresh.push(...events.filter(({ id = 0 }) => id > lastId));
      if (nextToken === undefined || nextToken === page) break;
      page = nextToken;
    }
    // Only now: had a page failed, the ones before it would be lost.
    lastPage = page;
    lastId = Math.max(lastId, ...fresh.map(({ id = 0 }) => id));
    return fresh;
  };
}

/** An answer that another call will not change: not throttling, not a lost connection, not "not there yet". */
function isDefinite(failure: unknown): boolean {
  const cause = failure instanceof Error ? failure.cause : undefined;
  if (!(cause instanceof Error)) return true;
  if (/Throttl|TooManyRequests|ExecutionDoesNotExist/.test(cause.name)) return false;
  const status = (cause as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
  return (
    cause.name === 'CredentialsProviderError' ||
    cause.message === 'Region is missing' ||
    (status >= 400 && status < 500)
  );
}
