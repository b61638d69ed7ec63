import { describe, expect, it } from 'vitest';
import type { VerifiedItem, WindowRecord } from '../../lib/domain/window/window.ts';
import { verificationSample, verifiedSettingsSample, verifiedWindowSample } from '../support/window-samples.ts';
import { at, run, watching } from './support/watching.ts';

/** The samples' window is open from 10:00 to 11:00, with a grace of 30 s, and verified at 10:01, 10:05, 10:15 and 10:55. */

const ids = [...verificationSample.checks.map(({ id }) => id), 'feature-broken'] as const;
type Id = (typeof ids)[number];
type Seen = Partial<Record<Id, VerifiedItem['outcome']>>;

/** A verification that saw all well but what is named. */
const saw = (time: string, seen: Seen = {}, endedAt = time) => ({
  ...{ dueAt: at(time), startedAt: at(time), endedAt: at(endedAt) },
  items: ids.map((id): VerifiedItem => {
    const outcome = seen[id] ?? 'pass';
    return { id, outcome, summary: `${id}: ${outcome}`, evidence: [], tries: outcome === 'pass' ? 1 : 3 };
  }),
});

async function verified(changes: Partial<WindowRecord> = {}) {
  const window = await watching({ ...verifiedWindowSample, ...changes });
  return {
    ...window,
    look: (time: string, others: Parameters<typeof window.look>[1] = {}, settings = verifiedSettingsSample) =>
      window.look(time, others, settings),
    /** A verification that was begun when it was due, and what it saw. */
    async verify(time: string, seen: Seen = {}, endedAt?: string) {
      const { lookedAt, verifying = [] } = await window.record();
      const begun = [...verifying, { dueAt: at(time), begunAt: at(time) }];
      await window.store.saveLook(run, { lookedAt: at(time), readAt: at(time), verifying: begun }, lookedAt);
      await window.store.saveVerification(run, saw(time, seen, endedAt));
    },
    subjects: () => window.notices.told.map(({ urgency, subject }) => `${urgency} ${subject}`),
  };
}
const responding = (response: 'rollback' | 'ask' | 'notify') => ({
  checks: verificationSample.checks.map((one) => ({ ...one, response })),
});

