import type { TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';
import { JsonPath, Parallel, Pass, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { GroupId } from '../domain/checklist.ts';
import type { GateFunction } from './gate-function.ts';
import type { GateFunctions } from './gate-functions.ts';
import { InvokeFunction } from './invoke-function.ts';
import { pascalCase } from './pascal-case.ts';

/** Each branch catches within itself: an unhandled error in one would stop its siblings, and hide what they found. */
export function runCheckGroups(scope: Construct, { checkGroups }: Pick<GateFunctions, 'checkGroups'>): Parallel {
  const parallel = new Parallel(scope, 'RunCheckGroups', {
    comment: 'All groups side by side; a group that fails becomes an answer that blocks.',
    resultPath: '$.groups',
  });
  for (const [group, target] of checkGroups) parallel.branch(checkGroup(scope, { group, target }));
  return parallel;
}

export interface GroupStateProps {
  readonly group: GroupId;
  readonly target: GateFunction;
  /** Whether it looks for the second time, after people decided. @default false */
  readonly again?: boolean;
}

/** Runs a group's checks on `$.run` and `$.release`; its failure becomes an answer too. */
export function checkGroup(scope: Construct, { group, target, again = false }: GroupStateProps): TaskStateBase {
  const name = pascalCase(group);
  const failed = new Pass(scope, again ? `${name}NotRefreshed` : `${name}Failed`, {
    comment: `The group gave no answer: ${again ? 'DecideAfterApprovals' : 'DecideVerdict'} makes an error of each of its checks.`,
    parameters: {
      group,
      // As a whole: not every error has a cause, and a path to nothing would fail the branch.
      failure: JsonPath.objectAt('$'),
    },
  });
  const check = new InvokeFunction(scope, again ? `Refresh${name}` : `Check${name}`, {
    function: target,
    comment: `Runs the checks of group ${group}${again ? ' again' : ''}.`,
    payload: TaskInput.fromObject({ run: JsonPath.objectAt('$.run'), release: JsonPath.objectAt('$.release') }),
  });
  return check.addCatch(failed, { errors: ['States.ALL'] });
}
