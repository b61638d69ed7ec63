import type { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';

/** What the command line needs to find the parts of a stack: it reads the outputs. */
export function grantFindStack(grantee: IGrantable, stack: Stack): Grant {
  // By name: the id at the end changes where the stack is made anew.
  const resourceName = `${stack.stackName}/*`;
  const resourceArns = [stack.formatArn({ service: 'cloudformation', resource: 'stack', resourceName })];
  return Grant.addToPrincipal({ grantee, actions: ['cloudformation:DescribeStacks'], resourceArns });
}