describe('a verification that is due', () => {
  it('is written down, and then begun', async () => {
    const window = await verified();
    const calls: string[] = [];
    const store = {
      ...window.store,
      async saveLook(...given: Parameters<typeof window.store.saveLook>) {
        calls.push(given[1].verifying === undefined ? 'look' : 'begun');
        return window.store.saveLook(...given);
      },
    };
    const tasks = {
      ...window.tasks,
      async complete(token: string, output: unknown) {
        calls.push('completed');
        return window.tasks.complete(token, output);
      },
    };
    await expect(window.look('10:01:05', { store, tasks })).resolves.toEqual({
      next: 'verify',
      completed: [{ next: 'verify' }],
    });
    expect(calls).toEqual(['look', 'begun', 'completed']);
    expect((await window.record()).verifying).toEqual([{ dueAt: at('10:01:00'), begunAt: at('10:01:05') }]);
  });

  it.each([
    ['10:00:59', 'wait'],
    ['10:01:00', 'verify'],
  ])('at %s: %s', async (time, next) => {
    const window = await verified();
    expect((await window.look(time)).next).toBe(next);
  });

  it('is begun once', async () => {
    const window = await verified();
    expect((await window.look('10:01:05')).next).toBe('verify');
    expect((await window.look('10:01:20')).next).toBe('wait');
    expect((await window.record()).verifying).toHaveLength(1);
  });

  it('stands for all that are due, where nobody could begin them', async () => {
    const window = await verified();
    await window.look('10:16:00');
    expect((await window.record()).verifying).toEqual([{ dueAt: at('10:15:00'), begunAt: at('10:16:00') }]);
    expect((await window.look('10:17:00')).next).toBe('wait');
  });

  it('comes after a trigger, and after nothing else', async () => {
    const window = await verified();
    window.red('error-rate-critical', '10:01:02');
    expect((await window.look('10:01:05')).next).toBe('trigger');
    expect((await window.record()).verifying).toBeUndefined();
  });

  it('is begun by one of two looks that overlap', async () => {
    const window = await verified();
    let isFirst = true;
    // While the first look saves what it saw, another one comes, and begins it.
    const store = {
      ...window.store,
      async saveLook(...given: Parameters<typeof window.store.saveLook>) {
        if (isFirst) {
          isFirst = false;
          expect((await window.look('10:01:06')).next).toBe('verify');
        }
        return window.store.saveLook(...given);
      },
    };
    expect((await window.look('10:01:05', { store })).next).toBe('wait');
    expect((await window.record()).verifying).toEqual([{ dueAt: at('10:01:00'), begunAt: at('10:01:06') }]);
  });

  it.each([
    ['trigger', { trigger: { reason: 'x', at: at('10:01:05'), recordedAt: at('10:01:05'), by: 'person' as const } }],
    ['superseded', { supersededBy: { run: 'next', at: at('10:01:05') } }],
  ])('is not begun where the window has a %s since it was looked at', async (next, changes) => {
    const window = await verified();
    const store = {
      ...window.store,
      async saveLook(...given: Parameters<typeof window.store.saveLook>) {
        const saved = await window.store.saveLook(...given);
        window.store.put({ ...(await window.record()), ...changes });
        return saved;
      },
    };
    expect((await window.look('10:01:05', { store })).next).toBe(next);
    expect((await window.record()).verifying).toBeUndefined();
  });

  it('looks again where another look was written right before it began', async () => {
    const window = await verified();
    const store = {
      ...window.store,
      saveLook: (...given: Parameters<typeof window.store.saveLook>) =>
        given[1].verifying === undefined ? window.store.saveLook(...given) : Promise.resolve(false),
    };
    expect((await window.look('10:01:05', { store })).completed).toEqual([{ next: 'look' }]);
  });

  it('is begun though a table cannot be read, which fails the look afterwards', async () => {
    const window = await verified();
    const store = { ...window.store, events: () => Promise.reject(new Error('throttled')) };
    await expect(window.look('10:01:05', { store })).rejects.toThrow('a part of the window could not be read');
    expect(window.tasks.completed).toMatchObject([{ output: { next: 'verify' } }]);
  });

  it('does not begin where nothing is configured any more, and does not keep the window open', async () => {
    const { verification: _, ...settings } = verifiedSettingsSample;
    const window = await verified({ lookedAt: at('10:59:50'), readAt: at('10:59:50') });
    expect((await window.look('11:00:30', {}, settings)).next).toBe('end');
    expect((await window.record()).blind).toHaveLength(6);
  });
});

describe('a verification that was lost', () => {
  it('is told once, and is not begun again', async () => {
    const window = await verified();
    const crashing = { ...window.tasks, complete: () => Promise.reject(new Error('crashed')) };
    await expect(window.look('10:01:00', { tasks: crashing })).rejects.toThrow('crashed');
    // Three tries of 10 s, 5 s between them, and a minute for all around it.
    expect((await window.look('10:02:40')).next).toBe('wait');
    expect(window.notices.told).toEqual([]);
    await window.look('10:02:41');
    await window.look('10:03:41');
    expect(window.subjects()).toEqual(['notice A verification was lost: shop-api 1.42.0 in production']);
    expect((await window.look('10:05:00')).next).toBe('verify');
  });

  it('counts, where it comes after all', async () => {
    const window = await verified({ verifying: [{ dueAt: at('10:01:00'), begunAt: at('10:01:00') }] });
    await window.look('10:04:00');
    expect(window.notices.told).toHaveLength(1);
    await window.store.saveVerification(run, saw('10:01:00', { 'user-login': 'fail' }, '10:04:30'));
    expect((await window.look('10:04:40')).next).toBe('trigger');
  });
});

