import { describe, expect, it } from 'vitest';
import { alarmOf, windowSample } from '../support/window-samples.ts';
import { at, watching } from './support/watching.ts';

/** The samples' window is open from 10:00 to 11:00, with a grace of 30 s. */

const notifying = {
  criteria: windowSample.criteria.map((one) =>
    one.id === 'feature-broken' ? { ...one, response: 'notify' as const } : one,
  ),
};

describe('an alarm that was in another state between two looks', () => {
  const outage = alarmOf('service-outage');

  it('is a blind spot where nobody was told of it: it may have been red', async () => {
    const window = await watching();
    await window.look('10:05:00');
    window.alarms.set(outage, 'OK', at('10:05:50'));
    await window.look('10:06:00');
    await window.look('10:07:00');
    expect((await window.record()).blind).toEqual([
      { what: outage, why: expect.stringContaining('another state'), from: at('10:05:00'), to: at('10:05:50') },
    ]);
    expect(window.notices.told).toMatchObject([{ urgency: 'page' }]);
  });

  it('is none where its notification told', async () => {
    const window = await watching();
    await window.look('10:05:00');
    await window.tell({ alarm: outage, state: 'INSUFFICIENT_DATA', at: at('10:05:20') }, '10:05:21');
    window.alarms.set(outage, 'OK', at('10:05:50'));
    await window.look('10:06:00');
    expect((await window.record()).blind).toEqual([]);
  });
});

describe('a blind spot', () => {
  it('pages at once, once, and stays on record', async () => {
    const window = await watching();
    await window.look('10:01:00');
    window.alarms.delete(alarmOf('service-outage'));
    await window.look('10:02:00');
    await window.look('10:03:00');
    expect(window.notices.told).toMatchObject([
      { urgency: 'page', text: expect.stringContaining('the alarm is not there') },
    ]);
    window.alarms.set(alarmOf('service-outage'), 'OK', at('10:03:30'));
    await window.look('10:04:00');
    expect((await window.record()).blind).toEqual([
      { what: alarmOf('service-outage'), why: 'the alarm is not there', from: at('10:01:00'), to: at('10:04:00') },
    ]);
    expect(await window.texts()).toContain(`blind ${alarmOf('service-outage')} is seen again`);
  });

  it('is CloudWatch at the second look in a row that it does not answer', async () => {
    const window = await watching();
    await window.look('10:01:00');
    window.alarms.fail('Rate exceeded');
    await window.look('10:02:00');
    expect((await window.record()).blind).toEqual([]);
    await window.look('10:03:00');
    expect((await window.record()).blind).toMatchObject([{ what: 'CloudWatch', from: at('10:01:00') }]);
    expect(window.notices.told).toHaveLength(1);
  });

  it('is none where CloudWatch answers every other look, and people are told something in between', async () => {
    const window = await watching(notifying);
    for (const [minute, answers] of [
      [1, true],
      [2, false],
      [3, true],
      [4, false],
      [5, true],
    ] as const) {
      window.alarms.fail(answers ? undefined : 'Rate exceeded');
      window.red('feature-broken', `10:0${minute - 1}:30`);
      await window.look(`10:0${minute}:00`);
    }
    expect((await window.record()).blind).toEqual([]);
    expect(window.notices.told).toHaveLength(3);
  });

  it('is kept by a look that overlaps with another', async () => {
    const window = await watching();
    window.alarms.delete(alarmOf('service-outage'));
    let overtaken = false;
    const overlapping = {
      ...window.store,
      async saveLook(...given: Parameters<typeof window.store.saveLook>) {
        if (!overtaken) {
          overtaken = true;
          window.alarms.set(alarmOf('service-outage'), 'OK', at('10:00:30'));
          await window.look('10:01:01');
        }
        return window.store.saveLook(...given);
      },
    };
    await window.look('10:01:00', { store: overlapping });
    expect((await window.record()).blind).toMatchObject([{ what: alarmOf('service-outage') }]);
  });
});

describe('the end of the window', () => {
  const late = { lookedAt: at('10:59:50'), readAt: at('10:59:50') };

  it.each([
    ['11:00:29', 'wait'],
    ['11:00:30', 'end'],
  ])('comes with the grace: %s %s', async (time, next) => {
    const window = await watching(late);
    expect((await window.look(time)).next).toBe(next);
    expect((await window.record()).ended).toEqual(next === 'end' ? { at: at(time), why: 'time-up' } : undefined);
  });

  it('gives way to a trigger, and to the next window', async () => {
    const window = await watching(late);
    for (const [answer, next] of [
      ['triggered', 'trigger'],
      ['superseded', 'superseded'],
    ] as const) {
      const store = { ...window.store, end: async () => answer };
      expect((await window.look('11:00:30', { store })).completed).toEqual([{ next }]);
    }
  });

  it('waits for one more look where CloudWatch does not answer, and is blind where it does not then', async () => {
    const window = await watching(late);
    window.alarms.fail('Rate exceeded');
    expect((await window.look('11:00:30')).next).toBe('wait');
    expect((await window.look('11:01:30')).next).toBe('end');
    expect((await window.record()).blind).toMatchObject([{ what: 'CloudWatch' }]);
  });

  it('waits for no answer where CloudWatch was read after the end', async () => {
    const window = await watching({ lookedAt: at('11:00:10'), readAt: at('11:00:10') });
    window.alarms.fail('Rate exceeded');
    expect((await window.look('11:00:40')).next).toBe('end');
    expect((await window.record()).blind).toEqual([]);
  });

  it('does not come where it is not known what people decided', async () => {
    const window = await watching(late);
    const unread = { ...window.approvals, run: () => Promise.reject(new Error('throttled')) };
    await expect(window.look('11:00:30', { approvals: unread })).rejects.toThrow('could not be read');
    expect((await window.record()).ended).toBeUndefined();
  });
});
