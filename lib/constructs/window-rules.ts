import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

/** An event pattern has 2,048 characters at most ("Amazon EventBridge quotas"); this leaves room for all but the names. */
const namesAtMost = 1800;

/** Tells a function of the team's own alarms, whose actions stay as they are. */
export function tellOfAlarms(scope: Construct, names: readonly string[], target: IFunction): void {
  for (const [index, alarmName] of chunksOf([...new Set(names)]).entries()) {
    new Rule(scope, index === 0 ? 'ExistingAlarms' : `ExistingAlarms${index + 1}`, {
      description: "Tells the rollback window of the team's own alarms",
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        detail: { alarmName },
      },
      targets: [new LambdaFunction(target)],
    });
  }
}

/** Names in the order in which they came, as many together as fit into a pattern. */
function chunksOf(names: readonly string[]): string[][] {
  const chunks: string[][] = [];
  let room = 0;
  for (const name of names) {
    const length = JSON.stringify(name).length + 1;
    if (length > room) {
      chunks.push([]);
      room = namesAtMost;
    }
    chunks.at(-1)?.push(name);
    room -= length;
  }
  return chunks;
}

/** Tells a function of executions that failed, were stopped or ran out of time: their window may not be closed. */
export function tellOfEndedWindows(scope: Construct, machine: IStateMachine, target: IFunction): void {
  new Rule(scope, 'WindowEnded', {
    description: 'Ends a rollback window whose execution ended by itself',
    eventPattern: {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: { stateMachineArn: [machine.stateMachineArn], status: ['FAILED', 'ABORTED', 'TIMED_OUT'] },
    },
    targets: [new LambdaFunction(target)],
  });
}
