import { describe, expect, it } from 'vitest';
import type { AskedRun, ItemRecord } from '../../lib/domain/approvals/approval-record.ts';
import type { Identity } from '../../lib/domain/approvals/identity.ts';
import { type DecisionRequest, recordDecision } from '../../lib/steps/record-decision.ts';
import type { ApprovalStore } from '../../lib/stores/approval-store.ts';
import type { WaitingTasks } from '../../lib/stores/waiting-task.ts';
import { askedRun, expiresAt, itemRecord, manualItem, waiverItem } from '../support/approval-samples.ts';
import { memoryApprovalStore } from '../support/memory-approval-store.ts';
import { memoryWaitingTasks } from '../support/memory-waiting-tasks.ts';

const now = '2026-11-23T13:00:00.000Z';
const run = askedRun.run.id;
const request: DecisionRequest = { run, item: manualItem.id, choice: 'approve', comment: 'all green' };
const settings = {
  people: { 'Mona Lisa': ['email:mona@acme.example'], Octocat: ['github:octocat', 'email:octo@acme.example'] },
  breakGlass: { groups: ['on-call'], principals: [] },
};
const signedIn = (name: string, ...groups: readonly string[]): Identity => ({
  ...{ kind: 'oidc', issuer: 'https://login.acme.example', subject: name, groups },
  email: `${name}@acme.example`,
});
const mona = signedIn('mona', 'release-managers');
const octo = signedIn('octo', 'release-managers', 'on-call');

/** A run with an item, whose task waits unless `isWaiting` is false. */
async function asked(item: ItemRecord = itemRecord(), { isWaiting = true } = {}) {
  const store = memoryApprovalStore();
  const tasks = memoryWaitingTasks();
  await store.open(askedRun, [], [item]);
  if (isWaiting) {
    void tasks.wait('token-1');
    await store.saveToken(run, item.id, 'token-1');
  }
  const ask = (
    asks: Partial<DecisionRequest> = {},
    identity: Identity = mona,
    other: { readonly store?: ApprovalStore; readonly tasks?: WaitingTasks; readonly now?: string } = {},
  ) =>
    recordDecision({ ...request, ...asks }, identity, settings, {
      store: other.store ?? store,
      tasks: other.tasks ?? tasks,
      now: () => new Date(other.now ?? now),
    });
  return { store, tasks, ask };
}

describe('recordDecision', () => {
  it('writes the decision once, and lets the execution move on', async () => {
    const { store, tasks, ask } = await asked();
    const answer = await ask();
    expect(answer).toMatchObject({ outcome: 'recorded', item: { status: 'approved', revision: 2 } });
    expect(await store.item(run, manualItem.id)).toMatchObject({
      status: 'approved',
      decidedAt: now,
      votes: [{ by: 'Mona Lisa (mona@acme.example)', person: 'person:Mona Lisa', comment: 'all green', at: now }],
    });
    expect(tasks.completed).toEqual([{ token: 'token-1', output: { item: manualItem.id, status: 'approved' } }]);
  });

  it('keeps the execution waiting until there are enough approvals', async () => {
    const { tasks, ask } = await asked(itemRecord({ ...manualItem, quorum: 2 }));
    expect(await ask()).toMatchObject({ outcome: 'recorded', item: { status: 'open' } });
    expect(tasks.completed).toEqual([]);
    expect(await ask({}, signedIn('kim', 'release-managers'))).toMatchObject({ item: { status: 'approved' } });
    expect(tasks.completed).toHaveLength(1);
  });

  it('records a decision that nothing waits for yet', async () => {
    const { tasks, ask } = await asked(itemRecord(), { isWaiting: false });
    expect(await ask()).toMatchObject({ outcome: 'recorded', item: { status: 'approved' } });
    expect(tasks.completed).toEqual([]);
  });

  it('lets the execution move on when a request is repeated whose answer was lost', async () => {
    const { tasks, ask } = await asked();
    const unreachable = { complete: () => Promise.reject(new Error('no answer')), hasEnded: async () => false };
    await expect(ask({}, mona, { tasks: unreachable })).rejects.toThrow('no answer');
    expect(tasks.completed).toEqual([]);
    expect(await ask()).toMatchObject({ outcome: 'repeated', item: { status: 'approved', revision: 2 } });
    expect(tasks.completed).toHaveLength(1);
    expect(await ask()).toMatchObject({ outcome: 'repeated' });
    expect(tasks.completed).toHaveLength(1);
  });

  it('tells the later of two who decided, and when', async () => {
    const { tasks, ask } = await asked();
    await ask();
    const later = await ask({ choice: 'reject', comment: 'broken', breakGlass: true }, octo);
    expect(later).toEqual({
      outcome: 'refused',
      why: 'decided',
      message: `already decided by Mona Lisa (mona@acme.example) at ${now}: approved`,
    });
    expect(tasks.completed).toHaveLength(1);
  });

  it('reads again where another one wrote first, and tells what is there now', async () => {
    const { store, ask } = await asked();
    let isFirst = true;
    const raced: ApprovalStore = {
      ...store,
      async replace(next) {
        if (isFirst) await ask({ choice: 'reject', comment: 'broken', breakGlass: true }, octo);
        isFirst = false;
        return store.replace(next);
      },
    };
    expect(await ask({}, mona, { store: raced })).toEqual({
      outcome: 'refused',
      why: 'decided',
      message: `already decided by Octocat (octo@acme.example) at ${now}: rejected`,
    });
    expect((await store.item(run, manualItem.id))?.votes).toHaveLength(1);
  });

  it('counts two approvals at the same moment both', async () => {
    const { store, ask } = await asked(
      itemRecord(
        { ...manualItem, quorum: 2, approvers: { groups: ['release-managers', 'on-call'], principals: [] } },
        { excluded: [] },
      ),
    );
    const both = await Promise.all([ask(), ask({}, octo)]);
    expect(both.map(({ outcome }) => outcome)).toEqual(['recorded', 'recorded']);
    expect(await store.item(run, manualItem.id)).toMatchObject({ status: 'approved', revision: 3 });
  });

  it('gives up with an error, not with a refusal, where every write is lost', async () => {
    const { store, ask } = await asked();
    let writes = 0;
    const losing: ApprovalStore = {
      ...store,
      replace: async () => {
        writes += 1;
        return false;
      },
    };
    await expect(ask({}, mona, { store: losing })).rejects.toThrow('lost 10 writes to others; send it again');
    expect(writes).toBe(10);
  });

  it('rejects where the store cannot be reached', async () => {
    const { store, ask } = await asked();
    const down: ApprovalStore = { ...store, item: () => Promise.reject(new Error('table is down')) };
    await expect(ask({}, mona, { store: down })).rejects.toThrow('table is down');
  });
});

