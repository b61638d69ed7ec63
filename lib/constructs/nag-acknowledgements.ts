import { type Acknowledgment, Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type Permission, wildcardsOf } from './permission.ts';

/** X-Ray's write actions, which CDK adds wherever tracing is on. */
const tracing: Permission = {
  actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  resources: ['*'],
  wildcard: 'X-Ray knows no resources for sending traces',
};

/** What Step Functions needs to write to its log group, which CDK adds. */
const logDelivery: Permission = {
  actions: ['logs:CreateLogDelivery'],
  resources: ['*'],
  wildcard: 'CloudWatch Logs knows no resources for the log deliveries that Step Functions sets up',
};

export function acknowledgeFunction(role: IConstruct, permissions: readonly Permission[]): void {
  acknowledgeWildcards(role, [...permissions, tracing]);
}

export function acknowledgePolicy(policy: IConstruct, permissions: readonly Permission[]): void {
  acknowledgeWildcards(policy, permissions);
}

export function acknowledgeGate(gate: IConstruct): void {
  acknowledgeWildcards(gate, [tracing, logDelivery]);
  acknowledge(gate, {
    id: 'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]',
    reason: "CDK's grant for publishing to a topic with a key of one's own; on that one key only",
  });
}

export function acknowledgeReportBucket(bucket: IConstruct): void {
  acknowledge(bucket, {
    id: 'AwsSolutions-S1',
    reason:
      'Access logs need a second bucket, kept as long; who read a report is seen in CloudTrail data events, where wanted',
  });
}

/** @param route to the console's page. */
export function acknowledgePage(route: IConstruct): void {
  acknowledge(route, {
    id: 'AwsSolutions-APIG4',
    reason:
      'The page on which people sign in: it holds nothing but its script; what it shows is asked for with a token',
  });
}

export function acknowledgeUserPool(pool: IConstruct): void {
  acknowledge(pool, {
    id: 'AwsSolutions-COG8',
    reason:
      'Nobody signs up by themselves, and everybody needs a second factor: the plus plan costs a price per person',
  });
}

/** Each pattern by itself, so that the rule still speaks up for any other. */
function acknowledgeWildcards(scope: IConstruct, permissions: readonly Permission[]): void {
  const stack = Stack.of(scope);
  const wildcards = wildcardsOf(permissions, (value) => stack.resolve(value));
  for (const [resource, reason] of wildcards) {
    acknowledge(scope, { id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
  }
}

/** Of cdk-nag's AwsSolutions pack; who does not use it is not bothered by an acknowledgement. */
function acknowledge(scope: IConstruct, rule: Acknowledgment): void {
  Validations.of(scope).acknowledge(rule);
}
