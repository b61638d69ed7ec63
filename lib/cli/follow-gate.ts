import { setTimeout as wait } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { callAws } from './call-aws.ts';
import { answerIn, type GateAnswer } from './gate-events.ts';

export interface Pace {
  readonly firstMs: number;
  /** Step Functions refills 15 DescribeExecution calls a second for a whole account: a long run is asked less often. */
  readonly longestMs: number;
  /** For so long a gate that cannot be asked is still followed: a throttled or lost call is no news of the gate. */
  readonly patienceMs: number;
}
const paceOnAws: Pace = { firstMs: 500, longestMs: 2000, patienceMs: 60_000 };
export const paceOnEmulator: Pace = { ...paceOnAws, longestMs: 500 };

export interface FollowInput {
  readonly client: SFNClient;
  readonly execution: string;
  /** Ends following; the execution goes on. */
  readonly signal: AbortSignal;
  /** Told of what the steps have answered since the last time: of all at once where the run is far already. */
  readonly onAnswers: (answers: readonly GateAnswer[]) => void;
  readonly pace?: Pace;
}

/** How the execution ended. */
export type Ended = Pick<DescribeExecutionOutput, 'status' | 'output' | 'error' | 'cause'>;

/**
 * Follows an execution to its end, however long it waits for people.
 * @throws SourceError when it cannot be asked any more, an AbortError when the signal aborts.
 */
export async function followGate({
  client,
  execution,
  signal,
  onAnswers,
  pace = paceOnAws,
}: FollowInput): Promise<Ended> {
  const look = historyLook(client, execution, onAnswers);
  let pauseMs = pace.firstMs;
  let answeredAt = performance.now();
  for (;;) {
    try {
      const { status, output, error, cause } = await describe(client, execution, signal);
      const isComplete = await look(signal);
      answeredAt = performance.now();
      if (status !== 'RUNNING' && status !== 'PENDING_REDRIVE') {
        if (!isComplete) await lookForTheRest(look, signal, pace);
        return { status, output, error, cause };
      }
    } catch (cause) {
      signal.throwIfAborted();
      if (isDefinite(cause) || performance.now() - answeredAt > pace.patienceMs) throw cause;
    }
    await wait(pauseMs, undefined, { signal });
    pauseMs = Math.min(pauseMs * 1.25, pace.longestMs);
  }
}

function describe(client: SFNClient, executionArn: string, abortSignal: AbortSignal): Promise<DescribeExecutionOutput> {
  const command = new DescribeExecutionCommand({ executionArn });
  return callAws('Step Functions', 'states:DescribeExecution', () => client.send(command, { abortSignal }));
}

/** Tells of what is new in the history; resolves to whether the history is complete. */
type Look = (signal: AbortSignal) => Promise<boolean>;

/** The history is written a little later than the status: its last events are waited for, though not for long. */
async function lookForTheRest(look: Look, signal: AbortSignal, { firstMs }: Pace): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await wait(firstMs, undefined, { signal });
    if (await look(signal).catch(() => false)) return;
  }
}

function historyLook(client: SFNClient, execution: string, onAnswers: FollowInput['onAnswers']): Look {
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
