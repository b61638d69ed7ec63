import { describe, expect, it } from 'vitest';
import { memoryWindowStore } from '../support/memory-window-store.ts';
import { alarmOf, windowSample } from '../support/window-samples.ts';
import { at, run, watching } from './support/watching.ts';

const red = { alarm: alarmOf('error-rate-critical'), at: '2026-11-23T10:12:04.337Z' };

/** A Watch that waits with its token. */
async function waiting(window: Awaited<ReturnType<typeof watching>>): Promise<void> {
  void window.tasks.wait('waits');
  await window.store.saveToken(run, 'waits');
}

describe('the notification of an alarm that rolls back', () => {
  it('is recorded as the trigger, and ends the Watch', async () => {
    const window = await watching();
    await waiting(window);
    expect(await window.tell(red)).toEqual({ outcome: 'triggered' });
    expect((await window.record()).trigger).toEqual({
      ...{ criterion: 'error-rate-critical', alarm: red.alarm, reason: 'Threshold Crossed', at: red.at },
      ...{ recordedAt: at('10:12:05'), by: 'notification' },
    });
    expect(window.tasks.completed).toEqual([{ token: 'waits', output: { next: 'trigger' } }]);
    expect((await window.texts()).toSorted()).toEqual([
      'alarm Threshold Crossed',
      'trigger triggered by its notification: Threshold Crossed',
    ]);
  });

  it('changes nothing when it comes again', async () => {
    const window = await watching();
    await waiting(window);
    await window.tell(red);
    const [record, texts] = [await window.record(), await window.texts()];
    expect(await window.tell(red, '10:13:00')).toEqual({ outcome: 'triggered before' });
    expect([await window.record(), await window.texts()]).toEqual([record, texts]);
    expect(window.tasks.completed).toHaveLength(1);
  });

  it('comes second to that of another alarm', async () => {
    const window = await watching();
    await window.tell(red);
    const other = { ...red, alarm: alarmOf('service-outage') };
    expect(await window.tell(other)).toEqual({ outcome: 'triggered before' });
    expect((await window.record()).trigger?.alarm).toBe(red.alarm);
  });

  it('ends a Watch that the first attempt did not come to', async () => {
    const window = await watching();
    const dies = { ...window.store, token: () => Promise.reject(new Error('crash')) };
    await waiting(window);
    expect(await window.tell(red, '10:12:05', { store: dies })).toEqual({ outcome: 'triggered' });
    expect(window.tasks.completed).toEqual([]);
    await window.tell(red);
    expect(window.tasks.completed).toEqual([{ token: 'waits', output: { next: 'trigger' } }]);
  });

  it('is left to the next look where Step Functions does not answer', async () => {
    const window = await watching();
    await waiting(window);
    const fails = { ...window.tasks, complete: () => Promise.reject(new Error('throttled')) };
    expect(await window.tell(red, '10:12:05', { tasks: fails })).toEqual({ outcome: 'triggered' });
    expect((await window.look('10:13:00')).completed).toEqual([{ next: 'trigger' }]);
  });

  it('is left to the next look where no Watch waits yet, or none any more', async () => {
    const window = await watching();
    await window.store.saveToken(run, 'closed before');
    expect(await window.tell(red)).toEqual({ outcome: 'triggered' });
    expect((await window.look('10:13:00')).completed).toEqual([{ next: 'trigger' }]);
  });

  it('rejects where it could not be recorded, so that it comes again', async () => {
    const window = await watching();
    const fails = { ...window.store, recordTrigger: () => Promise.reject(new Error('throttled')) };
    await expect(window.tell(red, '10:12:05', { store: fails })).rejects.toThrow('throttled');
    expect(await window.tell(red)).toEqual({ outcome: 'triggered' });
  });

  it('is ignored where the window is over by the time that it is written', async () => {
    const window = await watching();
    const ends = {
      ...window.store,
      async recordTrigger(...given: Parameters<typeof window.store.recordTrigger>) {
        await window.store.end(run, { at: at('10:12:05'), why: 'closed' });
        return window.store.recordTrigger(...given);
      },
    };
    expect(await window.tell(red, '10:12:05', { store: ends })).toMatchObject({ outcome: 'ignored' });
    expect((await window.record()).trigger).toBeUndefined();
  });

  it('triggers also when it is late, as long as the window has not ended', async () => {
    const window = await watching();
    expect(await window.tell({ ...red, at: at('11:00:00') }, '11:05:00')).toEqual({ outcome: 'triggered' });
  });
});

