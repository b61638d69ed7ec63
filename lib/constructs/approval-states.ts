import type { ITopic } from 'aws-cdk-lib/aws-sns';
import {
  Choice,
  Condition,
  type IChainable,
  JsonPath,
  Map as MapState,
  Pass,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { GateApprovalFunctions } from './approval-functions.ts';
import type { GateFunctions } from './gate-functions.ts';
import { checkGroup } from './group-states.ts';
import { InvokeFunction, retryAnyFailure } from './invoke-function.ts';
import { PublishMessage } from './publish-message.ts';
import { requestApprovals } from './request-approval-states.ts';

/** What the state machine uses of the approval step. */
export interface ApprovalStates {
  readonly functions: GateApprovalFunctions;
  readonly topic: ITopic;
  /** How long items wait for people, in seconds: each length once, ascending. */
  readonly expiryTimes: readonly number[];
}

export interface ApprovalStatesProps extends GateFunctions {
  readonly approvals: ApprovalStates;
}

/**
 * From the question to the verdict. What people decided is read from the table, never from what ends a waiting task; where
 * that cannot be, or they could not be asked, the verdict is told so, and is a no-go.
 */
export function askPeople(scope: Construct, props: ApprovalStatesProps, next: IChainable): IChainable {
  const refresh = refreshEvidence(scope, props);
  const failed = approvalsFailed(scope).next(refresh);
  const request = requestApprovals(scope, props);
  const notify = notifyApprovers(scope, props);
  const open = openApprovals(scope, props);
  const close = closeApprovals(scope, props);
  for (const step of [open, close]) step.addCatch(failed, { errors: ['States.ALL'], resultPath: '$.approvalFailure' });
  notify.addCatch(request, { errors: ['States.ALL'], resultPath: '$.notification' });
  refresh.next(decideAfterApprovals(scope, props)).next(next);
  return open.next(notify).next(request).next(close).next(refresh);
}

function openApprovals(scope: Construct, { approvals }: ApprovalStatesProps): InvokeFunction {
  const open = new InvokeFunction(scope, 'OpenApprovals', {
    function: approvals.functions.openApprovals,
    comment: 'Asks who wrote the release, and writes down what people are asked and who must not answer.',
    payload: TaskInput.fromObject({
      run: JsonPath.objectAt('$.run'),
      release: JsonPath.objectAt('$.release'),
      fingerprint: JsonPath.objectAt('$.fingerprint'),
      decision: JsonPath.objectAt('$.decision'),
    }),
    resultPath: '$.approvals',
  });
  // 6 s at most. What was written before stays as it is.
  open.addRetry(retryAnyFailure);
  return open;
}

function notifyApprovers(scope: Construct, { approvals }: ApprovalStatesProps): PublishMessage {
  return new PublishMessage(scope, 'NotifyApprovers', {
    comment: 'Tells the approvers where to decide. When that fails, the way goes on: the console shows what waits.',
    topic: approvals.topic,
    message: TaskInput.fromJsonPathAt('$.approvals.notification.message'),
    messagePerSubscriptionType: true,
    subject: JsonPath.stringAt('$.approvals.notification.subject'),
    resultPath: '$.notification',
  });
}

function closeApprovals(scope: Construct, { approvals }: ApprovalStatesProps): InvokeFunction {
  const close = new InvokeFunction(scope, 'CloseApprovals', {
    function: approvals.functions.closeApprovals,
    comment: 'Reads what people decided, ends what is still open, and names the groups whose evidence is old.',
    payload: TaskInput.fromObject({ run: JsonPath.objectAt('$.run'), groups: JsonPath.objectAt('$.groups') }),
    resultPath: '$.approvals',
  });
  // 6 s at most. What has ended stays as it is.
  close.addRetry(retryAnyFailure);
  return close;
}

function approvalsFailed(scope: Construct): Pass {
  return new Pass(scope, 'ApprovalsFailed', {
    comment: 'People could not be asked, or what they decided not be read: the verdict is a no-go that says so.',
    parameters: { failure: JsonPath.objectAt('$.approvalFailure'), stale: [] },
    resultPath: '$.approvals',
  });
}

/** Whoever approved an hour ago did not see what has changed since. Without old evidence it is a state without an iteration. */
function refreshEvidence(scope: Construct, { checkGroups }: ApprovalStatesProps): MapState {
  const which = new Choice(scope, 'WhichGroup', { comment: 'Each group has a function of its own.' });
  for (const [group, target] of checkGroups) {
    const again = checkGroup(scope, { group, target, again: true });
    which.when(Condition.stringEquals('$.group', group), again);
  }
  const unknown = new Pass(scope, 'GroupUnknown', {
    comment: 'No function runs this group: what stands here blocks.',
    parameters: {
      group: JsonPath.stringAt('$.group'),
      failure: { Error: 'GroupUnknown', Cause: 'no function runs this group' },
    },
  });
  return new MapState(scope, 'RefreshEvidence', {
    comment: 'Groups whose evidence is old look again, side by side; one that fails becomes an answer that blocks.',
    itemsPath: '$.approvals.stale',
    itemSelector: {
      group: JsonPath.stringAt('$$.Map.Item.Value'),
      run: JsonPath.objectAt('$.run'),
      release: JsonPath.objectAt('$.release'),
    },
    resultPath: '$.refreshed',
  }).itemProcessor(which.otherwise(unknown));
}

/** Not caught, as DecideVerdict. What it decides is final: nobody is asked twice in a run. */
function decideAfterApprovals(scope: Construct, props: ApprovalStatesProps): InvokeFunction {
  return new InvokeFunction(scope, 'DecideAfterApprovals', {
    function: props.decideVerdict,
    comment: 'Holds what the groups found, at last, and what people decided against the configured checklist.',
    payload: TaskInput.fromObject({
      run: JsonPath.objectAt('$.run'),
      groups: JsonPath.objectAt('$.groups'),
      fingerprint: JsonPath.objectAt('$.fingerprint'),
      approvals: JsonPath.objectAt('$.approvals'),
      refreshed: JsonPath.objectAt('$.refreshed'),
    }),
    resultPath: '$.decision',
  });
}
