import { GetDeploymentCommand, GetDeploymentGroupCommand, StopDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { beforeEach, describe, expect, it } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import { codedeploy } from '../../lib/rollback/codedeploy.ts';
import { release } from '../support/release.ts';
import { deployment, mustBeTarget, signal, unknownBefore } from './support/deployment.ts';
import { fakeCodedeploy } from './support/fake-codedeploy.ts';

const settings = { kind: 'codedeploy', application: 'shop', deploymentGroup: 'blue-green' } as const;
let world = fakeCodedeploy();
let strategy = codedeploy(settings, world.client);
beforeEach(() => {
  world = fakeCodedeploy();
  strategy = codedeploy(settings, world.client);
});

const find = (of = release) => strategy.findTarget({ run: deployment.run, release: of }, undefined, signal);
const set = (status: string, more = {}) => void world.deployments.set('d-1', { status, ...more });

describe('the target', () => {
  it.each(['Created', 'Queued', 'InProgress', 'Baking', 'Ready'])('is the deployment that is %s', async (status) => {
    set(status);
    await expect(find()).resolves.toEqual({
      strategy: 'codedeploy',
      what: '1.41.3, by stopping deployment d-1 of shop/blue-green, which CodeDeploy then rolls back',
      details: { deployment: 'd-1' },
    });
  });

  it('needs no word of the release about what it replaces', async () => {
    expect(mustBeTarget(await find(unknownBefore)).what).toMatch(/^what served before, by stopping/);
  });

  it.each(['Succeeded', 'Failed', 'Stopped'])('is none once the deployment has %s', async (status) => {
    set(status);
    await expect(find()).resolves.toEqual({
      problem: `deployment d-1 of shop/blue-green has ended (${status}): CodeDeploy rolls back only what is under way, so the window must lie within its bake time`,
    });
  });

  it.each([
    ['no group', () => (world.hasGroup = false), /^there is no deployment group shop\/blue-green$/],
    ['no deployment', () => (world.last = undefined), /^nothing was ever deployed to shop\/blue-green$/],
    ['one that is gone', () => world.deployments.clear(), /^nothing was ever deployed/],
    [
      'a rollback',
      () => set('InProgress', { creator: 'codeDeployRollback' }),
      /d-1 of shop\/blue-green is a rollback itself/,
    ],
  ])('is none with %s', async (_name, spoil, problem) => {
    spoil();
    await expect(find()).resolves.toEqual({ problem: expect.stringMatching(problem) });
  });

  it('is unknown after an answer that leaves out what it is about', async () => {
    world.sdk.on(GetDeploymentCommand).resolves({ deploymentInfo: {} });
    await expect(find()).rejects.toThrow(SourceError);
    world.sdk.on(GetDeploymentGroupCommand).resolves({});
    await expect(find()).rejects.toThrow(SourceError);
  });
});

describe('the rollback', () => {
  const target = { strategy: 'codedeploy', what: '', details: { deployment: 'd-1' } };
  const rollBack = () => strategy.rollBack(target, deployment, signal);
  const progress = () => strategy.progress(target, deployment, {}, signal);

  it('stops the deployment, and is done once its rollback has succeeded', async () => {
    await expect(progress()).resolves.toMatchObject({ status: 'going', detail: 'deployment d-1 is InProgress' });
    await expect(rollBack()).resolves.toEqual({
      status: 'going',
      detail: 'deployment d-1 of shop/blue-green is told to stop and roll back',
    });
    await expect(progress()).resolves.toEqual({
      status: 'going',
      detail: 'rollback d-2 of shop/blue-green is InProgress',
    });
    world.deployments.set('d-2', { status: 'Succeeded' });
    await expect(progress()).resolves.toMatchObject({ status: 'done' });
  });

  it.each(['Failed', 'Stopped'])('fails where its rollback has %s', async (status) => {
    await rollBack();
    world.deployments.set('d-2', { status, rollbackInfo: { rollbackMessage: 'no\nhosts' } });
    await expect(progress()).resolves.toEqual({
      status: 'failed',
      detail: `rollback d-2 of shop/blue-green is ${status}: no hosts`,
    });
  });

  it('waits for the rollback of a deployment that is stopped', async () => {
    set('Stopped', { rollbackInfo: { rollbackMessage: 'The rollback is pending' } });
    const waits = {
      status: 'going',
      detail: 'deployment d-1 has ended (Stopped), and CodeDeploy shows no rollback of it yet: The rollback is pending',
    };
    await expect(rollBack()).resolves.toEqual(waits);
    await expect(progress()).resolves.toEqual(waits);
    expect(world.changes).toEqual([]);
  });

  it('follows the rollback of a deployment that failed by itself, where CodeDeploy begins one', async () => {
    set('Failed', { autoRollbackConfiguration: { enabled: true } });
    await expect(rollBack()).resolves.toMatchObject({ status: 'going' });
    world.rollBack('d-1');
    await expect(rollBack()).resolves.toMatchObject({
      status: 'going',
      detail: expect.stringMatching(/^rollback d-2/),
    });
    expect(world.changes).toEqual([]);
  });

  it.each([
    ['succeeded', 'Succeeded', true],
    ['failed, and is not rolled back', 'Failed', false],
  ])('fails where the deployment has %s', async (_name, status, enabled) => {
    set(status, { autoRollbackConfiguration: { enabled } });
    await expect(rollBack()).resolves.toMatchObject({
      status: 'failed',
      detail: expect.stringMatching(/has ended \(\w+\): CodeDeploy rolls back only/),
    });
  });

  it('looks again where the deployment ends after the look', async () => {
    world.meanwhile = () => set('Succeeded');
    await expect(rollBack()).resolves.toMatchObject({ status: 'failed' });
    world.meanwhile = () => world.rollBack('d-1');
    set('Ready');
    await expect(rollBack()).resolves.toMatchObject({
      status: 'going',
      detail: expect.stringMatching(/^rollback d-2/),
    });
    expect(world.changes).toEqual([]);
  });

  it('fails where the deployment is gone', async () => {
    world.deployments.clear();
    await expect(rollBack()).resolves.toMatchObject({ status: 'failed' });
    await expect(progress()).resolves.toMatchObject({ status: 'failed' });
  });

  it('is an error in plain words where CodeDeploy cannot be reached', async () => {
    world.sdk.on(StopDeploymentCommand).rejects(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }));
    await expect(rollBack()).rejects.toThrow('CodeDeploy could not be reached (ECONNREFUSED)');
  });
});