describe('a notification without effect', () => {
  it.each([
    ['another account', { account: '444455556666' }, 'it is an alarm of another account: 444455556666'],
    ['another region', { region: 'us-east-1' }, 'it is an alarm of another region: us-east-1'],
    [
      "another deployment's own alarm",
      { alarm: `${alarmOf('response-time')}-1.41.3` },
      'it is no alarm of this window',
    ],
    ['before the window', { at: at('09:59:59') }, /before the window opened/],
    ['after the window', { at: at('11:00:01') }, /after the window's end/],
  ])('is that of %s, which the time line tells', async (_, event, why) => {
    const window = await watching();
    await waiting(window);
    expect(await window.tell(event)).toEqual({
      outcome: 'ignored',
      why: typeof why === 'string' ? why : expect.stringMatching(why),
    });
    expect((await window.record()).trigger).toBeUndefined();
    expect(window.tasks.completed).toEqual([]);
    expect(await window.texts()).toMatchObject([expect.stringMatching(/^ignored no effect: /)]);
  });

  it('is that of an earlier deployment, delivered again when the next window is open', async () => {
    const window = await watching();
    const next = {
      ...windowSample,
      run: { ...windowSample.run, id: 'next' },
      openedAt: at('10:20:00'),
      endsAt: at('11:20:00'),
    };
    await window.store.open({ ...next, supersedes: run }, await window.record());
    expect(await window.tell(red)).toMatchObject({
      outcome: 'ignored',
      why: expect.stringMatching(/before the window/),
    });
    expect((await window.store.window('next'))?.trigger).toBeUndefined();
  });

  it('belongs to no window where none is open', async () => {
    const window = await watching();
    await window.store.end(run, { at: at('11:00:30'), why: 'time-up' });
    await window.store.close(run, { at: at('11:00:31'), result: 'healthy' });
    expect(await window.tell({ ...red, at: at('12:00:00') })).toMatchObject({ outcome: 'ignored' });
    const store = memoryWindowStore();
    await window.tell(red, '10:12:05', { store });
    expect([window.store.strays, store.strays]).toMatchObject([[{ kind: 'ignored' }], [{ kind: 'ignored' }]]);
    expect(await window.texts()).toEqual([]);
  });
});

describe('a notification that is for Watch', () => {
  it.each(['OK', 'INSUFFICIENT_DATA'] as const)('is not that of %s, which the time line tells', async (state) => {
    const window = await watching();
    await waiting(window);
    expect(await window.tell({ ...red, state })).toEqual({ outcome: 'noted' });
    expect(await window.store.events(run)).toMatchObject([{ kind: 'alarm', state, alarm: red.alarm, at: red.at }]);
    expect(window.tasks.completed).toEqual([]);
  });

  it.each([
    ['ask', 'asked'],
    ['notify', 'told'],
  ] as const)('lets it look at once where the criterion is to %s', async (response, outcome) => {
    const criteria = windowSample.criteria.map((one) => (one.id === 'feature-broken' ? { ...one, response } : one));
    const window = await watching({ criteria });
    await waiting(window);
    expect(await window.tell({ alarm: alarmOf('feature-broken') })).toEqual({ outcome });
    expect(window.tasks.completed).toEqual([{ token: 'waits', output: { next: 'look' } }]);
    // Only there people are asked and told.
    expect([window.notices.told, await window.item('feature-broken')]).toEqual([[], undefined]);
    await window.look('10:12:06');
    expect(window.notices.told).toHaveLength(1);
  });

  it('is only noted while the window is being rolled back', async () => {
    const window = await watching();
    await window.tell(red);
    expect(await window.tell({ alarm: alarmOf('feature-broken') })).toEqual({ outcome: 'noted' });
  });
});
