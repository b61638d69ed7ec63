import { describe, expect, it } from 'vitest';
import { release } from '../support/release.ts';
import { alarmOf, windowSample } from '../support/window-samples.ts';
import { crashingNetwork, type Opening, opening, runNamed } from './support/opening.ts';

const { run } = windowSample;
const later = '2026-11-23T10:10:00.000Z';
const nextRun = runNamed('1.43.0-next', later);
const next = { ...release, version: '1.43.0', commit: 'c'.repeat(40) };
/** More calls than any of these steps makes. */
const enough = 200;

/** A window is open, with something to tell of the next one: an alarm that is gone, one that is red, one that is left. */
async function beforeNext(network: (call: string) => Promise<void>, oldEnded: boolean) {
  const world = await opening(network);
  await world.open();
  await world.store.saveToken(run.id, 'old token');
  const fingerprint = { ...windowSample.fingerprint, commit: next.commit };
  await world.store.saveGo({ run: 'gate-2', fingerprint, expiresAt: '2026-11-23T10:40:00.000Z' });
  world.alarms.delete(alarmOf('service-outage'));
  world.alarms.set(alarmOf('error-rate-high'), 'ALARM', '2026-11-23T10:01:00.000Z');
  world.alarms.set(`${alarmOf('response-time')}-left`, 'OK', '2026-11-20T00:00:00.000Z');
  const waiting = world.tasks.wait('old token');
  if (oldEnded) world.tasks.closeAll();
  return { world, waiting, open: () => world.open(nextRun, {}, next, later) };
}

async function stateOf({ store, alarms, tasks }: Opening) {
  return {
    current: await store.current(),
    old: await store.window(run.id),
    events: await store.events(nextRun.id),
    oldEvents: await store.events(run.id),
    remembered: await store.remembered(next.commit),
    alarms: await alarms.named('', new AbortController().signal),
    made: [...alarms.made],
    completed: tasks.completed,
  };
}

/** Lets what a crash left behind run into its end. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe.each([
  ['takes over from an open window', false],
  ['closes one whose execution has ended', true],
])('openWindow that %s', (_what, oldEnded) => {
  it('comes to the same after a crash at any of its calls', async () => {
    const unharmed = await beforeNext(async () => undefined, oldEnded);
    const answer = await unharmed.open();
    const expected = await stateOf(unharmed.world);
    const toldOnce = unharmed.world.notices.told;
    let crashes = 0;
    for (let n = 1; n < enough; n += 1) {
      const { network, arm, disarm } = crashingNetwork();
      const { world, open } = await beforeNext(network, oldEnded);
      arm(n);
      const first = await open().catch((cause: unknown) => String(cause));
      await settled();
      if (!disarm()) break;
      crashes += 1;
      expect(first, `at call ${n}`).toMatch(/crashed at/);
      await expect(open(), `after call ${n}`).resolves.toEqual(answer);
      expect(await stateOf(world), `after call ${n}`).toEqual(expected);
      // Told at least once, and once more at most: where it crashed between telling and writing that down.
      const subjects = world.notices.told.map(({ subject }) => subject);
      expect(new Set(subjects), `after call ${n}`).toEqual(new Set(toldOnce.map(({ subject }) => subject)));
      expect(subjects.length - toldOnce.length, `after call ${n}`).toBeLessThanOrEqual(1);
    }
    expect(crashes).toBeGreaterThan(20);
    expect(crashes).toBeLessThan(enough - 1);
  });
});

describe('openWindow, done again', () => {
  it('changes nothing and tells nothing', async () => {
    const { world, open } = await beforeNext(async () => undefined, false);
    const answer = await open();
    const [state, told] = [await stateOf(world), world.notices.told.length];
    await expect(open()).resolves.toEqual(answer);
    expect(await stateOf(world)).toEqual(state);
    expect(world.notices.told).toHaveLength(told);
  });

  it('goes on though its GO has expired and its release is in quarantine meanwhile', async () => {
    const world = await opening();
    const answer = await world.open();
    await world.store.withdrawGo(windowSample.fingerprint, 'gate-2');
    const { commit } = release;
    const { images } = windowSample.fingerprint;
    await world.store.quarantine({ commit, images, version: '1', run: 'x', at: later, reason: 'y' });
    await expect(world.open(run, {}, release, '2026-11-23T10:45:00.000Z')).resolves.toEqual(answer);
  });

  it('makes nothing more for a window that another one took over from meanwhile', async () => {
    const { world, open } = await beforeNext(async () => undefined, false);
    await open();
    const state = await stateOf(world);
    await expect(world.open()).resolves.toEqual({ next: 'watch', endsAt: windowSample.endsAt });
    expect(await stateOf(world)).toEqual(state);
  });
});
