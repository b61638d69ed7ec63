import { DescribeServicesCommand, ListTaskDefinitionsCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, it } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import { ecsService } from '../../lib/rollback/ecs-service.ts';
import { release } from '../support/release.ts';
import { deployment, itself, mustBeTarget, signal, unknownBefore } from './support/deployment.ts';
import { fakeEcs, revision } from './support/fake-ecs.ts';

let world = fakeEcs();
const role = (name: string): string => `arn:aws:iam::111122223333:role/shop/${name}`;
const taskRoles = [role('task'), role('execution')];
const settings = { kind: 'ecs-service', cluster: 'main', service: 'shop', taskRoles } as const;
let strategy = ecsService(settings, world.client);
beforeEach(() => {
  world = fakeEcs();
  strategy = ecsService(settings, world.client);
});

const find = (remembered?: Record<string, string>, of = release) =>
  strategy.findTarget({ run: deployment.run, release: of }, remembered, signal);

describe('the target', () => {
  it('is the task definition that was remembered when the previous release served', async () => {
    await expect(find({ taskDefinition: revision(40) })).resolves.toEqual({
      strategy: 'ecs-service',
      what: 'task definition shop-api:40 (as it was deployed), which shop then runs in place of shop-api:42',
      details: { taskDefinition: revision(40), bad: revision(42) },
    });
  });

  it.each([
    ['nothing was remembered', undefined],
    ['what was remembered is inactive', { taskDefinition: revision(39) }],
    ['what was remembered is gone', { taskDefinition: 'arn:aws:ecs:eu-central-1:1:task-definition/shop-api:1' }],
  ])('is the active revision before it where %s', async (_name, remembered) => {
    world.active = [revision(44), revision(42), revision(40), revision(39, 'other')];
    world.pageSize = 1;
    const { details, what } = mustBeTarget(await find(remembered));
    expect(details).toEqual({ taskDefinition: revision(40), bad: revision(42) });
    expect(what).toContain('the active revision before it');
  });

  it('needs no word of the release about what it replaces', async () => {
    expect(mustBeTarget(await find(undefined, unknownBefore)).details['taskDefinition']).toBe(revision(41));
  });

  it('is what the service is to run, not what it still runs', async () => {
    world.deploy(revision(43));
    expect(mustBeTarget(await find()).details['bad']).toBe(revision(43));
  });

  it.each([
    [
      'a service that is not there',
      () => (world.status = undefined),
      /^there is no active service shop in cluster main$/,
    ],
    ['a service that is being deleted', () => (world.status = 'DRAINING'), /^there is no active service shop/],
    ['CodeDeploy', () => (world.controller = 'CODE_DEPLOY'), /configure the strategy codedeploy/],
    ['another controller', () => (world.controller = 'EXTERNAL'), /controller of its own \(EXTERNAL\)/],
    ['no deployment', () => (world.deployments = []), /has no deployment/],
    [
      'no revision before it',
      () => (world.active = [revision(42), revision(43)]),
      /no revision before shop-api:42 is active/,
    ],
  ])('is none with %s', async (_name, spoil, problem) => {
    spoil();
    await expect(find()).resolves.toEqual({ problem: expect.stringMatching(problem) });
  });

  it.each([
    ['remembered', { taskDefinition: revision(40) }],
    ['the revision before', undefined],
  ])('may have the roles that the configuration names, where it is %s', async (_name, remembered) => {
    world.roles = { taskRoleArn: role('task'), executionRoleArn: 'execution' };
    expect(mustBeTarget(await find(remembered)).details['bad']).toBe(revision(42));
    world.roles = { taskRoleArn: role('task'), executionRoleArn: role('other') };
    const number = remembered === undefined ? 41 : 40;
    await expect(find(remembered)).resolves.toEqual({
      problem: `shop-api:${number} has the role ${role('other')}, which the configuration does not name: add to its ecsService.taskRoles`,
    });
  });

  it('names each role that IAM would not let it pass', async () => {
    world.roles = { taskRoleArn: role('task-of-old'), executionRoleArn: 'ecution' };
    await expect(find()).resolves.toEqual({
      problem: expect.stringContaining(`has the roles ${role('task-of-old')} and ecution, which`),
    });
  });

  it('is none where it would be the release itself', async () => {
    await expect(find(undefined, itself)).resolves.toEqual({ problem: expect.stringMatching(/its own commit/) });
    await expect(find({ taskDefinition: revision(42) })).resolves.toEqual({
      problem: 'shop runs shop-api:42, which is 1.41.3 itself: open the window after the deployment',
    });
  });

  it.each([
    ['nothing', {}],
    ['another failure', { failures: [{ reason: 'THROTTLED' }] }],
    ['a deployment without its task definition', { services: [{ status: 'ACTIVE', deployments: [{ id: 'x' }] }] }],
    [
      'a task definition without a revision',
      {
        services: [
          {
            status: 'ACTIVE',
            deployments: [{ id: 'x', status: 'PRIMARY', taskDefinition: 'shop', runningCount: 1, desiredCount: 1 }],
          },
        ],
      },
    ],
  ])('is unknown after an answer with %s', async (_name, answer) => {
    world.sdk.on(DescribeServicesCommand).resolves(answer);
    await expect(find()).rejects.toThrow(SourceError);
  });

  it('is unknown after a list that never ends, or is none', async () => {
    world.sdk.on(ListTaskDefinitionsCommand).resolves({ taskDefinitionArns: [], nextToken: 'again' });
    await expect(find()).rejects.toThrow('more than 50 pages');
    world.sdk.on(ListTaskDefinitionsCommand).resolves({});
    await expect(find()).rejects.toThrow(SourceError);
  });

  it('changes nothing', async () => {
    await find();
    expect(world.changes).toEqual([]);
  });
});

