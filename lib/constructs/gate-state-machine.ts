import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Policy } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type GateDefinitionProps, gateDefinition } from './gate-definition.ts';
import type { GateFunction } from './gate-function.ts';
import { acknowledgeGate, acknowledgePolicy } from './nag-acknowledgements.ts';
import { statementOf } from './permission.ts';
import { vendedLogGroup } from './vended-log-group.ts';

export interface GateStateMachineProps extends GateDefinitionProps {
  readonly logRetention: RetentionDays;
}

/**
 * Above the longest that the states can take with every retry, for the longest deadline that can be configured (120 s):
 * ParseRelease and DecideVerdict 4 × 15 s + 7 s each, a group 4 × 130 s + 7 s, WriteReport 6 × 25 s + 13 s,
 * PublishResult 4 × 10 s + 7 s: 871 s.
 */
const baseMinutes = 15;

/** Where it is configured, SetCommitStatus 4 × 20 s + 7 s: 958 s with the above. */
const commitStatusMinutes = 2;

/**
 * Where people are asked, beside the longest that an item waits: OpenApprovals 6 × 45 s + 13 s, NotifyApprovers
 * 4 × 10 s + 7 s, RequestApproval 5 s longer than its item and, where the function itself fails first, 5 × 15 s + 13 s,
 * CloseApprovals 6 × 25 s + 13 s, a group once more 4 × 130 s + 7 s, DecideAfterApprovals 4 × 15 s + 7 s: 1180 s,
 * and with all of the above 2138 s of 2220 s.
 */
const approvalMinutes = 20;

/** The gate: one execution answers whether one release may go to production. */
export class GateStateMachine extends StateMachine {
  constructor(scope: Construct, id: string, props: GateStateMachineProps) {
    super(scope, id, {
      comment: `May this release of ${props.service} go to ${props.environment}?`,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(gateDefinition(scope, props)),
      timeout: timeoutOf(props),
      tracingEnabled: true,
      logs: {
        destination: vendedLogGroup(scope, 'GateLogs', 'states', props.logRetention),
        level: LogLevel.ALL,
        // The history keeps the payloads for 90 days already; twice is not better.
        includeExecutionData: false,
      },
    });
    acknowledgeGate(this);
  }

  /**
   * Lets functions end tasks of this state machine that wait. By a policy of its own: within their roles' first one the
   * functions could only be made after the state machine, which can only be made after them.
   */
  letCompleteTasks(functions: readonly GateFunction[]): void {
    const roles = functions.flatMap(({ function: { role } }) => role ?? []);
    // As CDK's grantTaskResponse: Step Functions holds the request against the state machine whose task it is.
    const permission = { actions: ['states:SendTaskSuccess'], resources: [this.stateMachineArn] };
    new Policy(this, 'CompleteTasks', { roles, statements: [statementOf(permission)] });
  }

  /** Lets a function see whether a run of this gate still goes on. By a policy of its own, for the same reason. */
  letLookAtRuns({ function: { role } }: GateFunction): void {
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${this.stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const wildcard = 'an execution has the name of its run';
    const permission = { actions: ['states:DescribeExecution'], resources: [executions], wildcard };
    const policy = new Policy(this, 'LookAtRuns', { roles: role ? [role] : [], statements: [statementOf(permission)] });
    acknowledgePolicy(policy, [permission]);
  }
}

function timeoutOf({ commitStatus, approvals }: GateDefinitionProps): Duration {
  const minutes =
    baseMinutes +
    (commitStatus === undefined ? 0 : commitStatusMinutes) +
    (approvals === undefined ? 0 : approvalMinutes);
  return Duration.seconds(minutes * 60 + Math.max(0, ...(approvals?.expiryTimes ?? [])));
}
