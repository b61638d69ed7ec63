import {
  ClientException,
  type Deployment,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  ListTaskDefinitionsCommand,
  type Service,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { cutText } from '../domain/evidence.ts';
import { onOneLine } from '../domain/one-line.ts';
import { SourceError } from '../domain/source-error.ts';
import { askAws } from '../sources/aws-call.ts';

export interface EcsDeployment {
  readonly id: string;
  /** `PRIMARY`, `ACTIVE`… */
  readonly status: string;
  /** Its ARN. */
  readonly taskDefinition: string;
  readonly rolloutState: string | undefined;
  /** Why it is in that state; one line, '' where ECS says nothing. */
  readonly reason: string;
  readonly running: number;
  readonly desired: number;
}

export interface EcsService {
  /** What deploys it: `ECS`, `CODE_DEPLOY` or `EXTERNAL`. */
  readonly controller: string;
  readonly deployments: readonly EcsDeployment[];
}

export interface EcsTaskDefinition {
  /** Those that its tasks and ECS itself take on: ARNs, or names as they were registered. */
  readonly roles: readonly string[];
}

/** A service of ECS, and the revisions of its task definition. Every method throws SourceError when ECS gives no usable answer. */
export interface EcsRevisions {
  /** undefined where there is none, or it is being deleted. */
  service(signal: AbortSignal): Promise<EcsService | undefined>;
  /** undefined where there is none, or no service may be told any more to run it. */
  active(taskDefinition: string, signal: AbortSignal): Promise<EcsTaskDefinition | undefined>;
  /** The newest active revision of the same family that is older; undefined where there is none. */
  activeBelow(taskDefinition: string, signal: AbortSignal): Promise<string | undefined>;
  /** Has the service run it from now on. @returns the id of the deployment that this began; '' where ECS does not say. */
  update(taskDefinition: string, signal: AbortSignal): Promise<string>;
}

/** 100 revisions a page. */
const mostPages = 50;

export function ecsRevisions(cluster: string, name: string, client: ECSClient): EcsRevisions {
  const ask = <T>(action: string, call: () => Promise<T>): Promise<T> => askAws('ECS', `ecs:${action}`, call);
  return {
    async service(abortSignal) {
      const command = new DescribeServicesCommand({ cluster, services: [name] });
      const { services, failures } = await ask('DescribeServices', () => client.send(command, { abortSignal }));
      const [found] = services ?? [];
      if (found !== undefined) return found.status === 'ACTIVE' ? serviceOf(found) : undefined;
      const [failure] = failures ?? [];
      if (failure?.reason === 'MISSING') return undefined;
      throw new SourceError(
        `ECS answered ecs:DescribeServices without service ${name} (${failure?.reason ?? 'no reason'})`,
      );
    },
    async active(arn, abortSignal) {
      const command = new DescribeTaskDefinitionCommand({ taskDefinition: arn });
      return ask('DescribeTaskDefinition', async () => {
        try {
          const { taskDefinition } = await client.send(command, { abortSignal });
          if (taskDefinition?.status !== 'ACTIVE') return undefined;
          const roles = [taskDefinition.taskRoleArn, taskDefinition.executionRoleArn];
          return { roles: roles.flatMap((role) => role || []) };
        } catch (cause) {
          // "Unable to describe task definition": ECS has no error of its own for one that is not there.
          if (cause instanceof ClientException) return undefined;
          throw cause;
        }
      });
    },
    async activeBelow(taskDefinition, abortSignal) {
      const current = partsOf(taskDefinition);
      let nextToken: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const command = new ListTaskDefinitionsCommand({
          familyPrefix: current.family,
          status: 'ACTIVE',
          sort: 'DESC',
          nextToken,
        });
        const answer = await ask('ListTaskDefinitions', () => client.send(command, { abortSignal }));
        if (answer.taskDefinitionArns === undefined) throw new SourceError(`ECS answered without task definitions`);
        const below = answer.taskDefinitionArns.find((arn) => {
          const { family, revision } = partsOf(arn);
          return family === current.family && revision < current.revision;
        });
        if (below !== undefined || !answer.nextToken) return below;
        nextToken = answer.nextToken;
      }
      throw new SourceError(`ECS lists more than ${mostPages} pages of revisions of ${current.family}`);
    },
    async update(taskDefinition, abortSignal) {
      const command = new UpdateServiceCommand({ cluster, service: name, taskDefinition });
      const { service } = await ask('UpdateService', () => client.send(command, { abortSignal }));
      const primary = service?.deployments?.find(({ status }) => status === 'PRIMARY');
      return primary?.taskDefinition === taskDefinition ? (primary.id ?? '') : '';
    },
  };
}

/** `shop-api:42` */
export function revisionOf(taskDefinition: string): string {
  return taskDefinition.split('/').at(-1) ?? taskDefinition;
}

function serviceOf({ deploymentController, deployments }: Service): EcsService {
  return { controller: deploymentController?.type ?? 'ECS', deployments: (deployments ?? []).map(deploymentOf) };
}

function deploymentOf(one: Deployment): EcsDeployment {
  return {
    id: required(one.id, 'id'),
    status: required(one.status, 'status'),
    taskDefinition: required(one.taskDefinition, 'task definition'),
    rolloutState: one.rolloutState,
    reason: cutText(onOneLine(one.rolloutStateReason ?? '')),
    running: required(one.runningCount, 'count of running tasks'),
    desired: required(one.desiredCount, 'count of desired tasks'),
  };
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new SourceError(`ECS answered with a deployment without its ${what}`);
  return value;
}

/** `arn:aws:ecs:eu-central-1:111122223333:task-definition/shop-api:42` */
function partsOf(taskDefinition: string): { readonly family: string; readonly revision: number } {
  const [, family = '', revision = ''] = /^([\w-]{1,255}):(\d{1,9})$/.exec(revisionOf(taskDefinition)) ?? [];
  if (family === '') throw new SourceError(`ECS answered with a task definition without a revision: ${taskDefinition}`);
  return { family, revision: Number(revision) };
}
