import { describe, expect, it } from 'vitest';
import { requestApproval } from '../../lib/steps/request-approval.ts';
import { askedRun, changed, itemRecord } from '../support/approval-samples.ts';
import { memoryApprovalStore } from '../support/memory-approval-store.ts';

const run = askedRun.run.id;
const item = 'smoke-tests';
const input = { run, item, token: 'token-1' };

async function opened() {
  const store = memoryApprovalStore();
  await store.open(askedRun, [], [itemRecord()]);
  const completed: (readonly [string, unknown])[] = [];
  const tasks = {
    async complete(token: string, output: unknown) {
      completed.push([token, output]);
      return 'moved on' as const;
    },
  };
  return { store, tasks, completed };
}

describe('requestApproval', () => {
  it('stores the token and lets the task wait where the item is open', async () => {
    const { store, tasks, completed } = await opened();
    expect(await requestApproval(input, { store, tasks })).toBe('open');
    expect(await store.token(run, item)).toBe('token-1');
    expect(completed).toEqual([]);
  });

  it.each(['approved', 'rejected', 'expired'] as const)(
    'ends its own task where the item is %s already',
    async (status) => {
      const { store, tasks, completed } = await opened();
      await store.replace(changed(itemRecord(), { status }));
      expect(await requestApproval(input, { store, tasks })).toBe(status);
      expect(completed).toEqual([['token-1', { item, status }]]);
    },
  );

  it('looks only once the token is stored: a decision in between finds it', async () => {
    const { store, tasks, completed } = await opened();
    const found: (string | undefined)[] = [];
    // Somebody decides between the two, as recordDecision does: writes, then looks for the token.
    const deciding = {
      ...store,
      async item(...given: [string, string]) {
        await store.replace(changed(itemRecord(), { status: 'approved' }));
        found.push(await store.token(...given));
        return store.item(...given);
      },
    };
    await requestApproval(input, { store: deciding, tasks });
    expect(found).toEqual(['token-1']);
    expect(completed).toEqual([['token-1', { item, status: 'approved' }]]);
  });

  it('keeps the newest token where the task was started again', async () => {
    const { store, tasks } = await opened();
    await requestApproval(input, { store, tasks });
    await requestApproval({ ...input, token: 'token-2' }, { store, tasks });
    expect(await store.token(run, item)).toBe('token-2');
  });

  it('rejects an item that nobody opened, without naming the token', async () => {
    const { store, tasks } = await opened();
    await expect(requestApproval({ ...input, item: 'unknown' }, { store, tasks })).rejects.toThrow(
      new Error(`run ${run} has no item unknown`),
    );
  });
});
