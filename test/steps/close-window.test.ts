import { describe, expect, it } from 'vitest';
import { askedRunOf } from '../../lib/domain/window/asked.ts';
import type { RollbackProgress, Trigger, WindowRecord } from '../../lib/domain/window/window.ts';
import { alarmOf, windowSample, windowSettingsSample } from '../support/window-samples.ts';
import { crashingNetwork, opening, runNamed } from './support/opening.ts';

const { run } = windowSample;
const at = '2026-11-23T10:20:00.000Z';
const closedAt = '2026-11-23T11:00:31.000Z';
const trigger: Trigger = { criterion: 'error-rate-critical', reason: '12% errors', at, recordedAt: at, by: 'look' };
const rollback: RollbackProgress = { startedAt: at, detail: 'moved the alias' };
const timeUp = { at: '2026-11-23T11:00:30.000Z', why: 'time-up' } as const;
const spot = { what: 'CloudWatch', why: 'throttled', from: at, to: '2026-11-23T10:22:00.000Z' };

/** A window with what its own alarm is, that has come so far. */
async function windowWith(change: Partial<WindowRecord>, network?: (call: string) => Promise<void>) {
  const world = await opening(network);
  await world.store.open({ ...windowSample, ...change }, undefined);
  world.alarms.set(windowSample.ownAlarm ?? '', 'OK', '2026-11-23T10:03:00.000Z');
  return world;
}

async function askPeople({ approvals }: Awaited<ReturnType<typeof opening>>): Promise<void> {
  const { service, environment, release, fingerprint, openedAt } = windowSample;
  const asked = { run: { ...run, id: askedRunOf(run.id) }, service, environment, release, fingerprint, openedAt };
  await approvals.open({ ...asked, window: true }, [], []);
}

