import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  SFNServiceException,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import type { FollowInput } from '../../lib/cli/follow-execution.ts';
import { followGate } from '../../lib/cli/follow-gate.ts';
import type { GateAnswer } from '../../lib/cli/gate-events.ts';

const pace = { firstMs: 1, longestMs: 2, patienceMs: 5_000 };
const execution = 'arn:aws:states:eu-central-1:000000000000:execution:gate:run-1';

/** The history as Step Functions keeps it; pages of two. */
function historyOf(events: readonly HistoryEvent[], token: string | undefined) {
  const from = Number(token ?? 0);
  const nextToken = from + 2 < events.length ? String(from + 2) : undefined;
  return { events: events.slice(from, from + 2), nextToken };
}

const answered = (id: number, group: string): HistoryEvent => ({
  id,
  timestamp: new Date(0),
  type: 'TaskSucceeded',
  taskSucceededEventDetails: {
    resourceType: 'lambda',
    resource: 'invoke',
    output: JSON.stringify({ StatusCode: 200, Payload: { group, startedAt: '', endedAt: '', checks: [] } }),
  },
});
const end = (id: number): HistoryEvent => ({ id, timestamp: new Date(0), type: 'ExecutionSucceeded' });

const groupsIn = (answers: readonly GateAnswer[]): string[] =>
  answers.flatMap((answer) => (answer.kind === 'groupResult' ? [answer.value.group] : []));

const refusal = (name: string): SFNServiceException =>
  new SFNServiceException({ name, $fault: 'client', $metadata: { httpStatusCode: 400 } });

const follow = (input: Partial<FollowInput<GateAnswer>> = {}) =>
  followGate({
    client: new SFNClient({}),
    execution,
    signal: new AbortController().signal,
    onAnswers: () => {},
    pace,
    ...input,
  });

describe('followGate', () => {
  it('tells each answer once, over pages that grow and looks that repeat', async () => {
    const all = [answered(1, 'a'), answered(2, 'b'), answered(3, 'c'), answered(4, 'd'), answered(5, 'e'), end(6)];
    const visible = [0, 1, 3, 3, 4, 6];
    let look = -1;
    const sfn = mockClient(SFNClient);
    sfn.on(DescribeExecutionCommand).callsFake(() => {
      look += 1;
      return { status: look < visible.length - 1 ? 'RUNNING' : 'SUCCEEDED', output: '{}' };
    });
    sfn.on(GetExecutionHistoryCommand).callsFake(({ nextToken }) => historyOf(all.slice(0, visible[look]), nextToken));
    const answers: GateAnswer[] = [];
    const ended = await follow({ onAnswers: (some) => answers.push(...some) });

    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '{}' });
    expect(groupsIn(answers)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(sfn.commandCalls(DescribeExecutionCommand)).toHaveLength(visible.length);
  });

  it('loses nothing when a later page is throttled', async () => {
    const all = [answered(1, 'a'), answered(2, 'b'), answered(3, 'c'), end(4)];
    let asked = 0;
    const sfn = mockClient(SFNClient);
    sfn.on(DescribeExecutionCommand).resolves({ status: 'SUCCEEDED' });
    sfn.on(GetExecutionHistoryCommand).callsFake(({ nextToken }) => {
      asked += 1;
      if (asked === 2) throw refusal('ThrottlingException');
      return historyOf(all, nextToken);
    });
    const answers: GateAnswer[] = [];
    await follow({ onAnswers: (some) => answers.push(...some) });

    expect(groupsIn(answers)).toEqual(['a', 'b', 'c']);
  });

  it('waits for the last events, which are written a little after the status', async () => {
    let looks = 0;
    const sfn = mockClient(SFNClient);
    sfn.on(DescribeExecutionCommand).resolves({ status: 'SUCCEEDED' });
    sfn.on(GetExecutionHistoryCommand).callsFake(() => {
      looks += 1;
      return { events: looks < 3 ? [] : [answered(1, 'late'), end(2)] };
    });
    const answers: GateAnswer[] = [];
    await follow({ onAnswers: (some) => answers.push(...some) });

    expect(groupsIn(answers)).toEqual(['late']);
  });

  it('gives up when nothing was heard for as long as its patience', async () => {
    const sfn = mockClient(SFNClient);
    sfn.on(DescribeExecutionCommand).rejects(refusal('ThrottlingException'));
    const following = follow({ pace: { ...pace, patienceMs: 0 } });

    await expect(following).rejects.toThrow('Step Functions is throttling states:DescribeExecution');
  });

  it('gives up at once when it may not look', async () => {
    const sfn = mockClient(SFNClient);
    sfn.on(DescribeExecutionCommand).rejects(refusal('AccessDeniedException'));

    await expect(follow()).rejects.toThrow('refused states:DescribeExecution');
    expect(sfn.commandCalls(DescribeExecutionCommand)).toHaveLength(1);
  });

  it('ends when the signal aborts', async () => {
    const sfn = mockClient(SFNClient);
    sfn.on(DescribeExecutionCommand).resolves({ status: 'RUNNING' });
    sfn.on(GetExecutionHistoryCommand).resolves({ events: [] });
    const controller = new AbortController();
    const following = follow({ signal: controller.signal, pace: { ...pace, firstMs: 60_000 } });
    controller.abort();

    await expect(following).rejects.toThrow(/abort/i);
  });
});
