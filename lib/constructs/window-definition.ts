import { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  type INextable,
  JsonPath,
  Succeed,
  TaskInput,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { WindowSettings } from '../config/window-settings.ts';
import type { GateFunction } from './gate-function.ts';
import { InvokeFunction, retryAnyFailure, retryIdle } from './invoke-function.ts';
import { pagePeople } from './page-people.ts';
import { goBack, schemaInput } from './rollback-states.ts';
import { thisRun } from './this-run.ts';
import { endWindow } from './window-end-states.ts';
import type { WindowStepFunctions } from './window-functions.ts';

export interface WindowDefinitionProps {
  readonly settings: WindowSettings;
  readonly functions: WindowStepFunctions;
  /** The function of the approval step that keeps the token of who waits for a decision; only where the window asks. */
  readonly requestApproval: GateFunction | undefined;
  /** Gets how each window ended. */
  readonly results: ITopic;
  /** Tells people what cannot wait. */
  readonly notices: ITopic;
}

/** Before Watch is tried again that failed: it must not spin. Blind is what has not been seen for two minutes. */
const waitAtMostSeconds = 30;
/** A database that does not answer must not keep the window from being watched. */
const wakeSeconds = 20;

/**
 * The window's states: one loop, no Parallel, so that nothing has to be stopped when a trigger comes. Every path that does not
 * end in Healthy or NotOpened fails the execution. What a step answers says where to go, and nothing else: what happened is in
 * the table, where each step reads it.
 */
export function windowDefinition(scope: Construct, props: WindowDefinitionProps): IChainable {
  const { functions } = props;
  const close = endWindow(scope, props);
  const watch = watchAlarms(scope, props);
  const whatNext = new Choice(scope, 'WhatNext', { comment: 'Anything else was an event: look at once.' })
    .when(isNext('trigger'), goBack(scope, props, close))
    .when(Condition.or(isNext('end'), isNext('superseded')), close);
  if (functions.verifyDeployment !== undefined) {
    whatNext.when(isNext('verify'), verifyDeployment(scope, functions.verifyDeployment, watch));
  }
  watch.next(whatNext.otherwise(watch));
  const first = functions.guard === undefined ? watch : lookAtSchema(scope, functions.guard.checkSchema, watch);
  return openWindow(scope, props).next(
    new Choice(scope, 'IsOpen', { comment: 'Only a window that was opened is watched.' })
      .when(Condition.stringEquals('$.opened.next', 'watch'), first)
      .when(Condition.stringEquals('$.opened.next', 'not-opened'), notOpened(scope))
      .otherwise(refused(scope)),
  );
}

/** What ended the Watch may be anything, a person's decision for one: a path to nothing would fail the execution. */
function isNext(next: string): Condition {
  return Condition.and(Condition.isPresent('$.watch.next'), Condition.stringEquals('$.watch.next', next));
}

/** Not caught: whatever goes wrong here fails the execution, under this state's name, and its window is swept. */
function openWindow(scope: Construct, { functions }: WindowDefinitionProps): InvokeFunction {
  const open = new InvokeFunction(scope, 'OpenWindow', {
    function: functions.openWindow,
    comment: 'Makes the input a release and opens its window; nothing of the input travels any further.',
    payload: TaskInput.fromObject({ run: thisRun, release: JsonPath.objectAt('$') }),
    // In the input's place, which may be anything.
    resultSelector: { opened: JsonPath.objectAt('$') },
  });
  if (functions.openWindow.inNetwork) open.addRetry(retryIdle);
  // 6 s at most. Done again for the same run, it goes on with what was opened.
  open.addRetry(retryAnyFailure);
  return open;
}

function notOpened(scope: Construct): Succeed {
  return new Succeed(scope, 'NotOpened', {
    comment: 'There is nothing to watch: the release that a rollback went back to must not be rolled back itself.',
    outputPath: '$.opened',
  });
}

function refused(scope: Construct): Fail {
  return new Fail(scope, 'WindowRefused', {
    comment: 'No window was opened; the cause says why.',
    errorPath: '$.opened.error',
    causePath: '$.opened.cause',
  });
}

/** Wakes the function that is needed in a hurry later, and leaves in the history what it saw: nothing hangs on that. */
function lookAtSchema(scope: Construct, checkSchema: GateFunction, next: IChainable): IChainable {
  const look = new InvokeFunction(scope, 'CheckSchemaAtOpen', {
    function: checkSchema,
    comment: 'Wakes the function, which the network may have put to sleep. The window is watched whatever it answers.',
    payload: schemaInput(),
    resultPath: '$.schemaAtOpen',
    // Meanwhile nobody watches.
    within: Duration.seconds(wakeSeconds),
  });
  look.addCatch(next, { errors: ['States.ALL'], resultPath: '$.schemaAtOpen' });
  return look.next(next);
}

/**
 * What it saw is in the table, and decides nothing by itself: a trigger has one way, which is Watch. It ends at once when a trigger is
 * recorded, since nobody watches meanwhile. Where it fails, Watch finds that it was begun and not made, and tells people.
 */
function verifyDeployment(scope: Construct, target: GateFunction, watch: IChainable): IChainable {
  const verify = new InvokeFunction(scope, 'VerifyDeployment', {
    function: target,
    comment:
      'Looks at the release from outside, and writes down what it saw. The window is watched on whatever becomes of it.',
    payload: TaskInput.fromObject({ run: thisRun }),
    resultPath: JsonPath.DISCARD,
  });
  // A minute at most, as long as a Watch may wait: without it, what is deployed seldom would lose the first look of each window.
  if (target.inNetwork) verify.addRetry(retryIdle);
  verify.addCatch(watch, { errors: ['States.ALL'], resultPath: JsonPath.DISCARD });
  return verify.next(watch);
}

/**
 * A minute at most: then it looks again, which is one transition. Where its function fails, people are told, since nothing triggers
 * a rollback then but what the function would find.
 */
function watchAlarms(scope: Construct, props: WindowDefinitionProps): InvokeFunction & INextable {
  const { functions, settings } = props;
  const watch = new InvokeFunction(scope, 'Watch', {
    function: functions.watchWindow,
    comment: 'Stores its token, then looks; ends when something is up, or after a minute, and then looks again.',
    payload: TaskInput.fromObject({ run: thisRun, token: JsonPath.taskToken }),
    waits: Duration.seconds(settings.times.look),
    resultPath: '$.watch',
  });
  // Not once its time is up: 6 s at most between. Each try has a token of its own.
  watch.addRetry({ ...retryAnyFailure, errors: ['States.TaskFailed'] });
  const wait = new Wait(scope, 'WaitToWatch', {
    comment: 'A Watch that fails is tried again until the window would be over.',
    time: WaitTime.duration(Duration.seconds(Math.min(settings.times.look, waitAtMostSeconds))),
  });
  const tell = pagePeople(scope, 'TellWatchFailed', props, {
    comment: 'Tells people that nobody looks. When that fails, the next failure of Watch tells them.',
    headline: 'window is blind',
    text: 'cannot look at its alarms: {}. Until it can, nothing is rolled back by itself, whatever the alarms say: look at them yourselves. It tries again until its time is over.',
    failure: '$.watchFailure',
    entry: 'inconclusive',
    resultPath: '$.watchTold',
  });
  tell.addCatch(wait, { errors: ['States.ALL'], resultPath: '$.watchNotTold' });
  const told = new Choice(scope, 'IsWatchFailureTold', { comment: 'People are told once, until it looks again.' });
  // In the place of what people were told: it looked, and a failure after that is another one.
  watch.addCatch(watch, { errors: ['States.Timeout'], resultPath: '$.watchTold' });
  watch.addCatch(told, { errors: ['States.ALL'], resultPath: '$.watchFailure' });
  told.when(Condition.isPresent('$.watchTold.MessageId'), wait).otherwise(tell.next(wait));
  wait.next(watch);
  return watch;
}
