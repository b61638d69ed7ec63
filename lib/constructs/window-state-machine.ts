import { Duration } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { RunStateMachine } from './run-state-machine.ts';
import { vendedLogGroup } from './vended-log-group.ts';
import { type WindowDefinitionProps, windowDefinition } from './window-definition.ts';

export interface WindowStateMachineProps extends WindowDefinitionProps {
  readonly logRetention: RetentionDays;
}

/**
 * Above the longest that the states can take with every retry, beside what `timeoutOf` adds: OpenWindow 6 × 65 s + 13 s and, in a
 * network, 6 × 75 s until it is awake; a last Watch 60 s + 6 × 60 s + 13 s, TellWatchFailed 4 × 10 s + 7 s, WaitToWatch 30 s;
 * RollBack 9 × 65 s + 69 s, WaitToVerify 60 s, a last VerifyRollback 9 × 35 s + 69 s; CloseWindow 9 × 35 s + 69 s, WriteReport
 * 6 × 35 s + 13 s, PublishResult or TellNotClosed 4 × 10 s + 7 s each: 3162 s of 3300 s.
 */
const baseMinutes = 55;

/**
 * Where the schema guard is on, beside the time that people have, for the longest deadline that can be configured (120 s):
 * CheckSchemaAtOpen 4 × 20 s + 7 s, CheckSchema 6 × 130 s + 13 s and, in a network, 6 × 140 s until it is awake, DecideRollback twice
 * 9 × 25 s + 69 s, AskPeople 5 s longer than its item and, where the function itself fails first, 5 × 15 s + 13 s: 2402 s of 2520 s.
 */
const guardMinutes = 42;

/**
 * Where something is looked at from outside, the last time that it is: VerifyDeployment 4 × 105 s + 7 s and, in a network, 6 × 105 s
 * + 60 s until it is awake, for the longest that can be configured (90 s): 1117 s of 1140 s.
 */
const verifyMinutes = 19;

/** Where rehearsals are recorded: RecordRehearsals 6 × 35 s + 13 s, TellNotRecorded 4 × 10 s + 7 s: 270 s of 300 s. */
const recordMinutes = 5;

/** The rollback window: one execution watches one deployment. */
export class WindowStateMachine extends RunStateMachine {
  constructor(scope: Construct, id: string, props: WindowStateMachineProps) {
    const { service, environment } = props.settings;
    // Beside the gate's states, some of which have the same names; and its log group is named after where it stands.
    const states = new Construct(scope, `${id}States`);
    super(scope, id, {
      definition: windowDefinition(states, props),
      comment: `Is what was deployed of ${service} to ${environment} well, or must it be rolled back?`,
      timeout: timeoutOf(props),
      logGroup: vendedLogGroup(states, 'Logs', 'states', props.logRetention),
    });
  }
}

/** Whatever becomes of an execution, it ends, and its window is swept. */
function timeoutOf({ settings, functions }: WindowDefinitionProps): Duration {
  const { times, schema, asks } = settings;
  const guard = schema === undefined ? 0 : guardMinutes * 60 + (asks?.expiresAfterSeconds ?? 0);
  const verify = functions.verifyDeployment === undefined ? 0 : verifyMinutes * 60;
  const record = functions.recordRehearsals === undefined ? 0 : recordMinutes * 60;
  return Duration.seconds(baseMinutes * 60 + times.lasts + times.grace + times.recovery + guard + verify + record);
}
