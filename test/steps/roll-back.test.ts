import { beforeEach, describe, expect, it } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import type { WindowRecord } from '../../lib/domain/window/window.ts';
import { triggerWords } from '../../lib/domain/window/window-summary.ts';
import type { Deployment, Progress, RollbackStrategy } from '../../lib/rollback/strategy.ts';
import { type RollBackDependencies, rollBack } from '../../lib/steps/roll-back.ts';
import { trigger } from '../rollback/support/deployment.ts';
import { memoryNotices } from '../support/memory-notices.ts';
import { memoryWindowStore } from '../support/memory-window-store.ts';
import { windowSample } from '../support/window-samples.ts';

const { run } = windowSample;
/** CloudWatch's words with the values and the threshold are part of it. */
const cause = `${triggerWords(trigger)}: ${trigger.reason}`;
const now = new Date('2026-11-23T10:12:02.000Z');
const startedAt = now.toISOString();
const later = new Date('2026-11-23T10:12:09.000Z');
const moved: Progress = { status: 'done', detail: 'live points to version 7', handle: { execution: 'x' } };

/** What happened, in order. */
let happened: string[] = [];
let store = memoryWindowStore();
let notices = memoryNotices();
let asked: Deployment[] = [];
beforeEach(() => {
  happened = [];
  asked = [];
  const network = async (call: string) => {
    if (!call.endsWith(', answered')) happened.push(call);
  };
  store = memoryWindowStore({ network });
  notices = memoryNotices(network);
});

const strategyWith = (answer: () => Promise<Progress>, kind = 'lambda-alias'): RollbackStrategy => ({
  kind,
  findTarget: async () => ({ problem: 'not asked for here' }),
  serving: async () => undefined,
  rollBack: async (_target, deployment) => {
    happened.push('strategy');
    asked.push(deployment);
    return answer();
  },
  progress: async () => ({ status: 'going', detail: '' }),
});

async function open(more: Partial<WindowRecord> = {}): Promise<void> {
  await store.open({ ...windowSample, ...more }, undefined);
  await store.recordTrigger(run.id, trigger);
  happened.length = 0;
}

const step = (more: Partial<RollBackDependencies> = {}) =>
  rollBack(
    { run },
    {
      store,
      notices,
      strategy: strategyWith(async () => moved),
      runbook: 'https://example.test/runbook.md',
      now,
      signal: AbortSignal.timeout(60_000),
      ...more,
    },
  );
const rollback = async () => (await store.window(run.id))?.rollback;

