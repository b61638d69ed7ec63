import { describe, expect, it } from 'vitest';
import { alarmOf, windowSample } from '../support/window-samples.ts';
import { at, run, watching } from './support/watching.ts';

/** The samples' window is open from 10:00 to 11:00, with a grace of 30 s. */

const notifying = {
  criteria: windowSample.criteria.map((one) =>
    one.id === 'feature-broken' ? { ...one, response: 'notify' as const } : one,
  ),
};

describe('a Watch', () => {
  it('waits where nothing is up, with its token stored', async () => {
    const window = await watching();
    expect(await window.look('10:01:00')).toEqual({ next: 'wait', completed: [] });
    expect(await window.store.token(run)).toBe('token-1');
    expect(await window.record()).toMatchObject({ lookedAt: at('10:01:00'), readAt: at('10:01:00'), blind: [] });
    expect(window.notices.told).toEqual([]);
  });

  it('stores its token before it reads the window, and looks after that', async () => {
    const window = await watching();
    const calls: string[] = [];
    const noting = <T extends object>(target: T): T =>
      new Proxy(target, {
        get(_, name) {
          calls.push(String(name));
          return Reflect.get(target, name);
        },
      });
    await window.look('10:01:00', { store: noting(window.store), alarms: noting(window.alarms) });
    expect(calls.slice(0, 3)).toEqual(['saveToken', 'window', 'look']);
  });

  it.each([
    ['trigger', { trigger: { reason: 'x', at: at('10:02:00'), recordedAt: at('10:02:01'), by: 'person' } }],
    ['superseded', { supersededBy: { run: 'next', at: at('10:02:00') } }],
    ['end', { ended: { at: at('10:02:00'), why: 'closed' } }],
    ['end', { closed: { at: at('10:02:00'), result: 'inconclusive' } }],
  ] as const)('answers %s at once where the store says so', async (next, changes) => {
    const window = await watching(changes);
    window.red('error-rate-critical', '10:01:30');
    expect(await window.look('10:03:00')).toEqual({ next, completed: [{ next }] });
    expect((await window.record()).trigger).toEqual('trigger' in changes ? changes.trigger : undefined);
  });

  it('rejects without a window', async () => {
    const window = await watching();
    const gone = { ...window.store, window: async () => undefined };
    await expect(window.look('10:01:00', { store: gone })).rejects.toThrow(`there is no window ${run}`);
  });
});

