import { describe, expect, it } from 'vitest';
import type { WindowRecord } from '../../lib/domain/window/window.ts';
import type { RollbackStrategy } from '../../lib/rollback/strategy.ts';
import { closeWindow } from '../../lib/steps/close-window.ts';
import { commandWindow } from '../../lib/steps/command-window.ts';
import { rollBack } from '../../lib/steps/roll-back.ts';
import { verifyRollback } from '../../lib/steps/verify-rollback.ts';
import { memoryAlarms } from '../support/memory-alarms.ts';
import { alarmOf, windowSample, windowSettingsSample } from '../support/window-samples.ts';
import { at, run, watching } from './support/watching.ts';

const command = { command: 'drill', reason: 'the quarterly drill', by: 'github:mona' };
const settings = { ...windowSettingsSample, allowsDrills: true as const };
const error = alarmOf('error-rate-critical');
const outage = alarmOf('service-outage');
const signal = new AbortController().signal;

async function drilling(changes: Partial<WindowRecord> = {}, provokedAt = '10:20:01') {
  const window = await watching(changes);
  const alarms = memoryAlarms(undefined, () => new Date(at(provokedAt)));
  const names = windowSample.criteria.flatMap((one) => one.alarms);
  for (const name of names) alarms.set(name, 'OK', at('08:00:00'));
  const services = { ...window, alarms };
  return {
    ...services,
    look: (time: string) => window.look(time, { alarms }),
    say: (given: object = command, time = '10:20:00', others: object = {}, how: Partial<typeof settings> = settings) =>
      commandWindow(given, { ...windowSettingsSample, ...how }, { ...services, ...others, now: new Date(at(time)) }),
    async rollBack(strategy: Partial<RollbackStrategy> = {}, time = '10:21:10') {
      const good: RollbackStrategy = {
        kind: 'lambda-alias',
        findTarget: async () => windowSample.target,
        serving: async () => undefined,
        rollBack: async () => ({ status: 'done', detail: 'live points to version 7' }),
        progress: async () => ({ status: 'done', detail: 'version 7 serves' }),
        ...strategy,
      };
      const { runbook } = windowSettingsSample;
      const all = { ...services, strategy: good, runbook, signal, now: new Date(at(time)) };
      await rollBack({ run: windowSample.run }, all);
      for (const name of [error, outage]) alarms.set(name, 'OK', at('10:22:00'));
      const { next } = await verifyRollback({ run: windowSample.run }, settings.times, all);
      await closeWindow({ run: windowSample.run }, all);
      return next;
    },
    subjects: () => window.notices.told.map(({ urgency, subject }) => `${urgency} ${subject}`),
  };
}

describe('a drill', () => {
  it('provokes the first alarm that would roll back, after it wrote down that it is one', async () => {
    const window = await drilling();
    await expect(window.say()).resolves.toEqual({
      ...{ outcome: 'done', run },
      message: `the alarm ${error} is provoked: shop-api 1.42.0 is rolled back as if it had turned red by itself`,
    });
    const { drill, trigger } = await window.record();
    expect(drill).toEqual({ at: at('10:20:00'), by: command.by, reason: command.reason, alarm: error });
    expect(trigger).toBeUndefined();
    expect((await window.alarms.look([error], signal)).get(error)).toMatchObject({
      ...{ state: 'ALARM', since: at('10:20:01') },
      reason: 'DRILL: github:mona: the quarterly drill',
    });
    expect(await window.texts()).toContain(
      'drill github:mona provokes it to see that the rollback works: the quarterly drill',
    );
  });

  it('rolls back as any other trigger, quarantines nothing, and gets nobody up', async () => {
    const window = await drilling();
    await window.say();
    expect((await window.look('10:21:00')).next).toBe('trigger');
    await expect(window.rollBack()).resolves.toBe('verified');
    expect((await window.record()).closed?.result).toBe('rolled-back');
    await expect(window.store.quarantined(windowSample.fingerprint)).resolves.toBeUndefined();
    expect(window.subjects()).toEqual(['notice DRILL: Rolling back: shop-api 1.42.0 in production']);
    expect(window.notices.told[0]?.text).toContain('1.42.0 is not in quarantine');
  });

  it('whose rollback fails gets nobody up either', async () => {
    const window = await drilling();
    await window.say();
    await window.look('10:21:00');
    const failed = { status: 'failed', detail: 'the alias is gone' } as const;
    await expect(window.rollBack({ rollBack: async () => failed })).resolves.toBe('failed');
    expect((await window.record()).closed?.result).toBe('rollback-failed');
    expect(window.subjects()).toEqual([
      'notice DRILL: Cannot roll back: shop-api 1.42.0 in production',
      'notice DRILL: rollback-failed: shop-api 1.42.0 in production',
    ]);
    await expect(window.store.quarantined(windowSample.fingerprint)).resolves.toBeUndefined();
  });

  it('is none where its alarm had turned red by itself before: the release is quarantined, and people are paged', async () => {
    const window = await drilling({}, '10:19:59');
    await window.say();
    await window.look('10:21:00');
    expect((await window.record()).trigger).toMatchObject({ alarm: error, at: at('10:19:59') });
    await window.rollBack();
    await expect(window.store.quarantined(windowSample.fingerprint)).resolves.toMatchObject({ version: '1.42.0' });
    expect(window.subjects()).toEqual(['page Rolling back: shop-api 1.42.0 in production']);
  });

  it('is none where another alarm was first', async () => {
    const window = await drilling();
    await window.say();
    window.alarms.set(outage, 'ALARM', at('10:20:00'));
    await window.look('10:21:00');
    await window.rollBack();
    await expect(window.store.quarantined(windowSample.fingerprint)).resolves.toBeDefined();
    expect(window.subjects()).toEqual(['page Rolling back: shop-api 1.42.0 in production']);
  });
});

