import type { ITopic } from 'aws-cdk-lib/aws-sns';
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  JsonPath,
  Pass,
  Succeed,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type ApprovalStates, askPeople } from './approval-states.ts';
import type { CommitStatusFunction, GateFunctions } from './gate-functions.ts';
import { runCheckGroups } from './group-states.ts';
import { InvokeFunction, retryAnyFailure } from './invoke-function.ts';
import { publishResult } from './publish-message.ts';
import { thisRun } from './this-run.ts';

export interface GateDefinitionProps extends GateFunctions {
  readonly service: string;
  readonly environment: string;
  readonly results: ITopic;
  /** Only where people are asked. */
  readonly approvals?: ApprovalStates;
}

/**
 * The gate's states. Every path that does not end in Go ends in a failed execution: a caller that only looks at the
 * execution's status cannot take anything else for a GO.
 */
export function gateDefinition(scope: Construct, props: GateDefinitionProps): IChainable {
  const isGo = answerByVerdict(scope);
  const publish = publishResult(scope, { ...props, answer: 'verdict', headline: '$.conclusion.headline' }, isGo);
  const tell = setCommitStatus(scope, props.commitStatus, publish);
  const conclude = decideVerdict(scope, props).next(
    askWherePeopleDecide(scope, props, writeReport(scope, props).next(tell)),
  );
  const refused = new Fail(scope, 'ReleaseRefused', {
    comment: 'The input is no release that this gate may judge; the cause names every problem.',
    error: 'ReleaseRefused',
    causePath: '$.refused.cause',
  });
  const release = new Choice(scope, 'IsReleaseValid', {
    comment: 'Only a release that was accepted has a fingerprint.',
  });
  return parseRelease(scope, props).next(
    release.when(Condition.isPresent('$.fingerprint'), runCheckGroups(scope, props).next(conclude)).otherwise(refused),
  );
}

function parseRelease(scope: Construct, props: GateDefinitionProps): InvokeFunction {
  return new InvokeFunction(scope, 'ParseRelease', {
    function: props.parseRelease,
    comment: 'Makes the input a release; nothing of an input that is none travels any further.',
    payload: TaskInput.fromObject({
      run: thisRun,
      release: JsonPath.objectAt('$'),
    }),
  });
}

/** Not caught: whatever goes wrong here fails the execution, under this state's name. */
function decideVerdict(scope: Construct, props: GateDefinitionProps): InvokeFunction {
  return new InvokeFunction(scope, 'DecideVerdict', {
    function: props.decideVerdict,
    comment: "Holds the groups' answers against the configured checklist.",
    payload: TaskInput.fromObject({
      run: JsonPath.objectAt('$.run'),
      groups: JsonPath.objectAt('$.groups'),
      fingerprint: JsonPath.objectAt('$.fingerprint'),
    }),
    resultPath: '$.decision',
  });
}

/** Without people the way goes straight on: then there is no question. */
function askWherePeopleDecide(scope: Construct, props: GateDefinitionProps, next: IChainable): IChainable {
  const { approvals } = props;
  if (approvals === undefined) return next;
  const choice = new Choice(scope, 'AsksPeople', {
    comment: 'Only where nothing blocks that nobody may waive. Anything but a question is a verdict.',
  });
  return choice
    .when(Condition.isPresent('$.decision.ask'), askPeople(scope, { ...props, approvals }, next))
    .otherwise(next);
}

function writeReport(scope: Construct, props: GateDefinitionProps): InvokeFunction {
  const write = new InvokeFunction(scope, 'WriteReport', {
    function: props.writeReport,
    comment: 'Stores the report; without one there is no GO.',
    resultPath: '$.conclusion',
  });
  // S3's own failures, after the SDK's three attempts: 6 s at most. Writing the same report again does no harm.
  write.addRetry(retryAnyFailure);
  const notWritten = new Fail(scope, 'ReportNotWritten', {
    comment: 'Whatever the verdict was: it is not valid without its report.',
    error: 'ReportNotWritten',
    causePath: JsonPath.format(
      'the report could not be written, so there is no GO; the verdict would have been {}: {}',
      JsonPath.stringAt('$.decision.verdict'),
      JsonPath.jsonToString(JsonPath.objectAt('$.failure')),
    ),
  });
  write.addCatch(notWritten, { errors: ['States.ALL'], resultPath: '$.failure' });
  return write;
}

/**
 * Whatever becomes of it, the way goes on to `next`, with `conclusion.commitStatus` beside the verdict: the function adds
 * that one key, so that it could not change the verdict even if it broke.
 */
function setCommitStatus(scope: Construct, target: CommitStatusFunction | undefined, next: IChainable): IChainable {
  if (target === undefined) return next;
  const resultPath = '$.conclusion.commitStatus';
  const set = new InvokeFunction(scope, 'SetCommitStatus', {
    function: target.function,
    comment: "Tells the verdict on the release's commit; answers with the reason where GitHub does not take it.",
    payload: TaskInput.fromObject({
      run: JsonPath.objectAt('$.run'),
      release: { commit: JsonPath.stringAt('$.release.commit') },
      decision: { summary: JsonPath.stringAt('$.decision.summary') },
      conclusion: JsonPath.objectAt('$.conclusion'),
    }),
    resultPath,
  });
  const notSet = new Pass(scope, 'CommitStatusNotSet', {
    comment: 'The function gave no answer: the reason is told in its place, and the verdict stands.',
    parameters: {
      context: target.context,
      set: false,
      reason: JsonPath.format(
        'the function that sets it did not answer: {}',
        JsonPath.stringAt('$.statusFailure.Error'),
      ),
    },
    resultPath,
  });
  set.addCatch(notSet.next(next), { errors: ['States.ALL'], resultPath: '$.statusFailure' });
  return set.next(next);
}

function answerByVerdict(scope: Construct): Choice {
  const go = new Succeed(scope, 'Go', { comment: 'The release may go to production.', outputPath: '$.conclusion' });
  const noGo = new Fail(scope, 'NoGo', {
    comment: 'The release may not go to production; the cause says what blocks it and where the report lies.',
    error: 'NoGo',
    causePath: '$.conclusion.text',
  });
  return new Choice(scope, 'IsGo', { comment: 'Anything but a GO is a NO-GO.' })
    .when(Condition.stringEquals('$.conclusion.verdict', 'go'), go)
    .otherwise(noGo);
}