describe('a check that failed', () => {
  it('triggers where it rolls back, with what the verification saw', async () => {
    const window = await verified();
    await window.verify('10:01:00', { 'user-login': 'fail' }, '10:01:12');
    expect(await window.look('10:01:13')).toEqual({ next: 'trigger', completed: [{ next: 'trigger' }] });
    expect((await window.record()).trigger).toEqual({
      ...{ check: 'user-login', reason: 'user-login: fail', by: 'look' },
      ...{ at: at('10:01:12'), recordedAt: at('10:01:13') },
    });
    expect(await window.texts()).toContain('trigger triggered by a verification: user-login: fail');
  });

  it('triggers as the probes of a criterion do', async () => {
    const rollback = verifiedWindowSample.criteria.map((one) =>
      one.id === 'feature-broken' ? { ...one, response: 'rollback' as const } : one,
    );
    const window = await verified({ criteria: rollback });
    await window.verify('10:01:00', { 'feature-broken': 'fail' });
    await window.look('10:01:13');
    expect((await window.record()).trigger).toMatchObject({ criterion: 'feature-broken', by: 'look' });
    expect((await window.record()).trigger).not.toHaveProperty('alarm');
  });

  it('gives way to an alarm that turned red before', async () => {
    const window = await verified();
    await window.verify('10:01:00', { 'user-login': 'fail' }, '10:01:12');
    window.red('error-rate-critical', '10:01:11');
    await window.look('10:01:13');
    expect((await window.record()).trigger?.alarm).toBeDefined();
  });

  it('changes nothing where a trigger was there before', async () => {
    const trigger = { reason: 'x', at: at('10:01:05'), recordedAt: at('10:01:05'), by: 'person' as const };
    const window = await verified({ trigger });
    await window.verify('10:01:00', { 'user-login': 'fail' });
    expect((await window.look('10:01:13')).next).toBe('trigger');
    expect((await window.record()).trigger).toEqual(trigger);
  });

  it.each(['pass', 'warn', 'error'] as const)('does not trigger where it is %s', async (outcome) => {
    const window = await verified(responding('rollback'));
    await window.verify('10:01:00', { 'user-login': outcome });
    expect((await window.look('10:01:13')).next).toBe('wait');
  });

  it('triggers nothing in a window in which it was off', async () => {
    const checks = verificationSample.checks.map((one) => ({ ...one, notWatched: 'off: no test user' }));
    const window = await verified({ checks });
    await window.verify('10:01:00', { 'user-login': 'fail' });
    expect((await window.look('10:01:13')).next).toBe('wait');
    expect(window.notices.told).toEqual([]);
  });

  it('asks once where it asks, and rolls back where people approve', async () => {
    const window = await verified();
    await window.verify('10:01:00', { 'error-spikes': 'fail' });
    expect((await window.look('10:01:13')).next).toBe('wait');
    await window.verify('10:05:00', { 'error-spikes': 'fail' });
    await window.look('10:05:13');
    expect(await window.item('error-spikes')).toMatchObject({
      id: 'roll-back-error-spikes',
      title: 'Failed: No error spikes in Sentry: roll back shop-api 1.42.0?',
      instructions: expect.stringContaining(`The check error-spikes failed at ${at('10:01:00')}: error-spikes: fail`),
    });
    expect(window.notices.told).toHaveLength(1);
    expect(await window.approvals.token(`window.${run}`, 'roll-back-error-spikes')).toBe('token-2');
    await window.decide('error-spikes', 'approved', '10:05:30');
    expect((await window.look('10:05:31')).next).toBe('trigger');
    expect((await window.record()).trigger).toMatchObject({
      check: 'error-spikes',
      by: 'approval',
      person: 'Mona Lisa',
    });
  });

  it('pages where it failed again after people said that it stays', async () => {
    const window = await verified();
    await window.verify('10:01:00', { 'error-spikes': 'fail' });
    await window.look('10:01:13');
    await window.decide('error-spikes', 'rejected', '10:02:00');
    await window.look('10:02:01');
    await window.verify('10:05:00', { 'error-spikes': 'fail' });
    await window.look('10:05:13');
    expect(window.subjects().slice(1)).toEqual([
      'page Failed: No error spikes in Sentry: shop-api 1.42.0 in production',
    ]);
  });

  it('is told once a verification where people are only told', async () => {
    const window = await verified(responding('notify'));
    await window.verify('10:01:00', { 'user-login': 'fail' });
    await window.look('10:01:13');
    await window.look('10:02:00');
    expect(window.notices.told).toMatchObject([
      { urgency: 'notice', text: expect.stringContaining('the check user-login failed at 10:01:00 UTC') },
    ]);
    expect(window.notices.told[0]?.text).toContain('runbook.md#user-login');
    // A second later is another one.
    await window.verify('10:01:01', { 'user-login': 'fail' });
    await window.look('10:05:13');
    expect(window.notices.told).toHaveLength(2);
  });

  it('keeps the window from ending well where nobody decided about it', async () => {
    const window = await verified({ verifiesAt: [at('10:01:00')] });
    await window.verify('10:01:00', { 'error-spikes': 'fail' });
    await window.look('10:01:13');
    await window.store.saveLook(
      run,
      { lookedAt: at('10:59:50'), readAt: at('10:59:50') },
      (await window.record()).lookedAt,
    );
    expect((await window.look('11:00:30')).next).toBe('end');
    expect((await window.record()).blind).toMatchObject([{ what: 'the decision about No error spikes in Sentry' }]);
  });
});