describe('a drill is refused', () => {
  it('where it is not allowed, with nothing looked at', async () => {
    const window = await drilling();
    const { allowsDrills: _, ...how } = settings;
    await expect(window.say(command, '10:20:00', { alarms: {} }, how)).resolves.toMatchObject({
      ...{ outcome: 'refused', why: 'invalid' },
      message: expect.stringContaining('drills are not allowed in production; set rollback.allowsDrills'),
    });
    expect((await window.record()).drill).toBeUndefined();
  });

  it.each([
    [
      { closed: { at: at('10:10:00'), result: 'healthy' as const } },
      'nothing can be provoked: the window was closed at',
    ],
    [{ ended: { at: at('10:10:00'), why: 'time-up' as const } }, 'nothing can be provoked: the window ended at'],
    [{ supersededBy: { run: 'next', at: at('10:10:00') } }, 'nothing can be provoked: the window was superseded'],
    [
      { trigger: { reason: 'x', at: at('10:10:00'), recordedAt: at('10:10:00'), by: 'person' as const } },
      'shop-api 1.42.0 is being rolled back already: x',
    ],
  ])('in a window that is over, or is rolled back (%#)', async (changes, message) => {
    const window = await drilling(changes);
    await expect(window.say()).resolves.toMatchObject({ why: 'over', message: expect.stringContaining(message) });
    expect((await window.alarms.look([error], signal)).get(error)?.state).toBe('OK');
  });

  it.each(['triggered', 'over'] as const)('where the window was %s in that moment', async (saved) => {
    const window = await drilling();
    const store = { ...window.store, saveDrill: async () => saved };
    await expect(window.say(command, '10:20:00', { store })).resolves.toMatchObject({ why: 'over' });
    expect((await window.alarms.look([error], signal)).get(error)?.state).toBe('OK');
  });

  it('without a window', async () => {
    const window = await drilling();
    await expect(window.say({ ...command, run: 'none' })).resolves.toMatchObject({ why: 'unknown' });
  });

  it('where no alarm would turn red and tell so', async () => {
    const window = await drilling();
    for (const { response, alarms } of windowSample.criteria) {
      if (response === 'rollback') for (const name of alarms) window.alarms.set(name, 'ALARM', at('10:10:00'));
    }
    window.alarms.delete(error);
    window.alarms.set(outage, 'OK', at('10:10:00'), { silenced: 'its actions are disabled' });
    const answer = await window.say();
    expect(answer).toMatchObject({ outcome: 'refused', why: 'unknown' });
    expect(answer.message).toContain(`${error} is not there; ${outage} tells nobody: its actions are disabled; `);
    expect((await window.record()).drill).toBeUndefined();
  });

  it('where no criterion that rolls back has an alarm of the stack: nobody else’s is provoked', async () => {
    const window = await drilling({ criteria: windowSample.criteria.map((one) => ({ ...one, alarms: ['theirs'] })) });
    window.alarms.set('theirs', 'OK', at('08:00:00'));
    const answer = await window.say();
    expect(answer.message).toContain('no criterion that rolls back has an alarm that Preflight made');
  });

  it('where somebody else drills, or for another reason', async () => {
    const window = await drilling();
    await window.say();
    for (const other of [{ by: 'github:octocat' }, { reason: 'another drill of mine' }]) {
      await expect(window.say({ ...command, ...other })).resolves.toMatchObject({
        ...{ outcome: 'refused', why: 'over' },
        message: `github:mona has begun a drill in this window at ${at('10:20:00')}: the quarterly drill`,
      });
    }
  });

  it.each([
    [{ ...command, by: 'mona' }, 'command.by'],
    [{ ...command, reason: 'drill' }, 'write 10 at least'],
    [{ ...command, criterion: 'data-loss' }, 'criterion'],
    [{ ...command, alarm: 'theirs' }, 'alarm'],
  ])('where the command is wrong (%#)', async (given, message) => {
    const window = await drilling();
    await expect(window.say(given)).resolves.toMatchObject({
      why: 'invalid',
      message: expect.stringContaining(message),
    });
  });
});

describe('a drill, once more', () => {
  it('provokes the same alarm, where it crashed before it came to that', async () => {
    const window = await drilling();
    const alarms = { ...window.alarms, provoke: () => Promise.reject(new Error('crashed')) };
    await expect(window.say(command, '10:20:00', { alarms })).rejects.toThrow('crashed');
    expect((await window.record()).drill?.alarm).toBe(error);
    await expect(window.say(command, '10:20:05')).resolves.toMatchObject({ outcome: 'done' });
    expect((await window.record()).drill?.at).toBe(at('10:20:00'));
    expect((await window.alarms.look([error], signal)).get(error)?.state).toBe('ALARM');
  });

  it('is answered as the first, where that had two senders, or has triggered', async () => {
    const window = await drilling();
    const store = {
      ...window.store,
      async saveDrill(...given: Parameters<typeof window.store.saveDrill>) {
        await window.store.saveDrill(...given);
        return 'drilled before' as const;
      },
    };
    const first = await window.say(command, '10:20:00', { store });
    expect(first).toMatchObject({ outcome: 'done' });
    await window.look('10:21:00');
    await expect(window.say(command, '10:21:05')).resolves.toEqual(first);
  });

  it('is refused where something else was quicker to trigger', async () => {
    const window = await drilling();
    await window.say();
    window.alarms.set(error, 'OK', at('10:20:30'));
    window.alarms.set(outage, 'ALARM', at('10:20:40'));
    await window.look('10:21:00');
    await expect(window.say(command, '10:21:05')).resolves.toMatchObject({ outcome: 'refused', why: 'over' });
  });
});
