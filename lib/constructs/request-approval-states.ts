import { Duration } from 'aws-cdk-lib';
import { Choice, Condition, JsonPath, Map as MapState, Pass, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { ApprovalStates, ApprovalStatesProps } from './approval-states.ts';
import { InvokeFunction, retryAnyFailure } from './invoke-function.ts';

/** A task waits longer than its item may be decided, so that a decision of the last second still reaches it. */
const waitMarginSeconds = 5;

/** Each item waits within itself, whatever becomes of it: one that is rejected or expires leaves the others decidable. */
export function requestApprovals(scope: Construct, { approvals }: ApprovalStatesProps): MapState {
  const map = new MapState(scope, 'RequestApprovals', {
    comment: 'All items side by side; ends once each is decided or has expired.',
    itemsPath: '$.approvals.items',
    itemSelector: { run: JsonPath.stringAt('$.run.id'), item: JsonPath.objectAt('$$.Map.Item.Value') },
    resultPath: JsonPath.DISCARD,
  });
  const ended = new Pass(scope, 'WaitEnded', {
    comment: 'The time is up, or the wait failed: CloseApprovals reads from the table what has become of the item.',
  });
  const wait = (id: string, seconds: number): InvokeFunction => {
    const one = requestApproval(scope, id, { approvals, seconds });
    one.addCatch(ended, { errors: ['States.ALL'], resultPath: '$.failure' });
    return one;
  };
  const [first, ...others] = approvals.expiryTimes.toReversed();
  if (first === undefined) throw new Error('expiryTimes must hold a time at least, received none');
  if (others.length === 0) return map.itemProcessor(wait('RequestApproval', first));
  // The longest for whatever is none of them: the table refuses a decision that is late.
  const choice = new Choice(scope, 'HowLong', { comment: "A task's time stands in its state: one for each." });
  for (const seconds of others.toReversed()) {
    choice.when(Condition.numberEquals('$.item.expiresAfterSeconds', seconds), wait(stateOf(seconds), seconds));
  }
  return map.itemProcessor(choice.otherwise(wait(stateOf(first), first)));
}

interface Wait {
  readonly approvals: ApprovalStates;
  readonly seconds: number;
}

function requestApproval(scope: Construct, id: string, { approvals, seconds }: Wait): InvokeFunction {
  const request = new InvokeFunction(scope, id, {
    function: approvals.functions.requestApproval,
    comment: 'Waits until the token comes back, which the function keeps in the table.',
    payload: TaskInput.fromObject({
      run: JsonPath.stringAt('$.run'),
      item: JsonPath.stringAt('$.item.id'),
      token: JsonPath.taskToken,
    }),
    waits: Duration.seconds(seconds + waitMarginSeconds),
    resultPath: JsonPath.DISCARD,
  });
  // The function's own failure, which comes within its time: 6 s at most between. Each try has a token of its own.
  request.addRetry({ ...retryAnyFailure, errors: ['States.TaskFailed'] });
  return request;
}

const units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const;

/** `RequestApproval4h` */
function stateOf(seconds: number): string {
  const [unit, length] = units.find(([, one]) => seconds % one === 0) ?? ['s', 1];
  return `RequestApproval${seconds / length}${unit}`;
}