describe('what could not be looked at', () => {
  it('is told once a verification, all of it in one', async () => {
    const window = await verified();
    await window.verify('10:01:00', { 'user-login': 'error', 'feature-broken': 'error' });
    expect((await window.look('10:01:13')).next).toBe('wait');
    await window.look('10:02:00');
    expect(window.subjects()).toEqual(['notice A verification could not look: shop-api 1.42.0 in production']);
    expect(window.notices.told[0]?.text).toContain('the check user-login: user-login: error');
    expect(window.notices.told[0]?.text).toContain('the probes of feature-broken: feature-broken: error');
    expect(await window.item('feature-broken')).toBeUndefined();
    await window.verify('10:01:01', { 'user-login': 'error' });
    await window.look('10:02:30');
    expect(window.notices.told).toHaveLength(2);
  });

  it.each([
    ['no verification', 'error', ['the check user-login', 'the probes of feature-broken']],
    ['one of them', 'pass', []],
  ] as const)('is a blind spot at the end where it was seen by %s', async (_, second, what) => {
    const window = await verified({ verifiesAt: ['10:01:00', '10:05:00'].map(at) });
    const unseen = { 'user-login': 'error', 'feature-broken': 'error' } as const;
    await window.verify('10:01:00', unseen);
    await window.verify('10:05:00', { 'user-login': second, 'feature-broken': second });
    expect((await window.look('11:00:30')).next).toBe('end');
    expect((await window.record()).blind?.map((spot) => spot.what)).toEqual(what);
  });
});

describe('the end of a window', () => {
  const almost = { lookedAt: at('10:59:50'), readAt: at('10:59:50') };

  it('comes after its last verification was made', async () => {
    const window = await verified({ verifiesAt: [at('11:00:00')], ...almost });
    expect((await window.look('11:00:31')).next).toBe('verify');
    expect((await window.look('11:00:45')).next).toBe('wait');
    await window.store.saveVerification(run, saw('11:00:00', {}, '11:00:50'));
    expect((await window.look('11:00:51')).next).toBe('end');
    expect((await window.record()).blind).toEqual([]);
  });

  it.each([
    ['11:02:11', 'wait'],
    ['11:02:12', 'end'],
  ])('comes after it was lost, at %s: %s', async (time, next) => {
    const window = await verified({ verifiesAt: [at('11:00:00')], ...almost });
    expect((await window.look('11:00:31')).next).toBe('verify');
    const { lookedAt } = await window.record();
    await window.store.saveLook(run, { lookedAt: at('11:02:00'), readAt: at('11:02:00') }, lookedAt);
    expect((await window.look(time)).next).toBe(next);
    expect((await window.record()).blind).toHaveLength(next === 'end' ? 6 : 0);
  });

  it('is no end where that verification saw a check fail: it still belongs to the window', async () => {
    const window = await verified({ verifiesAt: [at('11:00:00')], ...almost });
    await window.look('11:00:31');
    await window.store.saveVerification(run, saw('11:00:00', { 'health-checks': 'fail' }, '11:00:50'));
    expect((await window.look('11:00:51')).next).toBe('trigger');
  });
});
