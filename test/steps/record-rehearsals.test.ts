import { describe, expect, it } from 'vitest';
import { type Rehearsal, rehearsalSchema } from '../../lib/domain/rehearsal.ts';
import type { Drill, Trigger, VerifiedItem, WindowRecord, WindowResult } from '../../lib/domain/window/window.ts';
import { recordRehearsals } from '../../lib/steps/record-rehearsals.ts';
import { memoryWindowStore } from '../support/memory-window-store.ts';
import { alarmOf, verifiedWindowSample, windowSample } from '../support/window-samples.ts';

const closedAt = '2026-11-23T11:00:31.000Z';
const at = '2026-11-23T10:20:00.000Z';
const alarm = alarmOf('error-rate-critical');
const drill: Drill = { at, by: 'github:mona', reason: 'the quarterly drill', alarm };
const red: Trigger = {
  alarm,
  at,
  recordedAt: at,
  reason: 'DRILL: github:mona: the quarterly drill',
  by: 'look',
  criterion: 'error-rate-critical',
};
const closed = (result: WindowResult) => ({ closed: { at: closedAt, result } });

const verification = (dueAt: string, outcome: VerifiedItem['outcome'], more: readonly VerifiedItem[] = []) => ({
  ...{ dueAt, startedAt: dueAt, endedAt: dueAt },
  items: [
    ...(verifiedWindowSample.checks ?? []).map(
      ({ id }): VerifiedItem => ({ id, outcome: 'pass', summary: '', evidence: [], tries: 1 }),
    ),
    ...more,
  ].map((item) => (item.id === 'user-login' ? { ...item, outcome } : item)),
});
const [first = '', last = ''] = verifiedWindowSample.verifiesAt ?? [];
const begun = [first, last].map((dueAt) => ({ dueAt, begunAt: dueAt }));
const verified = (before: VerifiedItem['outcome'], after: VerifiedItem['outcome']): Partial<WindowRecord> => ({
  ...{ checks: verifiedWindowSample.checks ?? [], verifying: begun },
  verifications: [verification(first, before), verification(last, after)],
});

async function recording(changes: Partial<WindowRecord>, tables = 1) {
  const store = memoryWindowStore();
  await store.open({ ...windowSample, ...changes }, undefined);
  const records: Rehearsal[][] = Array.from({ length: tables }, () => []);
  const rehearsals = records.map((all) => ({ record: async (one: Rehearsal) => void all.push(one) }));
  return {
    store,
    records,
    record: (others: object = {}) => recordRehearsals({ run: windowSample.run }, { store, rehearsals, ...others }),
    steps: () => records.map((all) => all.map(({ step, status }) => `${step} ${status}`)),
  };
}

describe('a window that has closed', () => {
  it.each([
    ['healthy', closed('healthy'), ['staging-deployment ok']],
    [
      'healthy, and verified',
      { ...closed('healthy'), ...verified('fail', 'pass') },
      ['staging-deployment ok', 'smoke-tests ok'],
    ],
    [
      'healthy, and a check warned at last',
      { ...closed('healthy'), ...verified('pass', 'warn') },
      ['staging-deployment ok'],
    ],
    [
      'healthy, and a check failed at last',
      { ...closed('healthy'), ...verified('pass', 'fail') },
      ['staging-deployment ok'],
    ],
    [
      'healthy, and a check could not be looked at at last',
      { ...closed('healthy'), ...verified('pass', 'error') },
      ['staging-deployment ok'],
    ],
    [
      'healthy, and its last verification was lost',
      { ...closed('healthy'), ...verified('pass', 'pass'), verifications: [verification(first, 'pass')] },
      ['staging-deployment ok'],
    ],
    [
      'healthy, with every check off',
      {
        ...closed('healthy'),
        ...verified('pass', 'pass'),
        checks: (verifiedWindowSample.checks ?? []).map((one) => ({ ...one, notWatched: 'off' })),
      },
      ['staging-deployment ok'],
    ],
    [
      'rolled back by a drill',
      { ...closed('rolled-back'), drill, trigger: red, ...verified('pass', 'pass') },
      ['rollback-rehearsal ok'],
    ],
    [
      'not rolled back by its drill',
      { ...closed('rollback-failed'), drill, trigger: red },
      ['rollback-rehearsal failed'],
    ],
    [
      'healthy despite its drill',
      { ...closed('healthy'), drill },
      ['staging-deployment ok', 'rollback-rehearsal failed'],
    ],
    ['inconclusive despite its drill', { ...closed('inconclusive'), drill }, ['rollback-rehearsal failed']],
    [
      'rolled back by something else than its drill',
      { ...closed('rolled-back'), drill: { ...drill, alarm: 'another' }, trigger: red },
      ['staging-deployment failed', 'rollback-rehearsal failed'],
    ],
    ['rolled back', { ...closed('rolled-back'), trigger: red }, ['staging-deployment failed']],
    ['left as it was by a rollback', { ...closed('rollback-failed'), trigger: red }, ['staging-deployment failed']],
    ['inconclusive', { ...closed('inconclusive'), ...verified('pass', 'pass') }, []],
    ['superseded', { ...closed('superseded'), ...verified('pass', 'pass'), drill }, []],
  ] satisfies [string, Partial<WindowRecord>, string[]][])('%s, proves %j', async (_, changes, steps) => {
    const one = await recording(changes);
    const recorded = await one.record();
    expect(one.steps()).toEqual([steps]);
    expect(recorded).toEqual(one.records[0]);
  });

  it('is recorded for every environment that is rehearsed here, each time the same', async () => {
    const one = await recording({ ...closed('healthy'), ...verified('pass', 'pass') }, 2);
    await one.record({ link: 'https://example.test/report.html' });
    const [production = [], demo = []] = one.records;
    expect(demo).toEqual(production);
    expect(production[0]).toEqual({
      ...{ service: 'shop-api', environment: 'production', commit: windowSample.release.commit },
      ...{ step: 'staging-deployment', status: 'ok', at: closedAt, by: 'preflight:rollback-window' },
      link: 'https://example.test/report.html',
    });
    for (const rehearsal of production) expect(rehearsalSchema.safeParse(rehearsal).success).toBe(true);
    await one.record({ link: 'https://example.test/report.html' });
    expect(production.slice(2)).toEqual(production.slice(0, 2));
    expect((await one.store.events(windowSample.run.id)).map(({ at: when, text }) => `${when} ${text}`)).toEqual([
      `${closedAt} recorded for the gates that rely on it: staging-deployment ok and smoke-tests ok`,
    ]);
  });

  it('is recorded wherever that is possible, and rejects where it is not', async () => {
    const one = await recording(closed('healthy'));
    const broken = { record: () => Promise.reject(new Error('no access')) };
    const [working] = one.records.map((all) => ({ record: async (rehearsal: Rehearsal) => void all.push(rehearsal) }));
    await expect(one.record({ rehearsals: [broken, working] })).rejects.toThrow('could not be stored');
    expect(one.steps()).toEqual([['staging-deployment ok']]);
    expect((await one.store.events(windowSample.run.id)).map(({ text }) => text)).toEqual([
      'could not be recorded for every gate that relies on it: staging-deployment ok',
    ]);
  });

  it.each([
    [{ closed: undefined } as never, 'is not closed'],
    [undefined, 'is not there'],
  ])('is one (%#)', async (changes, message) => {
    const one = await recording(changes ?? {});
    const store = changes === undefined ? memoryWindowStore() : one.store;
    await expect(one.record({ store })).rejects.toThrow(message);
    expect(one.steps()).toEqual([[]]);
  });
});
