import { describe, expect, it } from 'vitest';
import type { ItemRecord } from '../../lib/domain/approvals/approval-record.ts';
import type { Identity } from '../../lib/domain/approvals/identity.ts';
import { closeApprovals } from '../../lib/steps/close-approvals.ts';
import { type DecisionRequest, recordDecision } from '../../lib/steps/record-decision.ts';
import { askedRun, itemRecord, manualItem, waiverItem } from '../support/approval-samples.ts';
import { memoryApprovalStore } from '../support/memory-approval-store.ts';
import { memoryWaitingTasks } from '../support/memory-waiting-tasks.ts';

/** Several items of one run: what became of one leaves the others as they are. */

const run = askedRun.run.id;
const settings = { people: {}, breakGlass: { groups: [], principals: [] } };
const managerOf = (name: string): Identity => ({
  ...{ kind: 'oidc', issuer: 'https://login.acme.example', subject: name, groups: ['release-managers'] },
  email: `${name}@acme.example`,
});
const mayBeAnyone = { excluded: [] };
const own = { ...manualItem, id: 'support-briefed' };
const noon = '2026-11-23T12:30:00.000Z';
const evening = '2026-11-23T15:00:00.000Z';

async function asked(...items: readonly ItemRecord[]) {
  const store = memoryApprovalStore();
  const tasks = memoryWaitingTasks();
  await store.open(askedRun, [], items);
  for (const { id } of items) {
    void tasks.wait(`token-${id}`);
    await store.saveToken(run, id, `token-${id}`);
  }
  const decide = (item: string, by: string, asks: Partial<DecisionRequest> = {}, at = noon) =>
    recordDecision({ run, item, choice: 'approve', comment: 'looked at it', ...asks }, managerOf(by), settings, {
      store,
      tasks,
      now: () => new Date(at),
    });
  const close = (at: string) =>
    closeApprovals(
      { run: askedRun.run, groups: [] },
      { service: 'shop-api', environment: 'production', evidenceHolds: {} },
      {
        store,
        now: new Date(at),
      },
    );
  return { store, tasks, decide, close };
}

describe('the items of one run', () => {
  it('stay decidable where one is rejected and another has expired', async () => {
    const short = itemRecord(own, { ...mayBeAnyone, expiresAt: '2026-11-23T14:00:00.000Z' });
    const { tasks, decide, close } = await asked(
      itemRecord(manualItem, mayBeAnyone),
      short,
      itemRecord({ ...waiverItem, quorum: 2 }, mayBeAnyone),
    );
    expect(await decide(manualItem.id, 'mona', { choice: 'reject' })).toMatchObject({ outcome: 'recorded' });
    // Two hours later, when the second one is closed for who comes to it.
    expect(await decide(own.id, 'ada', {}, evening)).toMatchObject({ outcome: 'refused', why: 'closed' });
    expect(await decide(waiverItem.id, 'mona', {}, evening)).toMatchObject({
      outcome: 'recorded',
      item: { status: 'open' },
    });
    expect(await decide(waiverItem.id, 'ada', {}, evening)).toMatchObject({
      outcome: 'recorded',
      item: { status: 'approved' },
    });
    expect(tasks.completed.map(({ token }) => token)).toEqual(['token-smoke-tests', 'token-memory']);
    expect((await close(evening)).items).toMatchObject([
      { id: 'smoke-tests', status: 'rejected', votes: [{ choice: 'reject' }] },
      { id: 'support-briefed', status: 'expired', votes: [] },
      { id: 'memory', status: 'approved', votes: [{}, {}] },
    ]);
  });

  it('are decided one by one: a vote on one is no vote on another', async () => {
    const { store, decide } = await asked(
      itemRecord(manualItem, mayBeAnyone),
      itemRecord({ ...own, quorum: 2 }, mayBeAnyone),
    );
    await decide(manualItem.id, 'mona');
    expect(await store.item(run, own.id)).toMatchObject({ status: 'open', votes: [], revision: 1 });
    await decide(own.id, 'ada');
    await decide(own.id, 'mona');
    expect(await store.item(run, own.id)).toMatchObject({ status: 'approved', votes: { length: 2 } });
  });
});
