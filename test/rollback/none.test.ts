import { expect, it } from 'vitest';
import { none } from '../../lib/rollback/none.ts';
import { deployment, mustBeTarget, signal, unknownBefore } from './support/deployment.ts';

const strategy = none();

it('leaves the rollback to people, and says what they are to do', async () => {
  const target = mustBeTarget(await strategy.findTarget(deployment, undefined, signal));
  expect(target).toEqual({
    strategy: 'none',
    what: 'people: a person must take shop-api back from 1.42.0 to 1.41.3 by hand',
    details: {},
  });
  await expect(strategy.serving(signal)).resolves.toBeUndefined();
});

it('is never done, and never verified', async () => {
  const target = { strategy: 'none', what: '', details: {} };
  const failed = {
    status: 'failed',
    detail:
      'nothing was changed: no strategy is configured, so a person must take shop-api back from 1.42.0 to 1.41.3 by hand',
  };
  await expect(strategy.rollBack(target, deployment, signal)).resolves.toEqual(failed);
  await expect(strategy.progress(target, deployment, {}, signal)).resolves.toEqual(failed);
});

it('does not need to know what the release replaces', async () => {
  const target = mustBeTarget(await strategy.findTarget({ ...deployment, release: unknownBefore }, undefined, signal));
  expect(target.what).toContain('to what served before by hand');
});
