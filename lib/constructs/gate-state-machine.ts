import { Aws, Duration, Names, RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type GateDefinitionProps, gateDefinition } from './gate-definition.ts';
import { acknowledgeGate } from './nag-acknowledgements.ts';

export interface GateStateMachineProps extends GateDefinitionProps {
  readonly logRetention: RetentionDays;
}

/**
 * Above the longest that the states can take with every retry, for the longest deadline that can be configured (120 s):
 * ParseRelease and DecideVerdict 4 × 15 s + 7 s each, a group 4 × 130 s + 7 s, WriteReport 6 × 25 s + 13 s,
 * PublishResult 4 × 10 s + 7 s: 871 s. Where it is configured, SetCommitStatus 4 × 20 s + 7 s: 958 s.
 */
const timeout = Duration.minutes(15);
const timeoutWithCommitStatus = Duration.minutes(17);

/** The gate: one execution answers whether one release may go to production. */
export class GateStateMachine extends StateMachine {
  constructor(scope: Construct, id: string, props: GateStateMachineProps) {
    super(scope, id, {
      comment: `May this release of ${props.service} go to ${props.environment}?`,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(gateDefinition(scope, props)),
      timeout: props.commitStatus === undefined ? timeout : timeoutWithCommitStatus,
      tracingEnabled: true,
      logs: {
        destination: logGroup(scope, props.logRetention),
        level: LogLevel.ALL,
        // The history keeps the payloads for 90 days already; twice is not better.
        includeExecutionData: false,
      },
    });
    acknowledgeGate(this);
  }
}

/**
 * Named after the stack, with this prefix: for any other name Step Functions adds the group to the account's one resource
 * policy for log delivery, which is full at 5,120 characters ("Logging using CloudWatch Logs", Step Functions guide).
 */
function logGroup(scope: Construct, retention: RetentionDays): LogGroup {
  const unique = Names.nodeUniqueId(scope.node).slice(-64);
  return new LogGroup(scope, 'GateLogs', {
    logGroupName: `/aws/vendedlogs/states/${Aws.STACK_NAME}-${unique}`,
    retention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
