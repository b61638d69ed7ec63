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
  return [
    Grant.addToPrincipal({ grantee, actions: ['states:StartExecution'], resourceArns: [gate.stateMachineArn] }),
    gate.grantExecution(grantee, 'states:DescribeExecution', 'states:GetExecutionHistory'),
    grantReadReports(grantee, reports, 'reports/*'),
    grantFindStack(grantee, Stack.of(gate)),
    ...grantDecrypt(grantee, reports),
  ].reduce((all, one) => all.combine(one));
}

/** @param keys which reports, as a pattern. */
export function grantReadReports(grantee: IGrantable, reports: Bucket, keys: string): Grant {
  return Grant.addToPrincipal({ grantee, actions: ['s3:GetObject'], resourceArns: [reports.arnForObjects(keys)] });
}

/** With a key of one's own, through S3 alone. */
export function grantDecrypt(grantee: IGrantable, { encryptionKey, stack }: Bucket): Grant[] {
  if (!encryptionKey) return [];
  return [
    Grant.addToPrincipal({
      grantee,
      actions: ['kms:Decrypt'],
      resourceArns: [encryptionKey.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `s3.${stack.region}.amazonaws.com` } },
    }),
  ];
}
