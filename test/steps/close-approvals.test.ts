import { describe, expect, it } from 'vitest';
import type { GroupAnswer } from '../../lib/domain/gate.ts';
import { closeApprovals } from '../../lib/steps/close-approvals.ts';
import { databaseAnswer, environmentAnswer, infrastructureAnswer } from '../support/answers.ts';
import {
  askedRun,
  changed,
  expiresAt,
  itemRecord,
  manualItem,
  openedAt,
  vote,
  waiverItem,
} from '../support/approval-samples.ts';
import { memoryApprovalStore } from '../support/memory-approval-store.ts';

const run = askedRun.run.id;
const settings = {
  service: 'shop-api',
  environment: 'production',
  evidenceHolds: { database: 900, infrastructure: 900 },
};
const now = new Date('2026-11-23T13:00:00.000Z');
const at = now.toISOString();
const input = { run: askedRun.run, groups: [] };

const manual = itemRecord();
const waiver = itemRecord(waiverItem);
const acceptances = [
  vote({ comment: 'the new instance comes on Friday', until: '2026-11-27' }),
  vote({ by: 'Hubert', person: 'Hubert', comment: 'agreed', until: '2026-11-30' }),
];
const approved = changed(manual, { status: 'approved', votes: [vote()], decidedAt: at });
const accepted = changed(waiver, { status: 'approved', votes: acceptances, decidedAt: at });

async function asked(...items: readonly ReturnType<typeof itemRecord>[]) {
  const store = memoryApprovalStore();
  await store.open(
    askedRun,
    [],
    items.map((item) => ({ ...item, status: 'open', votes: [], revision: 1 })),
  );
  for (const item of items) if (item.revision === 2) await store.replace(item);
  return store;
}

describe('closeApprovals', () => {
  it('answers with what was decided, without what was asked of whom', async () => {
    const store = await asked(approved, accepted);
    const { items } = await closeApprovals(input, settings, { store, now });
    expect(items).toEqual([
      {
        ...{ id: 'smoke-tests', kind: 'manual', title: manualItem.title, quorum: 1, group: 'staging-rehearsal' },
        ...{ status: 'approved', openedAt, expiresAt, decidedAt: at, votes: [vote()] },
      },
      {
        ...{ id: 'memory', kind: 'waiver', title: waiverItem.title, quorum: 2, group: 'infrastructure' },
        ...{ failure: waiverItem.failure, status: 'approved', openedAt, expiresAt, decidedAt: at, votes: acceptances },
      },
    ]);
  });

  it('expires what is still open, with the votes that it got, and closes the run', async () => {
    const store = await asked(approved, changed(waiver, { votes: acceptances.slice(0, 1) }));
    const { items } = await closeApprovals(input, settings, { store, now });
    expect(items.map(({ status, votes, decidedAt }) => [status, votes.length, decidedAt])).toEqual([
      ['approved', 1, at],
      ['expired', 1, at],
    ]);
    expect((await store.item(run, 'memory'))?.status).toBe('expired');
    expect((await store.run(run))?.closedAt).toBe(at);
  });

  it('counts the decision that came first where somebody decides at the same moment', async () => {
    const store = await asked(manual);
    let races = 0;
    const racing = {
      ...store,
      async replace(next: typeof manual) {
        races += 1;
        if (races === 1) await store.replace(approved);
        return store.replace(next);
      },
    };
    const { items } = await closeApprovals(input, settings, { store: racing, now });
    expect(items.map(({ status, votes }) => [status, votes])).toEqual([['approved', [vote()]]]);
    expect(races).toBe(1);
  });

  it('expires an item over a vote that came first and did not decide it', async () => {
    const store = await asked(waiver);
    const first = changed(waiver, { votes: acceptances.slice(0, 1) });
    let raced = false;
    const racing = {
      ...store,
      async replace(next: typeof waiver) {
        if (!raced) await store.replace(first);
        raced = true;
        return store.replace(next);
      },
    };
    const { items } = await closeApprovals(input, settings, { store: racing, now });
    expect(items.map(({ status, votes }) => [status, votes])).toEqual([['expired', acceptances.slice(0, 1)]]);
  });

  it('rejects where an item can never be written, or is gone', async () => {
    const store = await asked(manual);
    const never = { ...store, replace: async () => false };
    await expect(closeApprovals(input, settings, { store: never, now })).rejects.toThrow(
      /^item smoke-tests of run .* could not be closed/,
    );
    const gone = { ...never, item: async () => undefined };
    await expect(closeApprovals(input, settings, { store: gone, now })).rejects.toThrow(/could not be closed/);
    expect((await store.run(run))?.closedAt).toBeUndefined();
  });

  it('rejects a run that nobody opened', async () => {
    await expect(closeApprovals(input, settings, { store: memoryApprovalStore(), now })).rejects.toThrow(
      `no approvals were opened for run ${run}`,
    );
  });

  it('changes nothing when it is done again', async () => {
    const store = await asked(accepted, manual);
    const first = await closeApprovals(input, settings, { store, now });
    const state = await store.run(run);
    const later = new Date('2026-11-23T13:00:30.000Z');
    expect(await closeApprovals(input, settings, { store, now: later })).toEqual(first);
    expect(await store.run(run)).toEqual(state);
    expect(await store.waivers(settings, ['memory'], at)).toHaveLength(1);
  });
});

describe('waivers', () => {
  const carried = async (item: typeof waiver) => {
    const store = await asked(item);
    await closeApprovals(input, settings, { store, now });
    return store.waivers(settings, ['memory', 'smoke-tests'], at);
  };

  it('with a last day are kept for later runs of the same gate', async () => {
    expect(await carried(accepted)).toMatchObject([{ check: 'memory', outcome: 'fail', until: '2026-11-27', run }]);
  });

  it.each([
    [
      'without a last day',
      changed(waiver, { status: 'approved', votes: acceptances.map(({ until: _until, ...rest }) => rest) }),
    ],
    ['that was rejected', changed(waiver, { status: 'rejected', votes: [...acceptances, vote({ choice: 'reject' })] })],
    ['that did not get enough approvals', changed(waiver, { votes: acceptances.slice(0, 1) })],
    ['that is none, but an item', changed(manual, { status: 'approved', votes: acceptances })],
  ])('%s are not', async (_name, item) => {
    expect(await carried(item)).toEqual([]);
  });
});

describe('groups whose evidence is old', () => {
  const ended = (ageSeconds: number): string => new Date(now.getTime() - ageSeconds * 1000).toISOString();
  const stale = async (...groups: readonly GroupAnswer[]) => {
    const store = await asked(approved);
    return (await closeApprovals({ ...input, groups }, settings, { store, now })).stale;
  };
  const database = (endedAt: string): GroupAnswer => ({ ...databaseAnswer(), endedAt });

  it('are named once it is older than it may be, not before', async () => {
    expect(await stale(database(ended(900)))).toEqual([]);
    expect(await stale(database(ended(900.001)))).toEqual(['database']);
  });

  it('are only those for which the configuration says how long it holds', async () => {
    const environment = { ...environmentAnswer(), endedAt: ended(86_400) };
    const infrastructure = { ...infrastructureAnswer(), endedAt: ended(901) };
    expect(await stale(environment, infrastructure, database(ended(10)))).toEqual(['infrastructure']);
  });

  it('are not those that failed: there is nothing that could be old', async () => {
    expect(await stale({ group: 'database', failure: { Error: 'States.Timeout' } })).toEqual([]);
  });

  it('are also those of which nobody knows when they looked', async () => {
    expect(await stale(database('yesterday'))).toEqual(['database']);
  });
});
