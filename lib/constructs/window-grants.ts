import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { grantFindStack } from './find-stack-grant.ts';
import type { Permission } from './permission.ts';
import { grantDecrypt, grantReadReports } from './start-gate-grant.ts';
import type { WindowTable } from './window-table.ts';

export interface WindowToOpen {
  readonly machine: IStateMachine;
  readonly table: WindowTable;
  readonly reports: Bucket;
}

/**
 * What a pipeline needs: find the window, start it, follow it, read its report and its record, and with what the criteria are at this
 * moment: `preflight window status` shows their metrics.
 */
export function grantOpenWindow(grantee: IGrantable, { machine, table, reports }: WindowToOpen): Grant {
  return [
    Grant.addToPrincipal({ grantee, actions: ['states:StartExecution'], resourceArns: [machine.stateMachineArn] }),
    machine.grantExecution(grantee, 'states:DescribeExecution', 'states:GetExecutionHistory'),
    grantReadReports(grantee, reports, 'windows/*'),
    grantFindStack(grantee, Stack.of(machine)),
    ...grantDecrypt(grantee, reports),
    ...table.followPermissions().map((permission) => granted(grantee, permission)),
    // CloudWatch knows no resources for reading metrics.
    Grant.addToPrincipal({ grantee, actions: ['cloudwatch:GetMetricData'], resourceArns: ['*'] }),
  ].reduce((all, one) => all.combine(one));
}

/** What people need: find the function, and call it. Beside leave to open a window, it is all that a drill needs. */
export function grantCommandWindow(grantee: IGrantable, command: IFunction): Grant {
  // Not by grantInvoke, which would also allow every version and alias of it (`arn:*`).
  const invoke = Grant.addToPrincipal({
    grantee,
    actions: ['lambda:InvokeFunction'],
    resourceArns: [command.functionArn],
  });
  return invoke.combine(grantFindStack(grantee, Stack.of(command)));
}

function granted(grantee: IGrantable, permission: Permission): Grant {
  const { actions, resources, conditions } = permission;
  return Grant.addToPrincipal({
    grantee,
    actions: [...actions],
    resourceArns: [...resources],
    ...(conditions ? { conditions: { ...conditions } as Record<string, Record<string, unknown>> } : {}),
  });
}