describe('rollBack', () => {
  it('puts the release into quarantine, writes that it begins, goes back, and then pages people', async () => {
    await open();
    await step();
    expect(happened.filter((call) => call !== 'addEvents')).toEqual([
      'window',
      'quarantine',
      'saveRollback',
      'strategy',
      'saveRollback',
      'tell',
    ]);
    await expect(rollback()).resolves.toEqual({
      startedAt,
      detail: 'live points to version 7',
      handle: { execution: 'x' },
    });
    await expect(store.quarantined(windowSample.fingerprint)).resolves.toEqual({
      commit: windowSample.release.commit,
      images: windowSample.fingerprint.images,
      version: '1.42.0',
      run: run.id,
      at: startedAt,
      reason: cause,
    });
  });

  it('tells its strategy of which window it is, and why', async () => {
    await open();
    await step();
    expect(asked).toEqual([{ run: run.id, release: windowSample.release, trigger }]);
  });

  it('pages people with the cause, and what it goes back to', async () => {
    await open();
    await step();
    expect(notices.told).toEqual([
      {
        run: run.id,
        urgency: 'page',
        subject: 'Rolling back: shop-api 1.42.0 in production',
        text: [
          `Rolling back shop-api 1.42.0 in production, because ${cause}.`,
          'Back to: version 7 of shop-api, to which live points in place of version 8.',
          'So far: live points to version 7.',
          '1.42.0 is in quarantine: the gate does not let it pass.',
          'Runbook: https://example.test/runbook.md#error-rate-critical',
        ].join('\n'),
      },
    ]);
  });

  it('writes on the time line what it did', async () => {
    await open();
    await step({ strategy: strategyWith(async () => moved) });
    expect(await store.events(run.id)).toEqual([
      { at: startedAt, kind: 'rollback', text: `begins: ${'what' in windowSample.target && windowSample.target.what}` },
      { at: startedAt, kind: 'rollback', text: 'live points to version 7' },
      { at: startedAt, kind: 'told', text: 'Rolling back: shop-api 1.42.0 in production' },
    ]);
  });

  it('goes back although nobody can be paged', async () => {
    await open();
    notices.fail();
    await step();
    await expect(rollback()).resolves.toMatchObject({ detail: 'live points to version 7' });
    const told = (await store.events(run.id)).filter(({ kind }) => kind === 'told');
    expect(told).toEqual([expect.objectContaining({ text: expect.stringMatching(/^nobody could be told/) })]);
  });

  it('done again keeps when it began, and tells its strategy that it is not the first time', async () => {
    await open();
    await step();
    await step({ now: later });
    await expect(rollback()).resolves.toMatchObject({ startedAt });
    expect(asked.map(({ again }) => again)).toEqual([undefined, true]);
    await expect(store.quarantined(windowSample.fingerprint)).resolves.toMatchObject({ at: startedAt });
  });

  it('rejects where nobody knows whether it went back, and goes on when it is done again', async () => {
    await open();
    const lost = strategyWith(() => Promise.reject(new SourceError('Lambda did not answer in time')));
    await expect(step({ strategy: lost })).rejects.toThrow('Lambda did not answer in time');
    await expect(rollback()).resolves.toEqual({
      startedAt,
      detail: 'the release is in quarantine, and nothing else has changed yet',
    });
    expect(notices.told).toEqual([]);
    await step({ now: later });
    await expect(rollback()).resolves.toMatchObject({ startedAt, detail: 'live points to version 7' });
    expect(asked[1]?.again).toBe(true);
  });

  it('keeps what an earlier attempt needs to follow what it began', async () => {
    await open();
    await step();
    await step({ strategy: strategyWith(async () => ({ status: 'going', detail: 'on its way' })) });
    await expect(rollback()).resolves.toEqual({ startedAt, detail: 'on its way', handle: { execution: 'x' } });
  });

  it.each([
    ['quarantine', 'window,quarantine'],
    ['saveRollback', 'window,quarantine,saveRollback'],
  ])('changes nothing in production before %s is written', async (call, before) => {
    await open();
    const broken = Object.assign({}, store, {
      [call]: async () => {
        happened.push(call);
        throw new Error('the table cannot be reached');
      },
    });
    await expect(step({ store: broken })).rejects.toThrow('the table cannot be reached');
    expect(happened.join()).toBe(before);
  });

  describe('that fails', () => {
    const failing = strategyWith(async () => ({ status: 'failed', detail: 'somebody deployed version 9 meanwhile' }));

    it('says why, and pages people to do it by hand', async () => {
      await open();
      await step({ strategy: failing });
      await expect(rollback()).resolves.toEqual({
        startedAt,
        detail: 'somebody deployed version 9 meanwhile',
        failure: 'somebody deployed version 9 meanwhile',
      });
      expect(notices.told).toEqual([
        expect.objectContaining({
          urgency: 'page',
          subject: 'Cannot roll back: shop-api 1.42.0 in production',
          text: expect.stringContaining('But somebody deployed version 9 meanwhile.\nAct now: go back by hand.'),
        }),
      ]);
    });

    it('changes nothing more when it is done again', async () => {
      await open();
      await step({ strategy: failing });
      await step({ now: later });
      expect(asked).toHaveLength(1);
      await expect(rollback()).resolves.toMatchObject({ failure: 'somebody deployed version 9 meanwhile' });
    });
  });

  it.each([
    [
      'there is no target',
      { problem: 'there is no alias live' },
      'there is nothing to go back to: there is no alias live',
    ],
    [
      'another strategy found it',
      { strategy: 'ecs-service', what: 'shop-api:41', details: {} },
      'the strategy ecs-service found what to go back to, and lambda-alias is configured now: nothing was changed',
    ],
  ])('fails where %s, with the release in quarantine', async (_name, target, failure) => {
    await open({ target });
    await step();
    expect(asked).toEqual([]);
    await expect(rollback()).resolves.toMatchObject({ startedAt, failure });
    await expect(store.quarantined(windowSample.fingerprint)).resolves.toMatchObject({ run: run.id });
    expect(notices.told).toHaveLength(1);
  });

  it('does nothing without a trigger, in a closed window, and without a window', async () => {
    await expect(step()).rejects.toThrow(`there is no window ${run.id} that could be rolled back`);
    await store.open(windowSample, undefined);
    await expect(step()).rejects.toThrow(`window ${run.id} has no trigger: nothing is rolled back`);
    await store.recordTrigger(run.id, trigger);
    await store.close(run.id, { at: startedAt, result: 'rollback-failed' });
    await expect(step()).rejects.toThrow(/was closed as rollback-failed at .*: nothing is rolled back any more$/);
    expect(asked).toEqual([]);
    await expect(store.quarantined(windowSample.fingerprint)).resolves.toBeUndefined();
  });
});
