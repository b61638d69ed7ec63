import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ApprovalApi } from './approval-api.ts';
import { grantFindStack } from './find-stack-grant.ts';

/** What somebody with AWS credentials needs: find the API, and send it signed requests. */
export function grantDecide(grantee: IGrantable, api: ApprovalApi): Grant {
  const invoke = Grant.addToPrincipal({
    grantee,
    actions: ['execute-api:Invoke'],
    resourceArns: api.signedRequestArns(),
  });
  return invoke.combine(grantFindStack(grantee, Stack.of(api)));
}
