import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { pass } from '../../lib/domain/check-result.ts';
import { Secret } from '../../lib/domain/secret.ts';
import type { WindowRecord } from '../../lib/domain/window/window.ts';
import { memoryWindowStore } from '../support/memory-window-store.ts';
import { verificationSample, verifiedSettingsSample, verifiedWindowSample } from '../support/window-samples.ts';
import { aborted, type Plan, verifying } from './support/verifying.ts';

const run = verifiedWindowSample.run.id;
const at = (time: string): string => `2026-11-23T${time}Z`;
const begun = { dueAt: at('10:05:00.000'), begunAt: at('10:05:20.000') };
const trigger = { reason: 'x', at: at('10:05:25.000'), recordedAt: at('10:05:25.000'), by: 'person' as const };

async function window(plan: Plan = {}, changes: Partial<WindowRecord> = {}) {
  const calls: string[] = [];
  const store = memoryWindowStore({ network: async (call) => void calls.push(call) });
  await store.open({ ...verifiedWindowSample, verifying: [begun], ...changes }, undefined);
  calls.length = 0;
  const one = verifying(store, at('10:05:21.000'), plan);
  return {
    ...one,
    store,
    calls,
    seen: async () => (await store.window(run))?.verifications ?? [],
    items: async () => {
      const items = (await store.window(run))?.verifications?.[0]?.items ?? [];
      return Object.fromEntries(items.map((item) => [item.id, item]));
    },
    texts: async () => (await store.events(run)).map(({ kind, text }) => `${kind} ${text}`),
  };
}
const timesOf = (looked: readonly { name: string; at: string }[], name: string): string[] =>
  looked.filter((one) => one.name === name).map((one) => one.at.slice(14, 23));

