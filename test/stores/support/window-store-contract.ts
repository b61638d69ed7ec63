import { beforeEach, describe, expect, it } from 'vitest';
import type {
  BlindSpot,
  Drill,
  GoRecord,
  Quarantine,
  Trigger,
  Verification,
  WindowEvent,
  WindowRecord,
} from '../../../lib/domain/window/window.ts';
import type { GoStore, WindowStore } from '../../../lib/stores/window-store.ts';
import { release } from '../../support/release.ts';
import { alarmOf, windowSample } from '../../support/window-samples.ts';

type Store = WindowStore & GoStore;

/** A window as it is opened, named so. */
export const windowNamed = (id: string, changes: Partial<WindowRecord> = {}): WindowRecord => ({
  ...windowSample,
  run: { ...windowSample.run, id },
  ...changes,
});

export const triggerAt = (recordedAt: string, changes: Partial<Trigger> = {}): Trigger => ({
  criterion: 'error-rate-critical',
  alarm: alarmOf('error-rate-critical'),
  reason: 'Threshold Crossed: 3 datapoints were greater than the threshold (5.0)',
  at: '2026-11-23T10:07:00.000Z',
  recordedAt,
  by: 'notification',
  ...changes,
});

export const ended = { at: '2026-11-23T11:00:30.000Z', why: 'time-up' } as const;
export const closedAs = (result: NonNullable<WindowRecord['closed']>['result']) => ({
  at: '2026-11-23T11:01:00.000Z',
  result,
});

/** @param time of the moment for which it was made: `10:05`. */
export const verificationAt = (time: string, changes: Partial<Verification> = {}): Verification => ({
  dueAt: `2026-11-23T${time}:00.000Z`,
  startedAt: `2026-11-23T${time}:02.000Z`,
  endedAt: `2026-11-23T${time}:14.000Z`,
  items: [
    { id: 'health-checks', outcome: 'pass', summary: 'both answer', evidence: [], tries: 2, flaky: true },
    {
      id: 'user-login',
      outcome: 'fail',
      summary: 'the page has no form',
      evidence: [{ where: 'https://shop.example.com/login', observed: 'no form', expected: 'a form' }],
      tries: 3,
    },
  ],
  ...changes,
});

const trigger = triggerAt('2026-11-23T10:07:01.000Z');
const drill: Drill = {
  at: '2026-11-23T10:01:00.000Z',
  by: 'iam:arn:aws:iam::1:user/mona',
  reason: 'the monthly rehearsal',
  alarm: alarmOf('error-rate-critical'),
};
const event = (at: string, changes: Partial<WindowEvent> = {}): WindowEvent => ({
  at: `2026-11-23T${at}Z`,
  kind: 'alarm',
  text: 'went red',
  ...changes,
});

