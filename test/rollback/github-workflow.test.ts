import { beforeEach, describe, expect, it } from 'vitest';
import { githubWorkflow } from '../../lib/rollback/github-workflow.ts';
import { release } from '../support/release.ts';
import { deployment, itself, signal, unknownBefore } from './support/deployment.ts';
import { fakeWorkflows, goodWorkflow } from './support/fake-workflows.ts';

const sources = { trustedAuthorities: [] };
const settings = { kind: 'github-workflow', workflow: 'rollback.yml', ref: 'main', sources } as const;
let world = fakeWorkflows();
let strategy = githubWorkflow(settings, world.github);
beforeEach(() => {
  world = fakeWorkflows();
  strategy = githubWorkflow(settings, world.github);
});

const commit = release.previous?.commit ?? '';
const find = (of = release) => strategy.findTarget({ run: deployment.run, release: of }, undefined, signal);

describe('the target', () => {
  it('is the previous release, by a run of the workflow', async () => {
    await expect(find()).resolves.toEqual({
      strategy: 'github-workflow',
      what: '1.41.3 (commit 89e6c98d9288), by a run of rollback.yml of acme/shop-api at main',
      details: { version: '1.41.3', commit },
    });
    expect(world.changes).toEqual([]);
  });

  it.each([
    ['no workflow', () => (world.state = undefined), 'there is no workflow rollback.yml of acme/shop-api'],
    [
      'one that is switched off',
      () => (world.state = 'disabled_manually'),
      /is disabled_manually: enable it on GitHub$/,
    ],
    ['none at the ref', () => (world.text = undefined), /has no file .github\/workflows\/rollback.yml at main$/],
    ['one that names no run', () => (world.text = goodWorkflow.replace(/^run-name.*$/m, '')), /give it a `run-name`/],
  ])('is none with %s', async (_name, spoil, problem) => {
    spoil();
    const expected: unknown = typeof problem === 'string' ? problem : expect.stringMatching(problem);
    await expect(find()).resolves.toEqual({ problem: expected });
  });

  it('is none where the release does not say what it replaces, or names itself', async () => {
    await expect(find(unknownBefore)).resolves.toMatchObject({ problem: expect.stringMatching(/does not say/) });
    await expect(find(itself)).resolves.toMatchObject({ problem: expect.stringMatching(/its own commit/) });
  });
});

describe('the rollback', () => {
  const target = { strategy: 'github-workflow', what: '', details: { version: '1.41.3', commit } };
  const rollBack = (again?: true) => strategy.rollBack(target, { ...deployment, ...(again && { again }) }, signal);
  const progress = (handle: Record<string, string> = {}) => strategy.progress(target, deployment, handle, signal);

  it('dispatches the workflow with what it goes back to', async () => {
    await expect(rollBack()).resolves.toMatchObject({ status: 'going', handle: { run: '101' } });
    expect(world.changes).toEqual([
      { run: deployment.run, version: '1.41.3', commit, service: 'shop-api', ref: 'main' },
    ]);
  });

  it('is done once the run has succeeded', async () => {
    const { handle } = await rollBack();
    await expect(progress(handle)).resolves.toMatchObject({
      status: 'going',
      detail: expect.stringMatching(/is queued/),
    });
    world.set('waiting');
    await expect(progress(handle)).resolves.toMatchObject({
      status: 'going',
      detail: 'run 101 of rollback.yml is waiting, for somebody who lets it go on: https://github.example/runs/101',
    });
    world.set('completed', 'success');
    await expect(progress(handle)).resolves.toMatchObject({ status: 'done' });
  });

  it.each(['failure', 'cancelled', 'timed_out', 'skipped', 'neutral', ''])(
    'fails where the run ends with %j',
    async (conclusion) => {
      const { handle } = await rollBack();
      world.set('completed', conclusion);
      await expect(progress(handle)).resolves.toEqual({
        status: 'failed',
        detail: `run 101 of rollback.yml ended with ${conclusion || 'no conclusion'}: https://github.example/runs/101`,
        handle: { run: '101' },
      });
    },
  );

  it('finds its run by the window where GitHub did not tell its id', async () => {
    world.tellsNoId = true;
    const begun = await rollBack();
    expect(begun.handle).toBeUndefined();
    world.behind = 1;
    await expect(progress()).resolves.toMatchObject({
      status: 'going',
      detail: 'rollback.yml was dispatched, and GitHub shows no run of it yet',
    });
    await expect(progress()).resolves.toMatchObject({ status: 'going', handle: { run: '101' } });
  });

  it('takes no run of another window for its own', async () => {
    const title = `Roll back for ${deployment.run}-2`;
    world.runs = [{ id: 7, title, status: 'completed', conclusion: 'success', page: '' }];
    await rollBack();
    expect(world.changes).toHaveLength(1);
    await expect(progress()).resolves.toMatchObject({ handle: { run: '101' } });
  });

  it('waits after a lost answer until GitHub lists the run, and dispatches nothing more', async () => {
    world.losesAnswer = true;
    await expect(rollBack()).rejects.toThrow('did not answer in time');
    world.behind = 3;
    await expect(rollBack(true)).resolves.toMatchObject({ status: 'going', handle: { run: '101' } });
    expect(world.changes).toHaveLength(1);
    expect(world.paused).toBe(3);
  });

  it('dispatches once more where after that time there still is no run', async () => {
    await expect(rollBack(true)).resolves.toMatchObject({ status: 'going' });
    expect(world.changes).toHaveLength(1);
    expect(world.paused).toBe(4);
  });

  it('follows a run that is gone no further', async () => {
    const { handle } = await rollBack();
    world.runs = [];
    await expect(progress(handle)).resolves.toMatchObject({ status: 'going' });
  });

  it('refuses a target that is none of its own', async () => {
    await expect(strategy.rollBack({ ...target, details: {} }, deployment, signal)).rejects.toThrow(
      'no version and commit',
    );
    expect(world.changes).toEqual([]);
  });
});
