import {
  ClientException,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListTaskDefinitionsCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { LostAnswer } from './deployment.ts';

export const revision = (number: number, family = 'shop-api'): string =>
  `arn:aws:ecs:eu-central-1:111122223333:task-definition/${family}:${number}`;

export interface FakeEcsDeployment {
  readonly id: string;
  status: string;
  readonly taskDefinition: string;
  rolloutState?: string;
  rolloutStateReason?: string;
  runningCount: number;
  readonly desiredCount: number;
}

/** ECS with one service, `shop`, that runs revision 42 on two tasks. */
export function fakeEcs() {
  const client = new ECSClient({ region: 'eu-central-1' });
  const sdk = mockClient(client);
  const world = {
    client,
    sdk,
    status: 'ACTIVE' as string | undefined,
    controller: undefined as string | undefined,
    deployments: [steady('ecs-svc/1', revision(42))] as FakeEcsDeployment[],
    active: [revision(42), revision(41), revision(40)],
    /** Of every revision. */
    roles: {} as { readonly taskRoleArn?: string; readonly executionRoleArn?: string },
    pageSize: 100,
    losesAnswer: false,
    changes: [] as string[],
    deploy(taskDefinition: string): void {
      for (const one of world.deployments) one.status = 'ACTIVE';
      const id = `ecs-svc/${world.deployments.length + 1}`;
      const begun = { ...steady(id, taskDefinition), rolloutState: 'IN_PROGRESS', runningCount: 0 };
      world.deployments.unshift(begun);
    },
    /** The newest deployment comes to its end, and the others are gone. */
    settle(): void {
      const [primary] = world.deployments;
      if (primary === undefined) throw new Error('there is no deployment');
      world.deployments = [{ ...primary, rolloutState: 'COMPLETED', runningCount: primary.desiredCount }];
    },
  };
  const answer = () => ({
    services: [
      {
        serviceName: 'shop',
        status: world.status,
        ...(world.controller === undefined ? {} : { deploymentController: { type: world.controller } }),
        deployments: structuredClone(world.deployments),
      },
    ],
  });
  sdk.on(DescribeServicesCommand).callsFake(() => {
    if (world.status === undefined) return { services: [], failures: [{ arn: 'arn:shop', reason: 'MISSING' }] };
    return answer();
  });
  sdk.on(DescribeTaskDefinitionCommand).callsFake(({ taskDefinition }: { taskDefinition: string }) => {
    if (!/:(?:3\d|4\d)$/.test(taskDefinition)) {
      throw new ClientException({ message: 'Unable to describe task definition.', $metadata: {} });
    }
    const status = world.active.includes(taskDefinition) ? 'ACTIVE' : 'INACTIVE';
    return { taskDefinition: { status, ...world.roles } };
  });
  sdk.on(ListTaskDefinitionsCommand).callsFake(({ nextToken = '0' }: { nextToken?: string }) => {
    const end = Number(nextToken) + world.pageSize;
    const taskDefinitionArns = world.active.slice(Number(nextToken), end);
    return { taskDefinitionArns, nextToken: end < world.active.length ? String(end) : undefined };
  });
  sdk.on(UpdateServiceCommand).callsFake(({ taskDefinition = '' }: UpdateServiceCommand['input']) => {
    world.deploy(taskDefinition);
    world.changes.push(taskDefinition);
    if (world.losesAnswer) {
      world.losesAnswer = false;
      throw new LostAnswer();
    }
    return { service: answer().services[0] };
  });
  return world;
}

function steady(id: string, taskDefinition: string): FakeEcsDeployment {
  return { id, status: 'PRIMARY', taskDefinition, rolloutState: 'COMPLETED', runningCount: 2, desiredCount: 2 };
}
