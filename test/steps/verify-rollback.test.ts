import { beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../lib/domain/secret.ts';
import { SourceError } from '../../lib/domain/source-error.ts';
import type { RollbackProgress, Trigger, WindowRecord } from '../../lib/domain/window/window.ts';
import type { Progress, RollbackStrategy } from '../../lib/rollback/strategy.ts';
import { verifyRollback } from '../../lib/steps/verify-rollback.ts';
import { trigger } from '../rollback/support/deployment.ts';
import { memoryAlarms } from '../support/memory-alarms.ts';
import { memoryWindowStore } from '../support/memory-window-store.ts';
import { windowSample } from '../support/window-samples.ts';

const { run } = windowSample;
const alarm = trigger.alarm ?? '';
const startedAt = '2026-11-23T10:12:02.000Z';
const begun: RollbackProgress = { startedAt, detail: 'begun', handle: { id: '1' } };
/** So many seconds after it began. */
const later = (seconds: number): Date => new Date(Date.parse(startedAt) + seconds * 1000);

let store = memoryWindowStore();
let alarms = memoryAlarms();
let handles: unknown[] = [];
let answer: () => Promise<Progress>;
beforeEach(() => {
  store = memoryWindowStore();
  alarms = memoryAlarms();
  alarms.set(alarm, 'ALARM', '2026-11-23T10:12:00.000Z');
  handles = [];
  answer = async () => ({ status: 'done', detail: 'live points to version 7' });
});

const strategy: RollbackStrategy = {
  kind: 'lambda-alias',
  findTarget: async () => ({ problem: 'not asked for here' }),
  serving: async () => undefined,
  rollBack: () => Promise.reject(new Error('nothing is to be changed here')),
  progress: async (_target, _deployment, handle) => {
    handles.push(handle);
    return answer();
  },
};

async function open(
  rollback: RollbackProgress | undefined = begun,
  why: Trigger | undefined = trigger,
  more: Partial<WindowRecord> = {},
): Promise<void> {
  await store.open({ ...windowSample, ...more }, undefined);
  if (why !== undefined) await store.recordTrigger(run.id, why);
  if (rollback !== undefined) await store.saveRollback(run.id, rollback);
}

const step = (seconds = 10) =>
  verifyRollback(
    { run },
    { recovery: 600 },
    { store, strategy, alarms, now: later(seconds), signal: AbortSignal.timeout(60_000) },
  );
const rollback = async () => (await store.window(run.id))?.rollback;
const texts = async () => (await store.events(run.id)).map(({ kind, text }) => `${kind}: ${text}`);

const { alarm: _alarm, ...withoutAlarm } = trigger;

describe('verifyRollback', () => {
  it('is verified once the old version serves and the alarm is OK again', async () => {
    await open();
    answer = async () => ({ status: 'going', detail: '1 of 2 tasks', handle: { id: '2' } });
    await expect(step(10)).resolves.toEqual({ next: 'again' });
    await expect(rollback()).resolves.toEqual({ startedAt, detail: '1 of 2 tasks', handle: { id: '2' } });

    answer = async () => ({ status: 'done', detail: '2 of 2 tasks' });
    await expect(step(20)).resolves.toEqual({ next: 'again' });
    await expect(rollback()).resolves.toMatchObject({ doneAt: later(20).toISOString(), detail: '2 of 2 tasks' });
    expect(handles).toEqual([{ id: '1' }, { id: '2' }]);

    alarms.set(alarm, 'OK', later(25).toISOString());
    await expect(step(30)).resolves.toEqual({ next: 'verified' });
    await expect(rollback()).resolves.toEqual({
      startedAt,
      detail: '2 of 2 tasks',
      handle: { id: '2' },
      doneAt: later(20).toISOString(),
      recoveredAt: later(30).toISOString(),
      verifiedAt: later(30).toISOString(),
    });
    expect(await texts()).toEqual([
      'rollback: the old version serves: 2 of 2 tasks',
      'alarm: was seen OK after the rollback',
      'rollback: verified',
    ]);
  });

  it('does not look at the alarm before the old version serves', async () => {
    await open();
    answer = async () => ({ status: 'going', detail: 'on its way' });
    alarms.set(alarm, 'OK', later(1).toISOString());
    await expect(step()).resolves.toEqual({ next: 'again' });
    expect((await rollback())?.recoveredAt).toBeUndefined();
  });

  it('needs no alarm where none triggered', async () => {
    await open(begun, { ...withoutAlarm, by: 'person', person: 'github:mona' });
    alarms.fail('CloudWatch must not be asked');
    await expect(step()).resolves.toEqual({ next: 'verified' });
    const { doneAt, recoveredAt, verifiedAt } = (await rollback()) ?? {};
    expect([doneAt, recoveredAt, verifiedAt]).toEqual([later(10).toISOString(), undefined, later(10).toISOString()]);
  });

  it('done again after it was verified, or failed, looks at nothing', async () => {
    await open({ ...begun, verifiedAt: later(5).toISOString() });
    await expect(step(1000)).resolves.toEqual({ next: 'verified' });
    await store.saveRollback(run.id, { ...begun, failure: 'no' });
    await expect(step()).resolves.toEqual({ next: 'failed' });
    expect(handles).toEqual([]);
  });

  it('fails where the strategy says that it will not come to it', async () => {
    await open();
    answer = async () => ({ status: 'failed', detail: 'somebody deployed version 9' });
    await expect(step()).resolves.toEqual({ next: 'failed' });
    await expect(rollback()).resolves.toMatchObject({ failure: 'somebody deployed version 9' });
    expect(await texts()).toEqual(['rollback: failed: somebody deployed version 9']);
  });

  describe('what is missing', () => {
    it.each<[string, () => void, string]>([
      [
        'the old version does not serve',
        () => {
          answer = async () => ({ status: 'going', detail: '1 of 2 tasks' });
        },
        'the old version does not serve: 1 of 2 tasks',
      ],
      [
        'nobody knows whether it serves',
        () => {
          answer = () => Promise.reject(new SourceError('ECS is throttling'));
        },
        'it is not known whether the old version serves: ECS is throttling',
      ],
      [
        'the alarm is red',
        () => undefined,
        `the old version serves, but the alarm ${alarm} is ALARM since 2026-11-23T10:12:00.000Z, not OK`,
      ],
      [
        'the alarm has no data',
        () => alarms.set(alarm, 'INSUFFICIENT_DATA', later(9).toISOString()),
        `the old version serves, but the alarm ${alarm} is INSUFFICIENT_DATA since ${later(9).toISOString()}, not OK`,
      ],
      [
        'the alarm is gone',
        () => alarms.delete(alarm),
        `the old version serves, but there is no alarm ${alarm} any more`,
      ],
      [
        'the alarm cannot be read',
        () => alarms.fail('CloudWatch could not be reached'),
        `the old version serves, but it is not known how the alarm ${alarm} is: CloudWatch could not be reached`,
      ],
    ])('is waited for, and is said when the time is up: %s', async (_name, spoil, missing) => {
      await open();
      spoil();
      await expect(step(599)).resolves.toEqual({ next: 'again' });
      expect((await rollback())?.failure).toBeUndefined();
      await expect(step(600)).resolves.toEqual({ next: 'failed' });
      expect((await rollback())?.failure).toBe(`600 seconds after it began, ${missing}`);
      expect((await rollback())?.verifiedAt).toBeUndefined();
    });
  });

  it('is verified although it is seen late: what is there counts', async () => {
    await open();
    alarms.set(alarm, 'OK', later(500).toISOString());
    await expect(step(700)).resolves.toEqual({ next: 'verified' });
  });

  it('tells no secret', async () => {
    const secret = new Secret('hunter2-hunter2');
    await open();
    answer = () => Promise.reject(new SourceError(`GitHub refused ${secret.reveal()}`));
    await step(600);
    expect(JSON.stringify([await rollback(), await store.events(run.id)])).not.toContain(secret.reveal());
  });

  it('leaves a defect to the state machine', async () => {
    await open();
    answer = () => Promise.reject(new TypeError('no'));
    await expect(step()).rejects.toThrow(TypeError);
  });

  it('fails without a target', async () => {
    await open(begun, trigger, { target: { problem: 'there is no alias live' } });
    await expect(step()).resolves.toEqual({ next: 'failed' });
    expect((await rollback())?.failure).toBe('there is nothing to go back to: there is no alias live');
  });

  it.each([
    ['no trigger', begun, null],
    ['no rollback', null, trigger],
  ])('has nothing to verify with %s', async (_name, progress, why) => {
    await store.open(windowSample, undefined);
    if (why !== null) await store.recordTrigger(run.id, why);
    if (progress !== null) await store.saveRollback(run.id, progress);
    await expect(step()).rejects.toThrow('there is nothing to verify');
  });
});
