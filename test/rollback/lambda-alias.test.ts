import { GetAliasCommand, ListVersionsByFunctionCommand, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import { lambdaAlias } from '../../lib/rollback/lambda-alias.ts';
import { release } from '../support/release.ts';
import { deployment, itself, mustBeTarget, signal, unknownBefore } from './support/deployment.ts';
import { fakeLambda } from './support/fake-lambda.ts';

let world = fakeLambda();
let strategy = lambdaAlias({ kind: 'lambda-alias', function: 'shop-api', alias: 'live' }, world.client);
beforeEach(() => {
  world = fakeLambda();
  strategy = lambdaAlias({ kind: 'lambda-alias', function: 'shop-api', alias: 'live' }, world.client);
});

const find = (remembered?: Record<string, string>, of = release) =>
  strategy.findTarget({ run: deployment.run, release: of }, remembered, signal);

describe('the target', () => {
  it('is the version that was remembered when the previous release served', async () => {
    world.versions.set('7', 'says nothing');
    await expect(find({ version: '7' })).resolves.toEqual({
      strategy: 'lambda-alias',
      what: 'version 7 of shop-api (1.41.3, as it was deployed), to which live then points in place of version 8',
      details: { version: '7', bad: '8' },
    });
  });

  it.each([
    ['is gone', () => world.versions.delete('5')],
    ['cannot be called', () => world.failed.add('5')],
  ])('is looked for by its description where the remembered version %s', async (_name, spoil) => {
    world.versions.set('5', 'shop-api 1.41.3');
    spoil();
    expect(mustBeTarget(await find({ version: '5' })).details).toEqual({ version: '7', bad: '8' });
  });

  it.each(['$LATEST', '7; rm', '', '../7'])('is never the remembered %j', async (version) => {
    expect(mustBeTarget(await find({ version })).details['version']).toBe('7');
  });

  it.each([
    ['the version', 'shop-api v1.41.3, built by CI.'],
    ['the commit', `built from ${release.previous?.commit}`],
    ["the commit's first 12 digits", 'main@89e6c98d9288'],
  ])('is the version whose description names %s', async (_name, description) => {
    world.versions.set('7', description);
    const { details, what } = mustBeTarget(await find());
    expect(details).toEqual({ version: '7', bad: '8' });
    expect(what).toContain('by its description');
  });

  it.each(['1.41.30', '11.41.3', '1.41.3-rc1', '1.41.3.1', '', '89e6c98d92', '1.41.3+build'])(
    'is no version whose description names %j',
    async (description) => {
      world.versions.set('7', description);
      await expect(find()).resolves.toEqual({
        problem:
          "it is not known which version of shop-api is 1.41.3: publish versions with a description that names the release's version, or its commit (89e6c98d9288)",
      });
    },
  );

  it('is the newest of several, by number, over all pages, and never $LATEST', async () => {
    world.pageSize = 2;
    world.versions = new Map([
      ['9', 'shop-api 1.41.3'],
      ['10', 'shop-api 1.41.3'],
      ['11', 'shop-api 1.41.2'],
      ['12', 'shop-api 1.42.0'],
    ]);
    world.set('12');
    expect(mustBeTarget(await find()).details).toEqual({ version: '10', bad: '12' });
    expect(world.sdk.commandCalls(ListVersionsByFunctionCommand)).toHaveLength(3);
  });

  it.each([
    ['remembered as it', { version: '8' }],
    ['described as it', undefined],
  ])('is not the version that serves already, %s', async (_name, remembered) => {
    world.versions = new Map([['8', 'shop-api 1.41.3']]);
    await expect(find(remembered)).resolves.toEqual({
      problem: 'live points to version 8, which is 1.41.3 itself: open the window after the deployment',
    });
  });

  it('is the older of two where the one that serves names what it replaces', async () => {
    world.versions.set('8', 'shop-api 1.42.0, replaces 1.41.3');
    expect(mustBeTarget(await find()).details).toEqual({ version: '7', bad: '8' });
  });

  it.each([
    ['$LATEST', () => world.set('$LATEST'), /points to \$LATEST, which each deployment overwrites/],
    ['two versions', () => world.set('8', { '7': 0.1 }), /also sends requests to version 7: open the window once/],
    ['no alias', () => (world.alias = undefined), /^there is no alias live of a function shop-api$/],
  ])('is none with %s', async (_name, spoil, problem) => {
    spoil();
    await expect(find({ version: '7' })).resolves.toEqual({ problem: expect.stringMatching(problem) });
    await expect(strategy.serving(signal)).resolves.toBeUndefined();
  });

  it('is none where the release does not say what it replaces, or names itself', async () => {
    await expect(find(undefined, unknownBefore)).resolves.toEqual({
      problem: expect.stringMatching(/does not say what it replaces/),
    });
    await expect(find({ version: '7' }, itself)).resolves.toEqual({
      problem: expect.stringMatching(/names its own commit 3f786850e387/),
    });
  });

  it.each([
    ['without a version', { RevisionId: 'r' }],
    ['without a revision', { FunctionVersion: '8' }],
  ])('is unknown after an answer %s', async (_name, answer) => {
    world.sdk.on(GetAliasCommand).resolves(answer);
    await expect(find()).rejects.toThrow(SourceError);
  });

  it('is unknown after a list that never ends, or is none', async () => {
    world.sdk.on(ListVersionsByFunctionCommand).resolves({ Versions: [], NextMarker: 'again' });
    await expect(find()).rejects.toThrow('more than 200 pages');
    world.sdk.on(ListVersionsByFunctionCommand).resolves({});
    await expect(find()).rejects.toThrow(SourceError);
  });

  it('changes nothing', async () => {
    await find({ version: '7' });
    expect(world.changes).toEqual([]);
  });
});

it('remembers the version that serves', async () => {
  await expect(strategy.serving(signal)).resolves.toEqual({ version: '8' });
});

describe('the rollback', () => {
  const target = { strategy: 'lambda-alias', what: '', details: { version: '7', bad: '8' } };
  const rollBack = () => strategy.rollBack(target, deployment, signal);
  const progress = () => strategy.progress(target, deployment, {}, signal);

  it('points the alias to the target', async () => {
    await expect(progress()).resolves.toMatchObject({ status: 'going' });
    await expect(rollBack()).resolves.toEqual({ status: 'done', detail: 'live of shop-api points to version 7' });
    await expect(progress()).resolves.toMatchObject({ status: 'done' });
    expect(world.alias).toEqual({ version: '7', weights: {} });
  });

  it.each([
    ['from the bad one to the target', '8', { '7': 0.5 }],
    ['from the target to the bad one', '7', { '8': 0.1 }],
  ])('takes away the weights of a shift %s', async (_name, version, weights) => {
    world.set(version, weights);
    await expect(progress()).resolves.toMatchObject({ status: 'going' });
    await expect(rollBack()).resolves.toMatchObject({ status: 'done' });
    expect(world.alias).toEqual({ version: '7', weights: {} });
  });

  it.each([
    ['points to it', '9', {}],
    ['is on its way to it', '8', { '9': 0.1 }],
  ])('changes nothing where the alias %s, a third version', async (_name, version, weights) => {
    world.set(version, weights);
    const failed = {
      status: 'failed',
      detail:
        'live of shop-api points to version 9, neither 8 nor 7: somebody deployed meanwhile, so nothing was changed',
    };
    await expect(rollBack()).resolves.toEqual(failed);
    await expect(progress()).resolves.toEqual(failed);
    expect(world.changes).toEqual([]);
  });

  it('looks again where somebody changed the alias after the look', async () => {
    world.meanwhile = (count) => {
      if (count === 1) world.set('8', { '7': 0.1 });
    };
    await expect(rollBack()).resolves.toMatchObject({ status: 'done' });
    expect(world.changes).toEqual(['7']);
  });

  it('leaves a third version that was deployed after the look', async () => {
    world.versions.set('9', '');
    world.meanwhile = () => world.set('9');
    await expect(rollBack()).resolves.toMatchObject({ status: 'failed' });
    expect(world.alias?.version).toBe('9');
  });

  it('does not go on for ever where the alias changes all the time', async () => {
    world.meanwhile = () => world.set('8');
    await expect(rollBack()).rejects.toThrow(SourceError);
    expect(world.sdk.commandCalls(UpdateAliasCommand)).toHaveLength(3);
  });

  it.each([
    ['version', () => world.versions.delete('7')],
    ['alias', () => (world.alias = undefined)],
  ])('fails where the %s is gone', async (_name, spoil) => {
    spoil();
    await expect(rollBack()).resolves.toMatchObject({
      status: 'failed',
      detail: expect.stringMatching(/any more: nothing was changed$/),
    });
  });

  it('is an error in plain words where it may not be done', async () => {
    world.sdk.on(UpdateAliasCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    await expect(rollBack()).rejects.toThrow(
      /^Lambda refused lambda:UpdateAlias: AccessDeniedException; the role of this function or user may not do that$/,
    );
  });

  it('refuses a target that is none of its own', async () => {
    await expect(strategy.rollBack({ ...target, details: { version: '7' } }, deployment, signal)).rejects.toThrow(
      'does not name both its versions',
    );
    expect(world.changes).toEqual([]);
  });
});