describe('a verification', () => {
  it('looks once at everything where all is well, and writes down what it saw', async () => {
    const one = await window();
    await expect(one.verify()).resolves.toBe('verified');
    const [verification] = await one.seen();
    expect(verification).toMatchObject({
      dueAt: begun.dueAt,
      startedAt: at('10:05:21.000'),
      endedAt: at('10:05:21.010'),
    });
    expect(verification?.items.map(({ id, outcome, tries }) => `${id} ${outcome} ${tries}`)).toEqual([
      'health-checks pass 1',
      'error-spikes pass 1',
      'response-times pass 1',
      'user-login pass 1',
      'mobile-connectivity pass 1',
      'feature-broken pass 1',
    ]);
    expect(one.looked).toHaveLength(7);
    const texts = await one.texts();
    expect(texts).toHaveLength(6);
    expect(texts).toContain('verified the check user-login passed: user-login is well');
  });

  it('tells the checks which release was deployed, and when', async () => {
    const one = await window();
    await one.verify();
    expect(one.contexts).toHaveLength(5);
    for (const { release, deployedAt } of one.contexts) {
      expect(release).toEqual(verifiedWindowSample.release);
      expect(deployedAt?.toISOString()).toBe(verifiedWindowSample.openedAt);
    }
  });

  it('repeats only what does not pass or warn, so long as is configured after each look', async () => {
    const one = await window({
      'user-login': ['fail', 'fail', 'pass'],
      'error-spikes': ['warn'],
      cart: ['error', 'pass'],
    });
    await one.verify();
    expect(timesOf(one.looked, 'user-login')).toEqual(
      ['05:21.000'.slice(0, 9), '05:26.010', '05:31.020'].map((time) => time),
    );
    expect(timesOf(one.looked, 'cart')).toHaveLength(2);
    expect(timesOf(one.looked, 'search')).toHaveLength(1);
    expect(timesOf(one.looked, 'error-spikes')).toHaveLength(1);
    expect(await one.items()).toMatchObject({
      'user-login': { outcome: 'pass', flaky: true, tries: 3 },
      'feature-broken': { outcome: 'pass', flaky: true, tries: 2 },
      'error-spikes': { outcome: 'warn', tries: 1 },
    });
    expect((await one.items())['error-spikes']).not.toHaveProperty('flaky');
    expect(await one.texts()).toContain('verified the check user-login passed in 3 tries: user-login is well');
  });

  it('counts as failed what failed each time, with what to do and what was seen', async () => {
    const one = await window({ 'user-login': ['fail'], search: ['fail'] });
    await one.verify();
    expect(await one.items()).toMatchObject({
      'user-login': {
        ...{ outcome: 'fail', tries: 3, summary: 'user-login is broken', remediation: 'Put user-login right.' },
        evidence: [{ where: 'user-login', observed: 'fail' }],
      },
      'feature-broken': { outcome: 'fail', tries: 3, summary: 'search is broken' },
    });
    expect(timesOf(one.looked, 'user-login')).toHaveLength(3);
    expect(await one.texts()).toContain('verified the probes of feature-broken failed in 3 tries: search is broken');
  });

  it.each([[['error']], [['fail', 'error', 'fail']], [['fail', 'fail', 'error']]] as const)(
    'does not know of what could not be looked at: %j',
    async (planned) => {
      const one = await window({ 'user-login': planned, search: planned });
      await one.verify();
      const items = await one.items();
      expect(items).toMatchObject({
        'user-login': { outcome: 'error', tries: 3 },
        'feature-broken': { outcome: 'error' },
      });
      expect(items['user-login']).not.toHaveProperty('remediation');
      expect(items['user-login']?.summary).toContain('user-login did not answer');
    },
  );

  it('looks as often as configured, once where that is once', async () => {
    const one = await window({ 'user-login': ['fail'] });
    await one.verify({ ...verifiedSettingsSample, verification: { ...verificationSample, tries: 1 } });
    expect(timesOf(one.looked, 'user-login')).toHaveLength(1);
    expect(await one.items()).toMatchObject({ 'user-login': { outcome: 'fail', tries: 1 } });
  });

  it('gives each look its deadline, also one that does not end by itself', async () => {
    const one = await window({ 'user-login': ['hangs'], search: [() => new Promise(() => {})] });
    const settings = {
      ...verifiedSettingsSample,
      verification: { ...verificationSample, tries: 1, deadlineSeconds: 0.05 },
    };
    const pause = (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal }).catch(() => undefined);
    await expect(one.verify(settings, { pause })).resolves.toBe('verified');
    expect(await one.items()).toMatchObject({
      'user-login': { outcome: 'error', summary: expect.stringContaining('the deadline is 0.05 s') },
      'feature-broken': {
        outcome: 'error',
        summary: 'search: could not look: no answer in time (the deadline is 0.05 s)',
      },
      'health-checks': { outcome: 'pass' },
    });
  });

  it('hides no other outcome where one breaks', async () => {
    const broken = [() => Promise.reject(new TypeError('x is undefined'))];
    const one = await window({ 'user-login': broken, search: broken });
    await one.verify();
    expect(await one.items()).toMatchObject({
      'user-login': { outcome: 'error', summary: 'could not look: the check broke with TypeError: x is undefined' },
      'feature-broken': { summary: 'search: could not look: the probe broke with TypeError: x is undefined' },
      'mobile-connectivity': { outcome: 'pass' },
    });
  });

  it('writes no secret down', async () => {
    const password = new Secret('correct horse battery staple');
    const leaking = [async () => pass(`signed in with ${password.reveal()}`, [])];
    const one = await window({ 'user-login': leaking, search: leaking });
    await one.verify();
    const written = JSON.stringify([await one.seen(), await one.texts()]);
    expect(written).toContain('signed in with [secret]');
    expect(written).not.toContain('horse');
  });

  it('looks at nothing that is off, was off when the window opened, or has no settings any more', async () => {
    const checks = verificationSample.checks.map((check) =>
      check.id === 'user-login' ? { ...check, notWatched: 'off: no test user' } : check,
    );
    const one = await window({}, { checks });
    const { 'mobile-connectivity': _, ...settings } = verificationSample.settings;
    await one.verify({ ...verifiedSettingsSample, verification: { ...verificationSample, settings, probes: {} } });
    expect(Object.keys(await one.items())).toEqual(['health-checks', 'error-spikes', 'response-times']);
  });
});