describe('a refused decision', () => {
  it.each([
    ['an unknown run', { run: 'no-such-run' }],
    ['an unknown item', { item: 'no-such-item' }],
    ['an item that is none', { item: '<script>' }],
  ])('says so for %s', async (_, asks) => {
    const { store, ask } = await asked();
    expect(await ask(asks)).toEqual({
      outcome: 'refused',
      why: 'unknown',
      message: 'no run asks for this item; look at the names of the run and the item',
    });
    expect(store.written).toHaveLength(1);
  });

  const refusals: readonly (readonly [string, Identity, Partial<DecisionRequest>, string, string | undefined])[] = [
    [
      'whoever asked for the release',
      octo,
      {},
      'forbidden',
      'you asked for this release, and nobody decides on their own release',
    ],
    [
      'somebody in none of the groups',
      signedIn('mona'),
      {},
      'forbidden',
      'you are in none of the groups release-managers, whose members may decide this',
    ],
    [
      'emergency powers of somebody who has none',
      mona,
      { breakGlass: true },
      'forbidden',
      'you have no emergency powers: you are in none of the groups on-call, whose members may decide this',
    ],
    [
      'a rejection without a reason',
      mona,
      { choice: 'reject', comment: '' },
      'invalid',
      'the comment is missing; write why you decide so',
    ],
    ['HTML', mona, { comment: '<b>ok</b>' }, 'invalid', undefined],
    ['an end date', mona, { until: '2026-11-24' }, 'invalid', 'only a waiver has an end date; leave it out'],
  ];
  it.each(refusals)('changes nothing: %s', async (_, identity, asks, why, message) => {
    const { store, tasks, ask } = await asked(itemRecord(), { isWaiting: true });
    const answer = await ask(asks, identity);
    expect(answer).toMatchObject({ outcome: 'refused', why, ...(message === undefined ? {} : { message }) });
    expect([store.written.length, tasks.completed.length]).toEqual([1, 0]);
  });

  it('changes nothing: somebody whom the map does not know, as little as an author', async () => {
    const excluded = [{ who: 'Eve', aliases: [], why: ['wrote commit 3f786850e387'] }];
    const { store, ask } = await asked(itemRecord(manualItem, { excluded }));
    expect(await ask({}, signedIn('kim', 'release-managers'))).toMatchObject({ why: 'forbidden' });
    expect(store.written).toHaveLength(1);
  });

  it('lets emergency powers decide a release of their own, with a reason', async () => {
    const { ask } = await asked();
    expect(await ask({ breakGlass: true, comment: ' ' }, octo)).toMatchObject({ why: 'invalid' });
    const answer = await ask({ breakGlass: true, comment: 'checkout is down' }, octo);
    expect(answer).toMatchObject({ outcome: 'recorded', item: { votes: [{ breakGlass: true }] } });
  });

  it('is closed once the item has expired', async () => {
    const { store, ask } = await asked();
    expect(await ask({}, mona, { now: expiresAt })).toEqual({
      outcome: 'refused',
      why: 'closed',
      message: `closed: it expired at ${expiresAt}`,
    });
    expect(store.written).toHaveLength(1);
  });

  it('says that it is too late before it says that somebody may not', async () => {
    const { ask } = await asked();
    await ask();
    expect(await ask({ comment: '<b>' }, signedIn('eve'))).toMatchObject({ why: 'decided' });
  });

  it('asks for the reason of a waiver, and records its end date', async () => {
    const { ask } = await asked(itemRecord({ ...waiverItem, quorum: 1 }));
    const item = waiverItem.id;
    expect(await ask({ item, comment: ' ' })).toMatchObject({ why: 'invalid' });
    expect(await ask({ item, until: '2026-12-08' })).toMatchObject({ why: 'invalid' });
    expect(await ask({ item, until: '2026-12-07' })).toMatchObject({
      outcome: 'recorded',
      item: { status: 'approved', votes: [{ until: '2026-12-07' }] },
    });
  });
});

