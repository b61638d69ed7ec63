import { ArnFormat, type Duration, Stack } from 'aws-cdk-lib';
import { Policy } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  type IChainable,
  LogLevel,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { GateFunction } from './gate-function.ts';
import { acknowledgeGate, acknowledgePolicy } from './nag-acknowledgements.ts';
import { statementOf } from './permission.ts';

export interface RunStateMachineProps {
  readonly definition: IChainable;
  /** What one execution answers. */
  readonly comment: string;
  readonly timeout: Duration;
  readonly logGroup: ILogGroup;
}

/** The functions of a state machine that wait for tasks of it, or ask after its executions, are made before it. */
export class RunStateMachine extends StateMachine {
  constructor(scope: Construct, id: string, { definition, comment, timeout, logGroup }: RunStateMachineProps) {
    super(scope, id, {
      comment,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(definition),
      timeout,
      tracingEnabled: true,
      logs: {
        destination: logGroup,
        level: LogLevel.ALL,
        // The history keeps the payloads for 90 days already; twice is not better.
        includeExecutionData: false,
      },
    });
    acknowledgeGate(this);
  }

  /**
   * Lets functions end tasks of this state machine that wait. By a policy of its own: within their roles' first one the
   * functions could only be made after the state machine, which can only be made after them.
   */
  letCompleteTasks(functions: readonly GateFunction[]): void {
    // As CDK's grantTaskResponse: Step Functions holds the request against the state machine whose task it is.
    const permission = { actions: ['states:SendTaskSuccess'], resources: [this.stateMachineArn] };
    new Policy(this, 'CompleteTasks', { roles: rolesOf(functions), statements: [statementOf(permission)] });
  }

  /** Lets functions see whether an execution still goes on. By a policy of its own, for the same reason. */
  letLookAtRuns(functions: readonly GateFunction[]): void {
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${this.stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const wildcard = 'an execution has the name of its run';
    const permission = { actions: ['states:DescribeExecution'], resources: [executions], wildcard };
    const policy = new Policy(this, 'LookAtRuns', {
      roles: rolesOf(functions),
      statements: [statementOf(permission)],
    });
    acknowledgePolicy(policy, [permission]);
  }
}

const rolesOf = (functions: readonly GateFunction[]) => functions.flatMap(({ function: { role } }) => role ?? []);
