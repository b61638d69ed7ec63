import { Duration } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type GateDefinitionProps, gateDefinition } from './gate-definition.ts';
import { RunStateMachine } from './run-state-machine.ts';
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
export class GateStateMachine extends RunStateMachine {
  constructor(scope: Construct, id: string, props: GateStateMachineProps) {
    super(scope, id, {
      definition: gateDefinition(scope, props),
      comment: `May this release of ${props.service} go to ${props.environment}?`,
      timeout: timeoutOf(props),
      logGroup: vendedLogGroup(scope, 'GateLogs', 'states', props.logRetention),
    });
  }
}

function timeoutOf({ commitStatus, approvals }: GateDefinitionProps): Duration {
  const minutes =
    baseMinutes +
    (commitStatus === undefined ? 0 : commitStatusMinutes) +
    (approvals === undefined ? 0 : approvalMinutes);
  return Duration.seconds(minutes * 60 + Math.max(0, ...(approvals?.expiryTimes ?? [])));
}