describe('a verification, with something else to do meanwhile', () => {
  const slow = { 'user-login': ['fail'] } as const;
  const meanwhile = {
    'a trigger': (store) => store.recordTrigger(run, trigger),
    'an end': (store) => store.end(run, { at: trigger.at, why: 'closed', by: 'github:mona', reason: 'enough' }),
    'another window': (store) =>
      store.put({ ...verifiedWindowSample, verifying: [begun], supersededBy: { run: 'next', at: trigger.at } }),
    'a result': (store) =>
      store.put({ ...verifiedWindowSample, verifying: [begun], closed: { result: 'inconclusive', at: trigger.at } }),
  } satisfies Record<string, (store: ReturnType<typeof memoryWindowStore>) => unknown>;

  it.each(Object.entries(meanwhile))('stops within a second of %s, and writes nothing', async (_, act) => {
    const one = await window(slow);
    void one.time.wait(4500).then(async () => void (await act(one.store)));
    await expect(one.verify()).resolves.toBe('overtaken');
    // It reads the window every second, from 10:05:21 on.
    expect(one.endedAt()).toBe(at('10:05:26.000'));
    expect(timesOf(one.looked, 'user-login')).toHaveLength(1);
    expect(one.calls).not.toContain('saveVerification');
    expect(await one.texts()).toEqual([]);
  });

  it('tells a look that hangs that nobody waits for it any more', async () => {
    let isAborted = false;
    const hangs = [
      (signal: AbortSignal) =>
        aborted(signal).then(() => {
          isAborted = true;
          return pass('too late', []);
        }),
    ];
    const one = await window({ 'user-login': hangs });
    void one.time.wait(1500).then(() => one.store.recordTrigger(run, trigger));
    await expect(one.verify()).resolves.toBe('overtaken');
    expect(isAborted).toBe(true);
  });

  it('writes nothing where it came in the last second', async () => {
    const one = await window();
    void one.time.wait(5).then(() => one.store.recordTrigger(run, trigger));
    await expect(one.verify()).resolves.toBe('overtaken');
    expect(one.calls).not.toContain('saveVerification');
  });

  it.each(Object.entries(meanwhile))('does not begin after %s', async (_, act) => {
    const one = await window();
    await act(one.store);
    await expect(one.verify()).resolves.toBe('overtaken');
    expect(one.looked).toEqual([]);
  });

  it('goes on where the table cannot be read for a while', async () => {
    const one = await window(slow);
    let reads = 0;
    const reading = {
      ...one.store,
      window: (id: string) => {
        reads += 1;
        return reads > 1 && reads < 6 ? Promise.reject(new Error('throttled')) : one.store.window(id);
      },
    };
    await expect(one.verify(verifiedSettingsSample, { store: reading })).resolves.toBe('verified');
    expect(reads).toBeGreaterThan(6);
    expect(await one.items()).toMatchObject({ 'user-login': { outcome: 'fail' } });
  });

  it('reads the window no more once it has looked', async () => {
    const one = await window();
    await one.verify();
    // At its beginning, and before it writes.
    expect(one.calls.filter((call) => call === 'window')).toHaveLength(2);
  });
});

describe('a verification that is done again', () => {
  it('after its answer was lost, looks at nothing more, and tells what it had seen', async () => {
    const one = await window({ 'user-login': ['fail'] });
    const failing = { ...one.store, addEvents: () => Promise.reject(new Error('throttled')) };
    await expect(one.verify(verifiedSettingsSample, { store: failing })).rejects.toThrow('throttled');
    const looks = one.looked.length;
    expect(await one.texts()).toEqual([]);
    await expect(one.verify()).resolves.toBe('verified');
    expect(one.looked).toHaveLength(looks);
    expect(await one.texts()).toHaveLength(6);
    expect(await one.seen()).toHaveLength(1);
  });

  it('rejects where it could not write, so that it is not taken for made', async () => {
    const one = await window();
    const failing = { ...one.store, saveVerification: () => Promise.reject(new Error('throttled')) };
    await expect(one.verify(verifiedSettingsSample, { store: failing })).rejects.toThrow('throttled');
    expect(await one.texts()).toEqual([]);
  });

  it.each([
    [{ verifying: [] }, verifiedSettingsSample, 'no verification of a window'],
    [
      {},
      { ...verifiedSettingsSample, verification: undefined } as never,
      'the configuration says of nothing how to look',
    ],
  ])('rejects where nothing was begun, or nothing is configured (%#)', async (changes, settings, message) => {
    const one = await window({}, changes);
    await expect(one.verify(settings)).rejects.toThrow(message);
  });
});