describe('closeWindow', () => {
  it.each<[string, Partial<WindowRecord>]>([
    ['healthy', { ended: timeUp }],
    ['rolled-back', { trigger, rollback: { ...rollback, doneAt: at, verifiedAt: at } }],
    ['superseded', { supersededBy: { run: 'next', at } }],
  ])('closes a window as %s, and pages nobody', async (result, change) => {
    const world = await windowWith(change);
    await expect(world.close()).resolves.toEqual({ result });
    await expect(world.store.window(run.id)).resolves.toMatchObject({ closed: { result, at: closedAt } });
    expect(world.notices.told).toEqual([]);
    expect((await world.store.events(run.id)).at(-1)).toEqual({
      at: closedAt,
      kind: 'ended',
      text: `closed as ${result}`,
    });
  });

  it.each<[string, Partial<WindowRecord>, string]>([
    [
      'rollback-failed',
      { trigger, rollback: { ...rollback, failure: 'no version 7' } },
      'the rollback failed: no version 7',
    ],
    ['rollback-failed', { trigger }, 'no rollback was begun'],
    ['inconclusive', { ended: timeUp, blind: [spot] }, `CloudWatch: throttled (from ${at} to ${spot.to})`],
    [
      'inconclusive',
      { ended: { at, why: 'closed', by: 'github:octocat', reason: 'enough' } },
      'closed it early: enough',
    ],
    ['inconclusive', {}, 'with nobody to watch any more'],
  ])('closes a window as %s, and pages: %o', async (result, change, words) => {
    const world = await windowWith(change);
    await expect(world.close()).resolves.toEqual({ result });
    expect(world.notices.told).toMatchObject([{ urgency: 'page', run: run.id }]);
    const [page] = world.notices.told;
    expect(page?.subject).toBe(`${result}: shop-api 1.42.0 in production`);
    expect(page?.text).toContain(words);
    expect(page?.text).toContain(`${windowSettingsSample.runbook}#${result}`);
  });

  it('keeps the first result, and pages once, when done again', async () => {
    const world = await windowWith({});
    await world.close();
    await world.store.end(run.id, timeUp);
    await expect(world.close(run, '2026-11-23T12:00:00.000Z')).resolves.toEqual({ result: 'inconclusive' });
    await expect(world.store.window(run.id)).resolves.toMatchObject({ closed: { at: closedAt } });
    expect(world.notices.told).toHaveLength(1);
  });

  it('deletes its own alarm, and no other', async () => {
    const world = await windowWith({ ended: timeUp });
    const before = await world.alarms.named('', world.signal);
    await world.close();
    const after = await world.alarms.named('', world.signal);
    expect(before.filter((name) => !after.includes(name))).toEqual([windowSample.ownAlarm]);
  });

  it('deletes nothing where it had none', async () => {
    const world = await opening();
    const { ownAlarm: _, ...record } = windowSample;
    await world.store.open({ ...record, ended: timeUp }, undefined);
    world.failing.add('remove');
    await expect(world.close()).resolves.toEqual({ result: 'healthy' });
    expect(world.notices.told).toEqual([]);
  });

  it('tells where its own alarm cannot be deleted, which takes no result back', async () => {
    const world = await windowWith({ ended: timeUp });
    world.failing.add('remove');
    await expect(world.close()).resolves.toEqual({ result: 'healthy' });
    await world.close();
    expect(world.notices.told).toMatchObject([{ urgency: 'notice', run: run.id }]);
    expect(world.notices.told[0]?.text).toContain(
      `The alarm ${windowSample.ownAlarm} could not be deleted: remove failed.`,
    );
  });

  it('closes where nobody can be told, and writes that down', async () => {
    const world = await windowWith({});
    world.notices.fail();
    await expect(world.close()).resolves.toEqual({ result: 'inconclusive' });
    expect((await world.store.events(run.id)).map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^nobody could be told \(inconclusive: shop-api/),
    );
  });

  it('closes what people were asked: nobody decides on it any more', async () => {
    const world = await windowWith({ ended: timeUp });
    await askPeople(world);
    await world.close();
    await world.close(run, '2026-11-23T12:00:00.000Z');
    await expect(world.approvals.run(askedRunOf(run.id))).resolves.toMatchObject({ closedAt });
  });

  it('puts on the time line what the alarms did since Watch looked last, and not what they did later', async () => {
    const world = await windowWith({ ended: timeUp });
    const [changed, late] = [alarmOf('error-rate-high'), alarmOf('error-rate-critical')];
    world.alarms.set(changed, 'ALARM', '2026-11-23T11:00:10.000Z', { reason: '1.2% > 1%' });
    world.alarms.set(late, 'ALARM', '2026-11-23T11:00:31.500Z');
    await expect(world.close()).resolves.toEqual({ result: 'healthy' });
    const events = (await world.store.events(run.id)).filter(({ alarm }) => alarm === changed || alarm === late);
    expect(events).toEqual([
      { at: '2026-11-23T11:00:10.000Z', kind: 'alarm', text: '1.2% > 1%', alarm: changed, state: 'ALARM' },
    ]);
  });

  it('closes where CloudWatch cannot be asked for that', async () => {
    const world = await windowWith({ ended: timeUp });
    world.failing.add('look');
    await expect(world.close()).resolves.toEqual({ result: 'healthy' });
    expect(await world.store.events(run.id)).toContainEqual({
      at: closedAt,
      kind: 'blind',
      text: 'no look at the alarms at the end: look failed',
    });
  });

  it('refuses a window that nobody opened', async () => {
    const world = await opening();
    await expect(world.close(runNamed('nobody'))).rejects.toThrow('there is no window nobody that could be closed');
  });

  it('comes to the same after a crash at any of its calls', async () => {
    const change = { trigger, rollback: { ...rollback, failure: 'no version 7' } };
    const stateOf = async ({ store, alarms, approvals, signal }: Awaited<ReturnType<typeof opening>>) => ({
      window: await store.window(run.id),
      events: await store.events(run.id),
      alarms: await alarms.named('', signal),
      asked: await approvals.run(askedRunOf(run.id)),
    });
    const unharmed = await windowWith(change);
    await askPeople(unharmed);
    await unharmed.close();
    const expected = await stateOf(unharmed);
    let crashes = 0;
    for (let n = 1; n < 100; n += 1) {
      const { network, arm, disarm } = crashingNetwork();
      const world = await windowWith(change, network);
      await askPeople(world);
      arm(n);
      const first = await world.close().catch((cause: unknown) => String(cause));
      if (!disarm()) break;
      crashes += 1;
      expect(first, `at call ${n}`).toMatch(/crashed at/);
      await expect(world.close(), `after call ${n}`).resolves.toEqual({ result: 'rollback-failed' });
      expect(await stateOf(world), `after call ${n}`).toEqual(expected);
      expect(world.notices.told.length, `after call ${n}`).toBeOneOf([1, 2]);
    }
    expect(crashes).toBeGreaterThan(15);
    expect(crashes).toBeLessThan(99);
  });
});
