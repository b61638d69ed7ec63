import { describe, expect, it } from 'vitest';
import { codedeploy } from '../../lib/rollback/codedeploy.ts';
import { ecsService } from '../../lib/rollback/ecs-service.ts';
import { githubWorkflow } from '../../lib/rollback/github-workflow.ts';
import { lambdaAlias } from '../../lib/rollback/lambda-alias.ts';
import { stateMachine } from '../../lib/rollback/state-machine.ts';
import type { RollbackStrategy } from '../../lib/rollback/strategy.ts';
import { deployment, mustBeTarget, signal } from './support/deployment.ts';
import { fakeCodedeploy } from './support/fake-codedeploy.ts';
import { fakeEcs } from './support/fake-ecs.ts';
import { fakeLambda } from './support/fake-lambda.ts';
import { executionArn, fakeStepFunctions, machineArn } from './support/fake-step-functions.ts';
import { fakeWorkflows } from './support/fake-workflows.ts';

interface World {
  readonly strategy: RollbackStrategy;
  /** What whoever asks this service has changed there. */
  readonly changes: readonly unknown[];
  /** What was begun comes to its end. */
  readonly settle: () => void;
  /** The next change acts, and its answer gets lost. */
  readonly loseAnswer: () => void;
}

const worlds: Readonly<Record<string, () => World>> = {
  'lambda-alias': () => {
    const world = fakeLambda();
    const settings = { kind: 'lambda-alias', function: 'shop-api', alias: 'live' } as const;
    return {
      strategy: lambdaAlias(settings, world.client),
      changes: world.changes,
      settle: () => undefined,
      loseAnswer: loser(world),
    };
  },
  'ecs-service': () => {
    const world = fakeEcs();
    const settings = { kind: 'ecs-service', cluster: 'main', service: 'shop', taskRoles: [] } as const;
    return {
      strategy: ecsService(settings, world.client),
      changes: world.changes,
      settle: () => world.settle(),
      loseAnswer: loser(world),
    };
  },
  codedeploy: () => {
    const world = fakeCodedeploy();
    const settings = { kind: 'codedeploy', application: 'shop', deploymentGroup: 'blue-green' } as const;
    const settle = () => void world.deployments.set('d-2', { status: 'Succeeded' });
    return { strategy: codedeploy(settings, world.client), changes: world.changes, settle, loseAnswer: loser(world) };
  },
  'github-workflow': () => {
    const world = fakeWorkflows();
    const sources = { trustedAuthorities: [] };
    const settings = { kind: 'github-workflow', workflow: 'rollback.yml', ref: 'main', sources } as const;
    const strategy = githubWorkflow(settings, world.github);
    return {
      strategy,
      changes: world.changes,
      settle: () => world.set('completed', 'success'),
      loseAnswer: loser(world),
    };
  },
  'state-machine': () => {
    const world = fakeStepFunctions();
    const strategy = stateMachine({ kind: 'state-machine', arn: machineArn }, world.client);
    const arn = executionArn(deployment.run);
    const settle = () => {
      const { input = '' } = world.executions.get(arn) ?? {};
      world.executions.set(arn, { status: 'SUCCEEDED', input });
    };
    return { strategy, changes: world.changes, settle, loseAnswer: loser(world) };
  },
};

const loser = (world: { losesAnswer: boolean }) => () => {
  world.losesAnswer = true;
};

describe.each(Object.entries(worlds))('%s', (kind, make) => {
  const begin = async () => {
    const world = make();
    const target = mustBeTarget(await world.strategy.findTarget(deployment, undefined, signal));
    return { ...world, target };
  };

  it('names itself in what it finds, and changes nothing by looking', async () => {
    const { strategy, target, changes } = await begin();
    await strategy.serving(signal);
    expect(strategy.kind).toBe(kind);
    expect(target.strategy).toBe(kind);
    expect(changes).toEqual([]);
  });

  it('goes back, and is done once that has come to its end', async () => {
    const { strategy, target, settle } = await begin();
    const { handle = {}, status } = await strategy.rollBack(target, deployment, signal);
    expect(status).not.toBe('failed');
    settle();
    await expect(strategy.progress(target, deployment, handle, signal)).resolves.toMatchObject({ status: 'done' });
  });

  it('called twice changes once, and each says the same', async () => {
    const { strategy, target, changes, settle } = await begin();
    const first = await strategy.rollBack(target, deployment, signal);
    const second = await strategy.rollBack(target, { ...deployment, again: true }, signal);
    expect(second.status).toBe(first.status);
    settle();
    await expect(strategy.rollBack(target, { ...deployment, again: true }, signal)).resolves.toMatchObject({
      status: expect.stringMatching(/^(?:done|going)$/),
    });
    expect(changes).toHaveLength(1);
    await expect(strategy.progress(target, deployment, second.handle ?? {}, signal)).resolves.toMatchObject({
      status: 'done',
    });
  });

  it('called again after a lost answer changes once', async () => {
    const { strategy, target, changes, settle, loseAnswer } = await begin();
    loseAnswer();
    await expect(strategy.rollBack(target, deployment, signal)).rejects.toThrow(/did not answer in time$/);
    const { handle = {} } = await strategy.rollBack(target, { ...deployment, again: true }, signal);
    settle();
    await expect(strategy.progress(target, deployment, handle, signal)).resolves.toMatchObject({ status: 'done' });
    expect(changes).toHaveLength(1);
  });

  it('is not done before it was begun', async () => {
    const { strategy, target } = await begin();
    await expect(strategy.progress(target, deployment, {}, signal)).resolves.toMatchObject({ status: 'going' });
  });
});
