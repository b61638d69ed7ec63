import { describe, expect, it } from 'vitest';
import { release } from '../support/release.ts';
import { windowSample } from '../support/window-samples.ts';
import { type Opening, openedAt, opening, runNamed } from './support/opening.ts';

const { run } = windowSample;
const quarantine = {
  commit: release.commit,
  images: windowSample.fingerprint.images,
  version: release.version,
  run: 'window-1',
  at: '2026-11-22T10:00:00.000Z',
  reason: '12% errors',
};

/** Nothing was written, made or told. */
async function expectNothing({ store, alarms, notices }: Opening): Promise<void> {
  await expect(store.current()).resolves.toBeUndefined();
  expect([alarms.made.size, notices.told.length]).toEqual([0, 0]);
}

describe('openWindow refuses', () => {
  it('a release that is not valid, with all that is wrong with it', async () => {
    const world = await opening();
    const answer = await world.open(run, {}, { ...release, service: 'shop-web', commit: 'HEAD', extra: 1 });
    expect(answer).toMatchObject({ next: 'refused', error: 'ReleaseRefused' });
    const { cause } = answer as { cause: string };
    expect(cause).toMatch(/^the release is not valid: 3 problems\n/);
    for (const path of ['release.commit', 'release.extra', 'release.service']) expect(cause).toContain(path);
    await expectNothing(world);
  });

  it.each([undefined, null, 'release', []])('the release %j', async (input) => {
    const world = await opening();
    await expect(world.open(run, {}, input ?? null)).resolves.toMatchObject({ error: 'ReleaseRefused' });
    await expectNothing(world);
  });

  it('a name of more than 73 characters, and takes one of 73', async () => {
    const long = runNamed('x'.repeat(74));
    const world = await opening();
    await expect(world.open(long)).resolves.toEqual({
      next: 'refused',
      error: 'NameTooLong',
      cause: `the execution's name ${long.id} has 74 characters; start it under a name of at most 73`,
    });
    await expectNothing(world);
    await expect(world.open(runNamed('x'.repeat(73)))).resolves.toMatchObject({ next: 'watch' });
  });

  it("a name that was another execution's", async () => {
    const world = await opening();
    await world.open();
    const again = { ...run, startedAt: '2027-03-01T10:00:00.000Z' };
    await expect(world.open(again)).resolves.toMatchObject({ next: 'refused', error: 'NameTaken' });
    await expect(world.store.current()).resolves.toMatchObject({ run });
  });

  it('a release in quarantine, also one with a GO, and also where it need not have one', async () => {
    const world = await opening();
    await world.store.quarantine(quarantine);
    for (const settings of [{}, { goOff: 'hotfixes' }]) {
      const answer = await world.open(run, settings);
      expect(answer).toMatchObject({ next: 'refused', error: 'ReleaseQuarantined' });
      expect((answer as { cause: string }).cause).toContain(
        `the window window-1 rolled it back at 2026-11-22T10:00:00.000Z: 12% errors; deploy a repaired release, or lift it: preflight release lift --env production --commit ${release.commit} --reason '…'`,
      );
    }
    await expectNothing(world);
  });

  it('nothing of a release whose quarantine was lifted', async () => {
    const world = await opening();
    await world.store.quarantine(quarantine);
    await world.store.lift(release, { at: openedAt, by: 'github:octocat', reason: 'it was the network' });
    await expect(world.open()).resolves.toMatchObject({ next: 'watch' });
  });

  it('a release without a GO', async () => {
    const world = await opening();
    await world.store.withdrawGo(windowSample.fingerprint, 'gate-2');
    await expect(world.open()).resolves.toMatchObject({ next: 'refused', error: 'NoGo' });
    await expectNothing(world);
  });

  it('a release whose GO expires at this moment, and not one a millisecond before', async () => {
    const world = await opening();
    const expiresAt = '2026-11-23T10:30:00.000Z';
    const refused = await world.open(run, {}, release, expiresAt);
    expect(refused).toMatchObject({ error: 'NoGo' });
    expect((refused as { cause: string }).cause).toContain(`the GO of run gate-1 expired at ${expiresAt}`);
    await expectNothing(world);
    await expect(world.open(run, {}, release, '2026-11-23T10:29:59.999Z')).resolves.toMatchObject({ next: 'watch' });
  });

  it.each([
    ['another configuration', { configuration: 'other' }, release],
    ['other images', {}, { ...release, images: release.images.slice(1) }],
    ['another commit', {}, { ...release, commit: 'd'.repeat(40) }],
  ])('a GO for %s', async (_what, settings, input) => {
    const world = await opening();
    await expect(world.open(run, settings, input)).resolves.toMatchObject({ next: 'refused', error: 'NoGo' });
    await expectNothing(world);
  });
});
