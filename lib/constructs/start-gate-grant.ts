import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { grantFindStack } from './find-stack-grant.ts';

export interface GateToStart {
  readonly gate: IStateMachine;
  readonly reports: Bucket;
}

/** What a pipeline needs: find the gate, start it, follow it, read its report. */
export function grantStartGate(grantee: IGrantable, { gate, reports }: GateToStart): Grant {
  const stack = Stack.of(gate);
  const grants = [
    Grant.addToPrincipal({ grantee, actions: ['states:StartExecution'], resourceArns: [gate.stateMachineArn] }),
    gate.grantExecution(grantee, 'states:DescribeExecution', 'states:GetExecutionHistory'),
    Grant.addToPrincipal({ grantee, actions: ['s3:GetObject'], resourceArns: [reports.arnForObjects('reports/*')] }),
    grantFindStack(grantee, stack),
  ];
  if (reports.encryptionKey) {
    grants.push(
      Grant.addToPrincipal({
        grantee,
        actions: ['kms:Decrypt'],
        resourceArns: [reports.encryptionKey.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `s3.${stack.region}.amazonaws.com` } },
      }),
    );
  }
  return grants.reduce((all, one) => all.combine(one));
}
