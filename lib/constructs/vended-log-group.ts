import { Aws, Names, RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/**
 * A log group that a service of AWS writes to. Named after the stack, with this prefix: for any other name the service adds
 * the group to the account's one resource policy for log delivery, which is full at 5,120 characters ("Enabling logging
 * from AWS services", CloudWatch Logs guide).
 * @param scope in which no other log group of this kind stands: the name is made of it.
 * @param kind what writes to it: `states`, `apis`
 */
export function vendedLogGroup(scope: Construct, id: string, kind: string, retention: RetentionDays): LogGroup {
  const unique = Names.nodeUniqueId(scope.node).slice(-64);
  return new LogGroup(scope, id, {
    logGroupName: `/aws/vendedlogs/${kind}/${Aws.STACK_NAME}-${unique}`,
    retention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
