import { Duration } from 'aws-cdk-lib';
import { Choice, Condition, type IChainable, JsonPath, TaskInput, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { InvokeFunction, retryAnyFailure, retryIdle, retryWhatMatters } from './invoke-function.ts';
import { thisRun } from './this-run.ts';
import type { WindowDefinitionProps } from './window-definition.ts';
import type { SchemaGuardFunctions } from './window-functions.ts';

/** A task waits longer than its item may be decided, so that a decision of the last second still reaches it. */
const waitMarginSeconds = 5;

/** What could not be done, in the end, becomes a window that says so: CloseWindow reads from the table how far it came. */
const caught = { errors: ['States.ALL'], resultPath: '$.failure' };

/**
 * From the trigger to what serves then. Where the schema guard is on, it goes first. Whatever fails after its retries goes to
 * `close`, which says that the rollback failed.
 */
export function goBack(scope: Construct, props: WindowDefinitionProps, close: IChainable): IChainable {
  const { functions, settings } = props;
  const verify = verifyRollback(scope, props);
  const again = new Wait(scope, 'WaitToVerify', {
    comment: 'Until the old version serves and the alarm is OK, or the time for it is up.',
    time: WaitTime.duration(Duration.seconds(settings.times.verify)),
  });
  const isVerified = new Choice(scope, 'IsVerified', { comment: 'The function says when the time for it is up.' });
  verify.addCatch(close, caught);
  verify.next(
    isVerified.when(Condition.stringEquals('$.verification.next', 'again'), again.next(verify)).otherwise(close),
  );
  const back = rollBack(scope, props);
  back.addCatch(close, caught);
  back.next(verify);
  return functions.guard === undefined ? back : guardSchema(scope, props, functions.guard, { back, close });
}

/** Every attempt is harmless: RollBack begins once, however often it is asked to. */
function rollBack(scope: Construct, { functions }: WindowDefinitionProps): InvokeFunction {
  const back = new InvokeFunction(scope, 'RollBack', {
    function: functions.rollBack,
    comment: 'Puts the release into quarantine, tells people, and goes back.',
    payload: TaskInput.fromObject({ run: thisRun }),
    resultPath: JsonPath.DISCARD,
  });
  back.addRetry(retryWhatMatters);
  return back;
}

function verifyRollback(scope: Construct, { functions }: WindowDefinitionProps): InvokeFunction {
  const verify = new InvokeFunction(scope, 'VerifyRollback', {
    function: functions.verifyRollback,
    comment: 'Looks whether the old version serves, and whether the alarm that triggered is OK again.',
    payload: TaskInput.fromObject({ run: thisRun }),
    resultPath: '$.verification',
  });
  verify.addRetry(retryWhatMatters);
  return verify;
}

interface Ways {
  readonly back: IChainable;
  readonly close: IChainable;
}

function guardSchema(
  scope: Construct,
  props: WindowDefinitionProps,
  { checkSchema, decideRollback }: SchemaGuardFunctions,
  { back, close }: Ways,
): IChainable {
  const decide = new InvokeFunction(scope, 'DecideRollback', {
    function: decideRollback,
    comment: 'Goes back only where the schema allows it, or a person does.',
    payload: TaskInput.fromObject({ run: thisRun, schema: JsonPath.objectAt('$.schema') }),
    resultPath: '$.decision',
  });
  decide.addRetry(retryWhatMatters);
  decide.addCatch(close, caught);
  const may = new Choice(scope, 'MayRollBack', { comment: 'Anything but a yes or a question is a no.' });
  decide.next(
    may
      .when(Condition.stringEquals('$.decision.next', 'back'), back)
      .when(Condition.stringEquals('$.decision.next', 'ask'), askPeople(scope, props, { decide, close }))
      .otherwise(close),
  );
  const check = new InvokeFunction(scope, 'CheckSchema', {
    function: checkSchema,
    comment: 'Reads the live migration version. Where it cannot be read, people are asked.',
    payload: schemaInput(),
    resultPath: '$.schema',
  });
  if (checkSchema.inNetwork) check.addRetry(retryIdle);
  // It only reads. 6 s at most.
  check.addRetry(retryAnyFailure);
  // In the place of what it would have seen, so that one state decides in either case.
  check.addCatch(decide, { errors: ['States.ALL'], resultPath: '$.schema.failure' });
  return check.next(decide);
}

/** What CheckSchema needs. The execution's own input: nothing of it travels in the payload. */
export const schemaInput = (): TaskInput =>
  TaskInput.fromObject({ run: { id: thisRun.id }, release: JsonPath.objectAt('$$.Execution.Input') });

/** The function of the approval step keeps the token. What was decided, DecideRollback reads from the table. */
function askPeople(
  scope: Construct,
  { settings, requestApproval }: WindowDefinitionProps,
  { decide, close }: { readonly decide: IChainable; readonly close: IChainable },
): IChainable {
  const { asks } = settings;
  if (requestApproval === undefined || asks === undefined) {
    throw new Error('a schema guard must know whom to ask where the schema speaks against a rollback, received nobody');
  }
  const ask = new InvokeFunction(scope, 'AskPeople', {
    function: requestApproval,
    comment: 'Waits until people decide whether to go back nevertheless, or their time is up.',
    payload: TaskInput.fromObject({
      run: JsonPath.stringAt('$.decision.ask.run'),
      item: JsonPath.stringAt('$.decision.ask.item'),
      token: JsonPath.taskToken,
    }),
    waits: Duration.seconds(asks.expiresAfterSeconds + waitMarginSeconds),
    resultPath: JsonPath.DISCARD,
  });
  // The function's own failure, which comes within its time: 6 s at most between.
  ask.addRetry({ ...retryAnyFailure, errors: ['States.TaskFailed'] });
  ask.addCatch(decide, { errors: ['States.Timeout'], resultPath: JsonPath.DISCARD });
  // Not to DecideRollback, which would ask again, and again.
  ask.addCatch(close, caught);
  return ask.next(decide);
}
