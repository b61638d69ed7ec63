import { beforeEach, describe, expect, it } from 'vitest';
import type { ItemRecord } from '../../lib/domain/approvals/approval-record.ts';
import { askedRunOf, schemaItem } from '../../lib/domain/window/asked.ts';
import type { WindowPayload } from '../../lib/domain/window/payload.ts';
import type { SchemaFinding } from '../../lib/domain/window/window.ts';
import { decideRollback } from '../../lib/steps/decide-rollback.ts';
import { trigger } from '../rollback/support/deployment.ts';
import { memoryApprovalStore } from '../support/memory-approval-store.ts';
import { memoryNotices } from '../support/memory-notices.ts';
import { memoryWindowStore } from '../support/memory-window-store.ts';
import { windowSample, windowSettingsSample } from '../support/window-samples.ts';

const { run } = windowSample;
const now = new Date('2026-11-23T10:12:02.000Z');
const at = now.toISOString();
const ahead: SchemaFinding = {
  state: 'ahead',
  summary: 'the database is at migration 42, and 1.41.3 knows migrations up to 41',
  at: '2026-11-23T10:12:01.500Z',
};
const asking = { next: 'ask', ask: { run: askedRunOf(run.id), item: schemaItem } };

let store = memoryWindowStore();
let approvals = memoryApprovalStore();
let notices = memoryNotices();
beforeEach(async () => {
  store = memoryWindowStore();
  approvals = memoryApprovalStore();
  notices = memoryNotices();
  await store.open(windowSample, undefined);
  await store.recordTrigger(run.id, trigger);
});

const decide = (schema: WindowPayload['schema'] = ahead, when = now, settings = windowSettingsSample) =>
  decideRollback({ run, schema }, settings, {
    store,
    approvals,
    notices,
    console: 'https://console.example',
    now: when,
  });
const item = async (): Promise<ItemRecord> => {
  const found = await approvals.item(askedRunOf(run.id), schemaItem);
  if (found === undefined) throw new Error('nobody was asked');
  return found;
};
const answer = async (status: 'approved' | 'rejected' | 'expired') => {
  const before = await item();
  await approvals.replace({ ...before, status, revision: before.revision + 1, decidedAt: '2026-11-23T10:15:00.000Z' });
};

describe('decideRollback', () => {
  it('goes back where the schema lets the old version serve, and asks nobody', async () => {
    const compatible: SchemaFinding = { ...ahead, state: 'compatible', summary: 'at migration 41' };
    await expect(decide(compatible)).resolves.toEqual({ next: 'back' });
    await expect(approvals.run(askedRunOf(run.id))).resolves.toBeUndefined();
    expect((await store.window(run.id))?.schema).toEqual(compatible);
    expect(await store.events(run.id)).toEqual([
      { at: compatible.at, kind: 'schema', text: 'compatible: at migration 41' },
    ]);
  });

  it.each<[string, WindowPayload['schema']]>([
    ['ahead', ahead],
    ['dirty', { ...ahead, state: 'dirty' }],
    ['unknown', { ...ahead, state: 'unknown' }],
    ['not looked at', { failure: { Error: 'States.Timeout' } }],
  ])('asks people where it is %s', async (_name, schema) => {
    await expect(decide(schema)).resolves.toEqual(asking);
    expect(await item()).toMatchObject({ status: 'open', quorum: 1, kind: 'manual' });
    expect(notices.told).toMatchObject([{ urgency: 'page', run: run.id }]);
    expect((await store.window(run.id))?.rollback).toBeUndefined();
  });

  it('names both ways with what follows from them', async () => {
    await decide();
    const { title, instructions } = await item();
    expect(title).toBe("Roll back to 1.41.3 despite the database's schema");
    expect(instructions).toContain(ahead.summary);
    expect(instructions).toContain(trigger.reason);
    expect(instructions).toMatch(/^Approve to go back anyway: version 7 of shop-api.*1\.41\.3 may fail with it/m);
    expect(instructions).toMatch(/^Reject to stay and fix forward: 1\.42\.0 serves on.*rollback-failed/m);
    expect(instructions).toMatch(/^Without an answer in time it stays\.$/m);
  });

  it.each<[SchemaFinding['state'], RegExp]>([
    ['ahead', /migrations that 1\.41\.3 does not know/],
    ['dirty', /stopped half way: repair it in either case/],
    ['unknown', /Nobody could tell whether 1\.41\.3 can serve/],
  ])('says what %s means', async (state, words) => {
    await decide({ ...ahead, state });
    expect((await item()).instructions).toMatch(words);
  });

  it('goes back once people approved', async () => {
    await decide();
    await answer('approved');
    await expect(decide()).resolves.toEqual({ next: 'back' });
  });

  it.each([
    ['rejected', 'people decided to stay, because of the schema'],
    ['expired', 'nobody decided in time whether to go back despite the schema'],
  ] as const)('stays where it was %s, and says so', async (status, why) => {
    await decide();
    await answer(status);
    await expect(decide()).resolves.toEqual({ next: 'stay' });
    expect((await store.events(run.id)).at(-1)).toMatchObject({ kind: 'rollback', text: `no rollback: ${why}` });
    // No rollback was begun, and so nothing is in quarantine.
    expect((await store.window(run.id))?.rollback).toBeUndefined();
  });

  it('asks on while nobody has decided, and stays from the moment on at which it is too late', async () => {
    await decide();
    const { expiresAt } = await item();
    await expect(decide(ahead, new Date(Date.parse(expiresAt) - 1))).resolves.toEqual(asking);
    await expect(decide(ahead, new Date(expiresAt))).resolves.toEqual({ next: 'stay' });
  });

  it('stays where nobody is configured to be asked', async () => {
    const { asks: _asks, ...settings } = windowSettingsSample;
    await expect(decide(ahead, now, settings)).resolves.toEqual({ next: 'stay' });
    expect((await store.events(run.id)).at(-1)?.text).toMatch(/nobody is configured to be asked$/);
  });

  it('asks once, and keeps what was found, however often it is done', async () => {
    const schema = { failure: { Error: 'States.TaskFailed', Cause: '{"errorMessage":"out\\nof memory"}' } };
    await decide(schema);
    const found = (await store.window(run.id))?.schema;
    expect(found).toEqual({
      state: 'unknown',
      summary: expect.stringMatching(/CheckSchema failed with States.TaskFailed \(.*of memory"\}\)$/),
      at,
    });
    await decide(schema, new Date('2026-11-23T10:13:00.000Z'));
    expect((await store.window(run.id))?.schema).toEqual(found);
    expect(approvals.written).toHaveLength(1);
    expect((await store.events(run.id)).filter(({ kind }) => kind === 'schema')).toHaveLength(1);
  });

  it('decides nothing without a trigger', async () => {
    store = memoryWindowStore();
    await expect(decide()).rejects.toThrow(`there is no window ${run.id} with a trigger to decide about`);
    await store.open(windowSample, undefined);
    await expect(decide()).rejects.toThrow('with a trigger to decide about');
  });
});