/** What every window store does, whatever it keeps its windows in. @param make a store with nothing in it. */
export function keepsTheContractOfWindows(make: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await make();
  });
  const window = windowNamed('run-1');
  const next = windowNamed('run-2', { openedAt: '2026-11-23T10:20:00.000Z', supersedes: 'run-1' });
  const open = async (): Promise<WindowRecord> => {
    await store.open(window, undefined);
    return window;
  };
  const read = (run = 'run-1') => store.window(run);

  describe('opening a window', () => {
    it('keeps it as it is, and it is the current one', async () => {
      expect([await store.current(), await read()]).toEqual([undefined, undefined]);
      expect(await store.open(window, undefined)).toBe('opened');
      expect([await store.current(), await read()]).toEqual([window, window]);
    });

    it('is done where it was opened before, and changes nothing of what became of it', async () => {
      await open();
      await store.recordTrigger('run-1', trigger);
      expect(await store.open({ ...window, withoutGo: 'again' }, undefined)).toBe('opened');
      expect(await store.open(window, window)).toBe('opened');
      expect(await read()).toEqual({ ...window, trigger });
    });

    it('is done also where another one took over meanwhile', async () => {
      await store.open(next, await open());
      expect(await store.open(window, undefined)).toBe('opened');
      expect((await store.current())?.run.id).toBe('run-2');
    });

    it('rejects where an execution of that name had one before, so that its result is not taken for this one', async () => {
      await store.open(window, undefined);
      const again = { ...window, run: { ...window.run, startedAt: '2027-03-01T10:00:00.000Z' } };
      await expect(store.open(again, undefined)).rejects.toThrow('2026-11-23T10:00:00.000Z');
      await expect(store.open(again, window)).rejects.toThrow('run-1');
    });

    it('takes over from one that is open', async () => {
      await open();
      expect(await store.open(next, window)).toBe('opened');
      expect(await read()).toEqual({ ...window, supersededBy: { run: 'run-2', at: next.openedAt } });
      expect(await store.current()).toEqual(next);
    });

    it.each<[string, (run: string) => Promise<unknown>]>([
      ['has ended', (run) => store.end(run, ended)],
      ['is closed', (run) => store.close(run, closedAs('inconclusive'))],
      [
        'was rolled back, and is closed',
        async (run) => {
          await store.recordTrigger(run, trigger);
          await store.close(run, closedAs('rolled-back'));
        },
      ],
    ])('leaves one alone that %s', async (_, happens) => {
      await open();
      await happens('run-1');
      const before = await store.current();
      expect(await store.open(next, before)).toBe('opened');
      expect(await read()).toEqual(before);
      expect(before).not.toHaveProperty('supersededBy');
    });

    it.each<[string, (run: string) => Promise<unknown>]>([
      ['was triggered', (run) => store.recordTrigger(run, trigger)],
      ['has ended', (run) => store.end(run, ended)],
      ['was closed', (run) => store.close(run, closedAs('inconclusive'))],
      ['was superseded', () => store.open(windowNamed('run-3'), window)],
    ])('changes nothing where the one before %s since it was read', async (_, happens) => {
      await open();
      await happens('run-1');
      const [was, current] = [await read(), await store.current()];
      expect(await store.open(next, window)).toBe('changed');
      expect([await read(), await read('run-2'), await store.current()]).toEqual([was, undefined, current]);
    });

    it('changes nothing where there is a current one that was not read, or none where one was', async () => {
      expect(await store.open(next, window)).toBe('changed');
      expect(await read('run-2')).toBeUndefined();
      await open();
      expect(await store.open(next, undefined)).toBe('changed');
      expect(await read('run-2')).toBeUndefined();
    });

    it('changes nothing while one has a trigger and is not closed', async () => {
      await open();
      await store.recordTrigger('run-1', trigger);
      expect(await store.open(next, await store.current())).toBe('changed');
      expect(await read()).toEqual({ ...window, trigger });
    });
  });

  describe('what decides a window', () => {
    it('is its first trigger', async () => {
      await open();
      expect(await store.recordTrigger('run-1', trigger)).toBe('recorded');
      expect(await store.recordTrigger('run-1', triggerAt('2026-11-23T10:08:00.000Z'))).toBe('triggered before');
      expect(await store.end('run-1', ended)).toBe('triggered');
      expect(await read()).toEqual({ ...window, trigger });
    });

    it('is its end: from then on nothing triggers, and ending it again changes nothing', async () => {
      await open();
      expect(await store.end('run-1', ended)).toBe('ended');
      expect(await store.end('run-1', { at: '2026-11-23T11:30:00.000Z', why: 'closed' })).toBe('ended');
      expect(await store.recordTrigger('run-1', trigger)).toBe('over');
      expect(await read()).toEqual({ ...window, ended });
    });

    it('is another one that took over', async () => {
      await open();
      await store.open(next, window);
      expect(await store.recordTrigger('run-1', trigger)).toBe('over');
      expect(await store.end('run-1', ended)).toBe('superseded');
      expect(await store.recordTrigger('run-2', trigger)).toBe('recorded');
    });

    it('is that it was closed', async () => {
      await open();
      await store.close('run-1', closedAs('inconclusive'));
      expect(await store.recordTrigger('run-1', trigger)).toBe('over');
    });

    it('is no result that says nothing of its trigger, or of the window that took over', async () => {
      for (const [run, happens] of [
        ['run-1', () => store.recordTrigger('run-1', trigger)],
        ['run-2', async () => store.open(windowNamed('run-3'), await store.current())],
      ] as const) {
        await store.open(windowNamed(run), await store.current());
        await happens();
        const before = await read(run);
        expect(await store.close(run, closedAs('healthy'))).toBe('changed');
        expect(await store.close(run, closedAs('inconclusive'))).toBe('changed');
        expect(await read(run)).toEqual(before);
        const result = run === 'run-1' ? 'rollback-failed' : 'superseded';
        expect(await store.close(run, closedAs(result))).toBe(result);
      }
    });

    it('leaves the first result', async () => {
      await open();
      expect(await store.close('run-1', closedAs('healthy'))).toBe('healthy');
      expect(await store.close('run-1', closedAs('rollback-failed'))).toBe('healthy');
      expect((await read())?.closed).toEqual(closedAs('healthy'));
    });
  });

  describe('what the steps write', () => {
    const spot: BlindSpot = { what: 'CloudWatch', why: 'no answer', from: '2026-11-23T10:03:00.000Z' };
    const look = {
      lookedAt: '2026-11-23T10:04:00.000Z',
      readAt: '2026-11-23T10:02:00.000Z',
      states: { [alarmOf('data-loss')]: { name: alarmOf('data-loss'), state: 'OK', since: ended.at, reason: '' } },
      blind: [spot],
      told: ['blind CloudWatch'],
      verifying: [{ dueAt: '2026-11-23T10:01:00.000Z', begunAt: '2026-11-23T10:04:00.000Z' }],
    } as const;
    const schema = { state: 'ahead', summary: '43, and 41 is known', at: '2026-11-23T10:08:00.000Z' } as const;

    it('stands side by side', async () => {
      await open();
      const rollback = { startedAt: trigger.recordedAt, detail: 'alias moved', handle: { version: '7' } };
      await Promise.all([
        store.recordTrigger('run-1', trigger),
        store.saveLook('run-1', look, undefined),
        store.saveSchema('run-1', schema),
        store.saveRollback('run-1', rollback),
      ]);
      expect(await read()).toEqual({ ...window, trigger, ...look, schema, rollback });
      await store.saveRollback('run-1', { startedAt: trigger.recordedAt, detail: 'done' });
      expect((await read())?.rollback).toEqual({ startedAt: trigger.recordedAt, detail: 'done' });
    });

    it('is a look only over the one that it was made from, and what it does not name stays', async () => {
      await open();
      expect(await store.saveLook('run-1', look, undefined)).toBe(true);
      const later = { lookedAt: '2026-11-23T10:05:00.000Z', blind: [{ ...spot, to: '2026-11-23T10:05:00.000Z' }] };
      expect(await store.saveLook('run-1', later, undefined)).toBe(false);
      expect(await store.saveLook('run-1', later, '2026-11-23T10:03:59.000Z')).toBe(false);
      expect(await read()).toEqual({ ...window, ...look });
      expect(await store.saveLook('run-1', later, look.lookedAt)).toBe(true);
      expect(await read()).toEqual({ ...window, ...look, ...later });
    });

    it('needs a window', async () => {
      const writes = await Promise.allSettled([
        store.recordTrigger('run-1', trigger),
        store.end('run-1', ended),
        store.close('run-1', closedAs('healthy')),
        store.saveLook('run-1', look, undefined),
        store.saveLook('run-1', look, look.lookedAt),
        store.saveSchema('run-1', schema),
        store.saveRollback('run-1', { startedAt: trigger.at, detail: '' }),
        store.saveVerification('run-1', verificationAt('10:01')),
        store.saveDrill('run-1', drill),
      ]);
      for (const write of writes) expect(write).toMatchObject({ reason: { message: 'there is no window run-1' } });
      expect(await read()).toBeUndefined();
    });
  });

  describe('a verification', () => {
    it('stands beside the others, in the order of their moments, and whatever else is written', async () => {
      await open();
      const [first, second, third] = [verificationAt('10:01'), verificationAt('10:05'), verificationAt('10:15')];
      await store.saveVerification('run-1', second);
      await Promise.all([
        store.saveVerification('run-1', third),
        store.recordTrigger('run-1', trigger),
        store.saveLook('run-1', { lookedAt: '2026-11-23T10:05:30.000Z' }, undefined),
      ]);
      await store.saveVerification('run-1', first);
      const verifications = [first, second, third];
      expect(await read()).toEqual({ ...window, trigger, lookedAt: '2026-11-23T10:05:30.000Z', verifications });
    });

    it('is there once for a moment: the first one stays', async () => {
      await open();
      await store.saveVerification('run-1', verificationAt('10:01'));
      await store.saveVerification('run-1', verificationAt('10:01', { items: [] }));
      expect((await read())?.verifications).toEqual([verificationAt('10:01')]);
    });

    it('is not lost where several are added at once', async () => {
      await open();
      const some = ['10:01', '10:05', '10:15'].map((time) => verificationAt(time));
      await Promise.all(some.map((one) => store.saveVerification('run-1', one)));
      expect((await read())?.verifications).toEqual(some);
    });
  });

  describe('a drill', () => {
    it('is of a window that is open, once', async () => {
      await open();
      expect(await store.saveDrill('run-1', drill)).toBe('saved');
      expect(await store.saveDrill('run-1', { ...drill, reason: 'once more' })).toBe('drilled before');
      expect(await read()).toEqual({ ...window, drill });
    });

    it('lets its trigger be recorded', async () => {
      await open();
      await store.saveDrill('run-1', drill);
      expect(await store.recordTrigger('run-1', trigger)).toBe('recorded');
      expect(await read()).toEqual({ ...window, drill, trigger });
    });

    it.each<[string, Awaited<ReturnType<Store['saveDrill']>>, () => Promise<unknown>]>([
      ['was triggered', 'triggered', () => store.recordTrigger('run-1', trigger)],
      ['has ended', 'over', () => store.end('run-1', ended)],
      ['was closed', 'over', () => store.close('run-1', closedAs('inconclusive'))],
      ['was superseded', 'over', () => store.open(next, window)],
    ])('is none of a window that %s', async (_, answer, happens) => {
      await open();
      await happens();
      const before = await read();
      expect(await store.saveDrill('run-1', drill)).toBe(answer);
      expect(await read()).toEqual(before);
    });
  });

  describe('the time line', () => {
    it('is in the order of its times, and of one moment as it was added', async () => {
      const red = event('10:07:00.000', { alarm: alarmOf('data-loss'), state: 'ALARM' });
      const others = ['e', 'b', 'd', 'a', 'c'].map((text) => event('10:09:00.000', { kind: 'told', text }));
      await store.addEvents('run-1', [event('10:30:00.000'), red]);
      await store.addEvents('run-1', [event('10:08:00.000'), ...others]);
      expect(await store.events('run-1')).toEqual([red, event('10:08:00.000'), ...others, event('10:30:00.000')]);
    });

    it('has the same event once, and what differs in anything that is told twice', async () => {
      const one = event('10:07:00.000', { alarm: 'a' });
      const others = [event('10:07:00.001', { alarm: 'a' }), event('10:07:00.002', { alarm: 'b' })];
      const sameMoment = [event('10:07:00.003', { text: 'x' }), event('10:07:00.003', { text: 'x', kind: 'told' })];
      for (const _ of [1, 2]) await store.addEvents('run-1', [one, ...others, ...sameMoment, one]);
      expect(await store.events('run-1')).toEqual([one, ...others, ...sameMoment]);
    });

    it("is each window's own, and no part of the window", async () => {
      await open();
      await store.addEvents('run-1', [event('10:07:00.000')]);
      await store.addEvents(undefined, [event('10:07:00.000', { kind: 'ignored' })]);
      expect(await store.events('run-2')).toEqual([]);
      expect(await store.events('run-1')).toHaveLength(1);
      expect(await read()).toEqual(window);
    });
  });

  describe('the token of the Watch that waits', () => {
    it('is the newest, and nothing else tells it', async () => {
      await open();
      expect(await store.token('run-1')).toBeUndefined();
      await store.saveToken('run-1', 'first-token');
      await store.saveToken('run-1', 'second-token');
      expect(await store.token('run-1')).toBe('second-token');
      expect(await store.token('run-2')).toBeUndefined();
      expect(JSON.stringify([await store.current(), await read(), await store.events('run-1')])).not.toContain(
        'token"',
      );
      expect(await read()).toEqual(window);
    });
  });

  describe('what is remembered of a commit', () => {
    it('is what was known last, whatever its parts are named', async () => {
      expect(await store.remembered(release.commit)).toBeUndefined();
      await store.remember(release.commit, { version: '7' });
      await store.remember(release.commit, { partition: 'a', order: '', version: '8' });
      expect(await store.remembered(release.commit)).toEqual({ partition: 'a', order: '', version: '8' });
      expect(await store.remembered('0'.repeat(40))).toBeUndefined();
    });
  });

  describe('a quarantine', () => {
    const { commit, images } = windowSample.fingerprint;
    const bad: Quarantine = { commit, images, version: '1.42.0', run: 'run-1', at: trigger.at, reason: trigger.reason };
    const lifted = { at: '2026-11-24T09:00:00.000Z', by: 'iam:arn:aws:iam::1:user/mona', reason: 'it was the network' };

    it('is of a commit, whatever the images and the configuration are', async () => {
      expect(await store.quarantined(windowSample.fingerprint)).toBeUndefined();
      await store.quarantine(bad);
      expect(await store.quarantined(windowSample.fingerprint)).toEqual(bad);
      // Fewer images, none, or others of the same code.
      const others = [images.slice(1), [], images.map((image) => image.replace(/[0-9a-f]{64}$/, 'f'.repeat(64)))];
      for (const other of others.map((one) => ({ ...windowSample.fingerprint, images: one }))) {
        expect(await store.quarantined(other)).toEqual(bad);
      }
      expect(await store.quarantined({ ...windowSample.fingerprint, commit: '0'.repeat(40) })).toBeUndefined();
    });

    it('holds until it is lifted, once', async () => {
      expect(await store.lift({ commit }, lifted)).toEqual([]);
      await store.quarantine(bad);
      expect(await store.lift({ commit: '0'.repeat(40) }, lifted)).toEqual([]);
      expect(await store.lift({ commit }, lifted)).toEqual([{ ...bad, lifted }]);
      expect(await store.quarantined(bad)).toBeUndefined();
      expect(await store.lift({ commit }, { ...lifted, reason: 'again' })).toEqual([]);
    });

    it('is lifted for all images of the commit', async () => {
      const other = { ...bad, images: [], run: 'run-2' };
      await store.quarantine(bad);
      await store.quarantine(other);
      const found = await store.lift({ commit }, lifted);
      expect(found.map(({ run }) => run).toSorted()).toEqual(['run-1', 'run-2']);
      expect([await store.quarantined(bad), await store.quarantined(other)]).toEqual([undefined, undefined]);
    });

    it('that was lifted is not put back by the same window, but by another one', async () => {
      await store.quarantine(bad);
      await store.lift({ commit }, lifted);
      await store.quarantine(bad);
      expect(await store.quarantined(bad)).toBeUndefined();
      const again = { ...bad, run: 'run-2', reason: 'once more' };
      await store.quarantine(again);
      expect(await store.quarantined(bad)).toEqual(again);
    });
  });

  describe('a GO', () => {
    const go: GoRecord = {
      run: 'gate-1',
      fingerprint: windowSample.fingerprint,
      expiresAt: '2026-11-23T10:30:00.000Z',
    };

    it('is what the gate said last, and gone after a no-go', async () => {
      expect(await store.go(go.fingerprint)).toBeUndefined();
      await store.saveGo(go);
      const newer = { ...go, run: 'gate-2', expiresAt: '2026-11-23T11:30:00.000Z' };
      await store.saveGo(newer);
      expect(await store.go(go.fingerprint)).toEqual(newer);
      await store.withdrawGo(go.fingerprint, 'gate-3');
      await store.withdrawGo(go.fingerprint, 'gate-3');
      expect(await store.go(go.fingerprint)).toBeUndefined();
    });

    it('is of one fingerprint alone', async () => {
      await store.saveGo(go);
      const { commit, images, configuration } = go.fingerprint;
      const others = [
        { commit: '0'.repeat(40), images, configuration },
        { commit, images: images.slice(1), configuration },
        { commit, images, configuration: 'another' },
      ];
      for (const other of others) {
        expect(await store.go(other)).toBeUndefined();
        await store.withdrawGo(other, 'gate-2');
      }
      expect(await store.go(go.fingerprint)).toEqual(go);
    });
  });
}
