import { ECSClient } from '@aws-sdk/client-ecs';
import type { StrategySettings } from '../config/window-settings.ts';
import { listed } from '../domain/listed.ts';
import type { NoTarget, RollbackTarget } from '../domain/window/window.ts';
import { limitAnswers } from '../sources/answer-limit.ts';
import {
  type EcsDeployment,
  type EcsService,
  type EcsTaskDefinition,
  ecsRevisions,
  revisionOf,
} from './ecs-revisions.ts';
import { itselfOf } from './previous.ts';
import type { Progress, RollbackStrategy } from './strategy.ts';

type Settings = Extract<StrategySettings, { kind: 'ecs-service' }>;

/**
 * Has a service run the task definition again that it ran before. ECS has no conditional update: whoever deploys between the
 * look and the update is overwritten.
 */
export function ecsService(
  { cluster, service: name, taskRoles }: Settings,
  client = limitAnswers(new ECSClient({}), 'ECS'),
): RollbackStrategy {
  const ecs = ecsRevisions(cluster, name, client);
  return {
    kind: 'ecs-service',
    async findTarget({ release }, remembered, signal) {
      const seen = usable(await ecs.service(signal), cluster, name);
      const itself = itselfOf(release);
      if ('problem' in seen) return seen;
      if (itself !== undefined) return itself;
      const bad = seen.taskDefinition;
      const before = remembered?.['taskDefinition'];
      if (before === bad) {
        const problem = `${name} runs ${revisionOf(bad)}, which is ${release.previous?.version} itself: open the window after the deployment`;
        return { problem };
      }
      const remembers = before === undefined ? undefined : await ecs.active(before, signal);
      if (before !== undefined && remembers !== undefined) {
        return unpassable(before, remembers, taskRoles) ?? target(before, bad, 'as it was deployed');
      }
      const below = await ecs.activeBelow(bad, signal);
      const found = below === undefined ? undefined : await ecs.active(below, signal);
      if (below !== undefined && found !== undefined) {
        return unpassable(below, found, taskRoles) ?? target(below, bad, 'the active revision before it');
      }
      const problem = `no revision before ${revisionOf(bad)} is active: keep the task definition of the previous release registered`;
      return { problem };
    },
    async serving(signal) {
      const seen = usable(await ecs.service(signal), cluster, name);
      return 'problem' in seen ? undefined : { taskDefinition: seen.taskDefinition };
    },
    async rollBack({ details }, _deployment, signal) {
      const seen = await ecs.service(signal);
      const { taskDefinition = '', bad } = details;
      const primary = primaryOf(seen);
      if (primary?.taskDefinition !== bad) {
        return { ...progressOf(seen, details, name, primary?.id), handle: { deployment: primary?.id ?? '' } };
      }
      const deployment = await ecs.update(taskDefinition, signal);
      const detail = `${name} is told to run ${revisionOf(taskDefinition)} again`;
      return { status: 'going', detail, handle: { deployment } };
    },
    async progress({ details }, _deployment, { deployment }, signal) {
      return progressOf(await ecs.service(signal), details, name, deployment);
    },
  };

  function target(taskDefinition: string, bad: string, how: string): RollbackTarget {
    const what = `task definition ${revisionOf(taskDefinition)} (${how}), which ${name} then runs in place of ${revisionOf(bad)}`;
    return { strategy: 'ecs-service', what, details: { taskDefinition, bad } };
  }
}

/** Why IAM would refuse to go back to it. */
function unpassable(
  taskDefinition: string,
  { roles }: EcsTaskDefinition,
  taskRoles: readonly string[],
): NoTarget | undefined {
  const unnamed = roles.filter((role) => !taskRoles.some((arn) => arn === role || arn.endsWith(`/${role}`)));
  if (unnamed.length === 0) return undefined;
  const roleWords = `${unnamed.length === 1 ? 'the role' : 'the roles'} ${listed(unnamed, 'and')}`;
  return {
    problem: `${revisionOf(taskDefinition)} has ${roleWords}, which the configuration does not name: add to its ecsService.taskRoles`,
  };
}

/** What the service is to run, or why it is nothing that could be taken back in this way. */
function usable(seen: EcsService | undefined, cluster: string, name: string): EcsDeployment | NoTarget {
  if (seen === undefined) return { problem: `there is no active service ${name} in cluster ${cluster}` };
  if (seen.controller === 'CODE_DEPLOY') {
    return { problem: `${name} is deployed by CodeDeploy: configure the strategy codedeploy for it` };
  }
  if (seen.controller !== 'ECS') {
    return { problem: `${name} is deployed by a controller of its own (${seen.controller}), not by ECS` };
  }
  return primaryOf(seen) ?? { problem: `${name} has no deployment: nothing runs that could be taken back` };
}

/** The deployment to which the service is on its way, or has come. */
function primaryOf(seen: EcsService | undefined): EcsDeployment | undefined {
  return seen?.deployments.find(({ status }) => status === 'PRIMARY');
}

/** @param id of the deployment that goes back, where it is known. */
function progressOf(
  seen: EcsService | undefined,
  { taskDefinition = '', bad = '' }: RollbackTarget['details'],
  name: string,
  id: string | undefined,
): Progress {
  if (taskDefinition === '' || bad === '') throw new Error(`the target of ${name} does not name both task definitions`);
  const primary = primaryOf(seen);
  if (seen === undefined || primary === undefined) {
    return { status: 'failed', detail: `there is no active service ${name}, or it has no deployment, any more` };
  }
  const [back, from] = [revisionOf(taskDefinition), revisionOf(bad)];
  // Also where ECS's circuit breaker has gone back from it to the bad one already.
  const ours = seen.deployments.find((one) => one.id === id && one.taskDefinition === taskDefinition);
  if (ours?.rolloutState === 'FAILED') {
    return { status: 'failed', detail: `${name} could not run ${back} again: ${ours.reason || 'its rollout failed'}` };
  }
  if (primary.taskDefinition === taskDefinition) return steadiness(primary, seen, name);
  if (primary.taskDefinition === bad) return { status: 'going', detail: `${name} still is to run ${from}` };
  const detail = `${name} is to run ${revisionOf(primary.taskDefinition)}, neither ${from} nor ${back}: somebody deployed meanwhile, so nothing was changed`;
  return { status: 'failed', detail };
}

function steadiness(primary: EcsDeployment, { deployments }: EcsService, name: string): Progress {
  const { rolloutState, running, desired, taskDefinition } = primary;
  // Behind a Classic Load Balancer ECS gives no rollout state (API reference, "Deployment"): there the old tasks must be gone.
  const rolledOut = rolloutState === undefined ? deployments.length === 1 : rolloutState === 'COMPLETED';
  const tasks = `${running} of ${desired} tasks run ${revisionOf(taskDefinition)}`;
  if (rolledOut && running === desired) return { status: 'done', detail: `${name} is steady: ${tasks}` };
  return { status: 'going', detail: `${name} is on its way back: ${tasks}` };
}