describe('an alarm that is red and that nobody told of', () => {
  it('triggers where its criterion rolls back, with its reason', async () => {
    const window = await watching();
    window.red('error-rate-critical', '10:05:30');
    expect(await window.look('10:06:00')).toEqual({ next: 'trigger', completed: [{ next: 'trigger' }] });
    expect((await window.record()).trigger).toEqual({
      criterion: 'error-rate-critical',
      alarm: alarmOf('error-rate-critical'),
      reason: `${alarmOf('error-rate-critical')} is ALARM`,
      at: at('10:05:30'),
      recordedAt: at('10:06:00'),
      by: 'look',
    });
    expect(await window.texts()).toContain(
      `trigger triggered by the minute's look: ${alarmOf('error-rate-critical')} is ALARM`,
    );
  });

  it('is the first one that turned red, of several', async () => {
    const window = await watching();
    window.red('error-rate-critical', '10:05:40');
    window.red('service-outage', '10:05:30');
    await window.look('10:06:00');
    expect((await window.record()).trigger?.criterion).toBe('service-outage');
  });

  it.each([
    ['10:00:00', 'trigger'],
    ['11:00:00', 'trigger'],
    ['09:59:58', 'wait'],
    ['11:00:01', 'wait'],
  ])('since %s: %s', async (since, next) => {
    const window = await watching();
    await window.look('10:59:50');
    window.red('error-rate-critical', since);
    expect((await window.look('11:00:10')).next).toBe(next);
  });

  it('triggers in the last look, which comes after the grace', async () => {
    const window = await watching({ lookedAt: at('10:59:50'), readAt: at('10:59:50') });
    window.red('error-rate-critical', '10:59:59');
    expect((await window.look('11:00:30')).next).toBe('trigger');
  });

  it('counts also where it tells nobody by itself', async () => {
    const window = await watching();
    window.alarms.set(alarmOf('error-rate-critical'), 'ALARM', at('10:05:30'), { silenced: 'muted' });
    expect((await window.look('10:06:00')).next).toBe('trigger');
  });

  it('does nothing where it was red at open, until it turns red again', async () => {
    const name = alarmOf('error-rate-critical');
    const window = await watching({ redAtOpen: [{ name, state: 'ALARM', since: at('09:50:00'), reason: '' }] });
    window.red('error-rate-critical', '09:50:00');
    expect((await window.look('10:01:00')).next).toBe('wait');
    window.alarms.set(name, 'OK', at('10:01:30'));
    expect((await window.look('10:02:00')).next).toBe('wait');
    window.red('error-rate-critical', '10:02:30');
    expect((await window.look('10:03:00')).next).toBe('trigger');
    expect(window.notices.told).toEqual([]);
  });

  it('pages once where it was red before the window though nobody saw it then', async () => {
    const window = await watching();
    window.red('error-rate-critical', '09:59:50');
    await window.look('10:01:00');
    await window.look('10:02:00');
    expect(window.notices.told).toMatchObject(
      [{ urgency: 'page', run, subject: /^Red before the deployment/ }].map((one) => ({
        ...one,
        subject: expect.stringMatching(one.subject),
      })),
    );
  });

  it('looks again where the window ended in that moment', async () => {
    const window = await watching();
    window.red('error-rate-critical', '10:05:30');
    const over = { ...window.store, recordTrigger: async () => 'over' as const };
    expect(await window.look('10:06:00', { store: over })).toEqual({ next: 'look', completed: [{ next: 'look' }] });
  });

  it('goes on to the rollback where another trigger was quicker', async () => {
    const window = await watching();
    window.red('error-rate-critical', '10:05:30');
    const second = { ...window.store, recordTrigger: async () => 'triggered before' as const };
    expect((await window.look('10:06:00', { store: second })).completed).toEqual([{ next: 'trigger' }]);
  });

  it('is recorded and handed over before anybody is told anything', async () => {
    const window = await watching();
    window.red('error-rate-critical', '10:05:30');
    window.alarms.delete(alarmOf('service-outage'));
    const hanging = { tell: () => new Promise<never>(() => {}) };
    void window.look('10:06:00', { notices: { ...window.notices, ...hanging } });
    await new Promise((resolve) => setImmediate(resolve));
    expect((await window.record()).trigger?.by).toBe('look');
    expect(window.tasks.completed).toMatchObject([{ output: { next: 'trigger' } }]);
  });

  it('triggers though approvals and time line cannot be read', async () => {
    const window = await watching();
    window.red('error-rate-critical', '10:05:30');
    const fails = () => Promise.reject(new Error('throttled'));
    const next = window.look('10:06:00', {
      approvals: { ...window.approvals, run: fails },
      store: { ...window.store, events: fails },
    });
    expect((await next).completed).toEqual([{ next: 'trigger' }]);
  });
});

describe('a criterion that only tells', () => {
  it('tells once a transition', async () => {
    const window = await watching(notifying);
    window.red('feature-broken', '10:05:30');
    await window.look('10:06:00');
    await window.look('10:07:00');
    expect(window.notices.told).toMatchObject([{ urgency: 'notice', run }]);
    window.alarms.set(alarmOf('feature-broken'), 'OK', at('10:07:30'));
    await window.look('10:08:00');
    window.red('feature-broken', '10:08:30');
    await window.look('10:09:00');
    expect(window.notices.told).toHaveLength(2);
  });

  it('tells of what its notification told, also where it is OK again', async () => {
    const window = await watching(notifying);
    await window.tell({ alarm: alarmOf('feature-broken') });
    await window.look('10:12:06');
    expect(window.notices.told[0]?.text).toContain('Threshold Crossed');
  });

  it('tells once what notification and look both saw', async () => {
    const window = await watching(notifying);
    await window.tell({ alarm: alarmOf('feature-broken'), at: '2026-11-23T10:12:04.337Z' });
    window.red('feature-broken', '10:12:04');
    await window.look('10:12:06');
    await window.look('10:13:06');
    expect(window.notices.told).toHaveLength(1);
  });

  it('tells again at the next look where nobody could be told, and says so', async () => {
    const window = await watching(notifying);
    const told = window.notices;
    window.red('feature-broken', '10:05:30');
    const failing = await watching();
    failing.notices.fail();
    await window.look('10:06:00', { notices: failing.notices });
    await window.look('10:07:00', { notices: failing.notices });
    expect((await window.texts()).filter((text) => text.startsWith('told nobody could be told'))).toHaveLength(1);
    await window.look('10:08:00');
    await window.look('10:09:00');
    expect(told.told).toHaveLength(1);
  });
});