describe('a decision on a run that has ended', () => {
  it('is written down, but refused, and the run leaves the list of what waits', async () => {
    const { store, tasks, ask } = await asked();
    tasks.closeAll();
    expect(await ask()).toEqual({
      outcome: 'refused',
      why: 'closed',
      message: 'the run has ended: your decision is written down, but nothing waits for it any more',
    });
    expect((await store.item(run, manualItem.id))?.status).toBe('approved');
    expect((await store.run(run))?.closedAt).toBe(now);
  });

  it('is refused where the wait for this one item is over, and the run stays listed for its others', async () => {
    const { store, tasks, ask } = await asked();
    tasks.closeAll();
    const goesOn = { ...tasks, hasEnded: async () => false };
    expect(await ask({}, mona, { tasks: goesOn })).toEqual({
      outcome: 'refused',
      why: 'closed',
      message: 'the gate stopped waiting for this: your decision is written down, but nothing waits for it any more',
    });
    expect((await store.run(run))?.closedAt).toBeUndefined();
  });

  it('is not taken for one where the task came to wait just now, and found the decision itself', async () => {
    const { store, tasks, ask } = await asked(itemRecord(), { isWaiting: false });
    const meanwhile: ApprovalStore = {
      ...store,
      async replace(next) {
        const isWritten = await store.replace(next);
        // What RequestApproval does, whole, between this write and the look for a token.
        await store.saveToken(run, manualItem.id, 'token-2');
        void tasks.wait('token-2');
        await tasks.complete('token-2', {});
        return isWritten;
      },
    };
    expect(await ask({}, mona, { store: meanwhile })).toMatchObject({ outcome: 'recorded' });
    expect((await store.run(run))?.closedAt).toBeUndefined();
  });

  it('is not taken for one where the task is tried again with another token', async () => {
    const { store, tasks, ask } = await asked();
    tasks.closeAll();
    const meanwhile: ApprovalStore = {
      ...store,
      async replace(next) {
        await store.saveToken(run, manualItem.id, 'token-2');
        return store.replace(next);
      },
    };
    expect(await ask({}, mona, { store: meanwhile })).toMatchObject({ outcome: 'recorded' });
    expect((await store.run(run))?.closedAt).toBeUndefined();
  });
});

describe("a decision that a rollback window asks for, between two of the window's rounds", () => {
  const asks = () => {
    const store = memoryApprovalStore();
    const tasks = { ...memoryWaitingTasks(), hasEnded: async () => false };
    const ask = (changes: Partial<WaitingTasks> = {}) =>
      recordDecision(request, mona, settings, { store, tasks: { ...tasks, ...changes }, now: () => new Date(now) });
    return { store, ask };
  };
  const window: AskedRun = { ...askedRun, window: true };

  it('is recorded though its token is that of a round which is over: the next one looks', async () => {
    const { store, ask } = asks();
    await store.open(window, [], [itemRecord()]);
    await store.saveToken(run, manualItem.id, 'token-of-a-round-that-is-over');
    expect(await ask()).toMatchObject({ outcome: 'recorded', item: { status: 'approved' } });
    expect(await store.run(run)).toMatchObject({ window: true, items: [{ status: 'approved' }] });
    expect((await store.run(run))?.closedAt).toBeUndefined();
  });

  it('is refused once the window is closed', async () => {
    const { store, ask } = asks();
    await store.open({ ...window, closedAt: '2026-11-23T12:59:00.000Z' }, [], [itemRecord()]);
    await store.saveToken(run, manualItem.id, 'token-of-a-round-that-is-over');
    expect(await ask()).toEqual({
      outcome: 'refused',
      why: 'closed',
      message: 'the rollback window is closed: your decision is written down, but nothing waits for it any more',
    });
  });

  it('is refused, and the run closed, once its execution has ended', async () => {
    const { store, ask } = asks();
    await store.open(window, [], [itemRecord()]);
    await store.saveToken(run, manualItem.id, 'token-of-a-round-that-is-over');
    const answer = await ask({ hasEnded: async () => true });
    expect(answer).toMatchObject({ outcome: 'refused', why: 'closed', message: expect.stringMatching(/^the run has/) });
    expect((await store.run(run))?.closedAt).toBe(now);
  });
});