it('remembers the task definition that the service is to run', async () => {
  await expect(strategy.serving(signal)).resolves.toEqual({ taskDefinition: revision(42) });
  world.status = undefined;
  await expect(strategy.serving(signal)).resolves.toBeUndefined();
});

describe('the rollback', () => {
  const target = {
    strategy: 'ecs-service',
    what: '',
    details: { taskDefinition: revision(41), bad: revision(42) },
  };
  const rollBack = () => strategy.rollBack(target, deployment, signal);
  const progress = (handle: Record<string, string> = {}) => strategy.progress(target, deployment, handle, signal);

  it('is done once the old task definition is rolled out and runs on all tasks', async () => {
    const begun = await rollBack();
    expect(begun).toEqual({
      status: 'going',
      detail: 'shop is told to run shop-api:41 again',
      handle: { deployment: 'ecs-svc/2' },
    });
    expect(world.sdk.commandCalls(UpdateServiceCommand)[0]?.args[0].input).toEqual({
      cluster: 'main',
      service: 'shop',
      taskDefinition: revision(41),
    });
    await expect(progress(begun.handle)).resolves.toMatchObject({ status: 'going' });
    world.settle();
    await expect(progress(begun.handle)).resolves.toEqual({
      status: 'done',
      detail: 'shop is steady: 2 of 2 tasks run shop-api:41',
    });
  });

  it.each([
    ['a task is missing', { runningCount: 1 }],
    ['the rollout goes on', { rolloutState: 'IN_PROGRESS' }],
  ])('is not done while %s', async (_name, state) => {
    await rollBack();
    world.settle();
    Object.assign(world.deployments[0] ?? {}, state);
    await expect(progress()).resolves.toMatchObject({ status: 'going' });
  });

  it('is done without a rollout state once the old tasks are gone', async () => {
    await rollBack();
    const [ours] = world.deployments;
    Object.assign(ours ?? {}, { rolloutState: undefined, runningCount: 2 });
    await expect(progress()).resolves.toMatchObject({ status: 'going' });
    world.settle();
    delete world.deployments[0]?.rolloutState;
    await expect(progress()).resolves.toMatchObject({ status: 'done' });
  });

  it('fails where its rollout failed, with the words of ECS', async () => {
    const { handle } = await rollBack();
    Object.assign(world.deployments[0] ?? {}, { rolloutState: 'FAILED', rolloutStateReason: 'ECS deployment\nfailed' });
    await expect(progress(handle)).resolves.toEqual({
      status: 'failed',
      detail: 'shop could not run shop-api:41 again: ECS deployment failed',
    });
  });

  it("fails where ECS's circuit breaker has gone back to the bad one", async () => {
    const { handle } = await rollBack();
    Object.assign(world.deployments[0] ?? {}, { rolloutState: 'FAILED' });
    world.deploy(revision(42));
    await expect(progress(handle)).resolves.toMatchObject({ status: 'failed' });
  });

  it('takes no earlier rollout of the target that failed for its own', async () => {
    world.deployments = [];
    world.deploy(revision(41));
    Object.assign(world.deployments[0] ?? {}, { rolloutState: 'FAILED' });
    world.deploy(revision(42));
    const { handle } = await rollBack();
    world.deployments.reverse();
    await expect(progress(handle)).resolves.toMatchObject({ status: 'going' });
    expect(world.changes).toHaveLength(1);
  });

  it('changes nothing where somebody deployed a third revision meanwhile', async () => {
    world.deploy(revision(43));
    const failed = {
      status: 'failed',
      detail:
        'shop is to run shop-api:43, neither shop-api:42 nor shop-api:41: somebody deployed meanwhile, so nothing was changed',
    };
    await expect(rollBack()).resolves.toMatchObject(failed);
    await expect(progress()).resolves.toEqual(failed);
    expect(world.changes).toEqual([]);
  });

  it('fails where the service is gone', async () => {
    world.status = 'INACTIVE';
    await expect(rollBack()).resolves.toMatchObject({ status: 'failed' });
    await expect(progress()).resolves.toMatchObject({ status: 'failed' });
  });

  it('is an error in plain words where ECS is too busy', async () => {
    world.sdk.on(UpdateServiceCommand).rejects(Object.assign(new Error('no'), { name: 'ThrottlingException' }));
    await expect(rollBack()).rejects.toThrow('ECS is throttling ecs:UpdateService: ThrottlingException');
  });
});
