import { describe, expect, it } from 'vitest';
import type { Trigger, WindowRecord } from '../../lib/domain/window/window.ts';
import { sweepWindow } from '../../lib/steps/sweep-window.ts';
import type { ReportStore } from '../../lib/stores/report-store.ts';
import { windowSample, windowSettingsSample } from '../support/window-samples.ts';
import { crashingNetwork, opening } from './support/opening.ts';

const { run } = windowSample;
const at = '2026-11-23T10:20:00.000Z';
const now = new Date('2026-11-23T10:30:00.000Z');
const trigger: Trigger = { reason: '12% errors', at, recordedAt: at, by: 'look' };

async function swept(change: Partial<WindowRecord> = {}, network?: (call: string) => Promise<void>) {
  const world = await opening(network);
  await world.store.open({ ...windowSample, ...change }, undefined);
  world.alarms.set(windowSample.ownAlarm ?? '', 'OK', at);
  const written = new Map<string, string>();
  const reports: ReportStore = {
    async write(id, format, text) {
      await network?.('write');
      written.set(`${id} ${format}`, text);
    },
    read: async (id, format) => written.get(`${id} ${format}`) ?? '',
    uri: (id, format) => `s3://reports/${id}/${format}`,
  };
  return {
    ...world,
    written,
    sweep: (status = 'ABORTED', id = run.id) =>
      sweepWindow({ run: id, status }, windowSettingsSample, { ...world, reports, now }),
  };
}

describe('sweepWindow', () => {
  it.each(['ABORTED', 'TIMED_OUT', 'FAILED'])(
    'ends the window of an execution that is %s, pages and reports',
    async (status) => {
      const world = await swept({ lookedAt: at, states: {}, told: ['x'] });
      await expect(world.sweep(status)).resolves.toBe(true);
      const window = await world.store.window(run.id);
      expect(window).toMatchObject({
        closed: { result: 'inconclusive', at: now.toISOString() },
        blind: [
          { what: 'the execution', why: `it ended before the window was closed: ${status}`, from: now.toISOString() },
        ],
        told: ['x'],
      });
      // Nobody looked: a later time is all that the store wants.
      expect(Date.parse(window?.lookedAt ?? '') - Date.parse(at)).toBe(1);
      expect(world.notices.told).toMatchObject([{ urgency: 'page', run: run.id }]);
      expect(await world.alarms.named(windowSample.ownAlarm ?? '', world.signal)).toEqual([]);
      expect([...world.written.keys()].toSorted()).toEqual(
        ['html', 'json', 'junit', 'md'].map((format) => `${run.id} ${format}`),
      );
      expect(JSON.parse(world.written.get(`${run.id} json`) ?? '')).toMatchObject({ result: 'inconclusive' });
    },
  );

  it('is no healthy end, though its time was up', async () => {
    const world = await swept({ ended: { at, why: 'time-up' } });
    await world.sweep();
    await expect(world.store.window(run.id)).resolves.toMatchObject({ closed: { result: 'inconclusive' } });
  });

  it.each<[string, Partial<WindowRecord>]>([
    ['rollback-failed', { trigger }],
    ['rolled-back', { trigger, rollback: { startedAt: at, detail: 'moved', doneAt: at, verifiedAt: at } }],
    ['superseded', { supersededBy: { run: 'next', at } }],
  ])('leaves what was decided as it is: %s', async (result, change) => {
    const world = await swept(change);
    await expect(world.sweep()).resolves.toBe(true);
    const window = await world.store.window(run.id);
    expect(window).toMatchObject({ closed: { result } });
    expect(window).not.toHaveProperty('blind');
  });

  it('leaves a window alone that was closed, and one that is unknown', async () => {
    const world = await swept({ closed: { at, result: 'rolled-back' } });
    const before = await world.store.window(run.id);
    await expect(world.sweep('FAILED')).resolves.toBe(false);
    await expect(world.sweep('FAILED', 'nobody')).resolves.toBe(false);
    await expect(world.store.window(run.id)).resolves.toEqual(before);
    await expect(world.store.events(run.id)).resolves.toEqual([]);
    expect([world.written.size, world.notices.told.length]).toEqual([0, 0]);
  });

  it('reads again what a look wrote that was on its way', async () => {
    const world = await swept();
    world.before('saveLook', async () => {
      await world.store.saveLook(run.id, { lookedAt: at, told: ['by the look'] }, undefined);
    });
    await world.sweep();
    await expect(world.store.window(run.id)).resolves.toMatchObject({
      told: ['by the look'],
      blind: [{ what: 'the execution' }],
    });
  });

  it('leaves no trigger without its word that comes while it closes: people must go back by hand', async () => {
    const world = await swept();
    const answers: string[] = [];
    world.before('close', async () => void answers.push(await world.store.recordTrigger(run.id, trigger)));
    await world.sweep();
    expect(answers).toEqual(['recorded']);
    await expect(world.store.window(run.id)).resolves.toMatchObject({ trigger, closed: { result: 'rollback-failed' } });
    expect(world.notices.told).toMatchObject([{ urgency: 'page', subject: expect.stringMatching(/^rollback-failed/) }]);
  });

  it('comes to the same after a crash at any of its calls, its report included', async () => {
    const unharmed = await swept();
    await unharmed.sweep();
    const stateOf = async ({ store, written }: Awaited<ReturnType<typeof swept>>) => ({
      window: await store.window(run.id),
      events: await store.events(run.id),
      written: [...written].toSorted(([one], [other]) => (one < other ? -1 : 1)),
    });
    const expected = await stateOf(unharmed);
    let crashes = 0;
    for (let n = 1; n < 100; n += 1) {
      const { network, arm, disarm } = crashingNetwork();
      const world = await swept({}, network);
      arm(n);
      const first = await world.sweep().catch((cause: unknown) => String(cause));
      if (!disarm()) break;
      crashes += 1;
      expect(first, `at call ${n}`).toMatch(/crashed at/);
      await expect(world.sweep(), `after call ${n}`).resolves.toBe(true);
      expect(await stateOf(world), `after call ${n}`).toEqual(expected);
      expect(world.notices.told.length, `after call ${n}`).toBeOneOf([1, 2]);
    }
    expect(crashes).toBeGreaterThan(20);
    expect(crashes).toBeLessThan(99);
  });
});
