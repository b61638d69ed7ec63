import type { Waiver } from '../../lib/domain/approvals/approval.ts';
import { waiverOrder, waiverPartition } from '../../lib/domain/approvals/approval-keys.ts';
import type { AskedRun, AskedRunDetails, ItemRecord } from '../../lib/domain/approvals/approval-record.ts';
import type { DecidedGroup } from '../../lib/domain/verdict.ts';
import type { ApprovalStore } from '../../lib/stores/approval-store.ts';
import { copyOf } from './copy-of.ts';

export interface MemoryApprovalStoreOptions {
  /**
   * What each call waits for, once before it acts and once after: a request on its way, and an answer on its way back. In
   * between a call is one atomic step, as one of DynamoDB is. Without it nothing waits.
   */
  readonly network?: (call: string) => Promise<void>;
}

/** The approval store of a test, with true conditional writes. What it holds is copied on the way in and out. */
export interface MemoryApprovalStore extends ApprovalStore {
  /** Every item as it was written, each time it was. */
  readonly written: readonly ItemRecord[];
}

interface OpenedRun {
  readonly run: AskedRun;
  readonly groups: readonly DecidedGroup[];
}

/** The same contract as the table's; see `ApprovalStore`. */
export function memoryApprovalStore({ network }: MemoryApprovalStoreOptions = {}): MemoryApprovalStore {
  const runs = new Map<string, OpenedRun>();
  const items = new Map<string, ItemRecord>();
  const tokens = new Map<string, string>();
  const carried = new Map<string, { readonly gate: string; readonly waiver: Waiver }>();
  const written: ItemRecord[] = [];

  /** @param act the one moment at which a call happens. */
  async function call<T>(name: string, act: () => T): Promise<T> {
    await network?.(name);
    const answer = copyOf(act());
    await network?.(`${name}, answered`);
    return answer;
  }
  function write(item: ItemRecord): void {
    items.set(keyOf(item.run, item.id), copyOf(item));
    written.push(copyOf(item));
  }
  const isClosed = (run: string): boolean => runs.get(run)?.run.closedAt !== undefined;

  return {
    written,
    open: (run, groups, opened) =>
      call('open', () => {
        if (runs.has(run.run.id)) return;
        runs.set(run.run.id, copyOf({ run, groups }));
        for (const item of opened) write(item);
      }),
    add: (item) =>
      call('add', () => {
        if (!runs.has(item.run)) throw new Error(`there is no run ${item.run}`);
        if (!items.has(keyOf(item.run, item.id))) write(item);
      }),
    run: (id) =>
      call('run', (): AskedRunDetails | undefined => {
        const found = runs.get(id);
        const asked = [...items.values()].filter(({ run }) => run === id);
        return found && { ...found.run, groups: found.groups, items: asked };
      }),
    item: (run, id) => call('item', () => items.get(keyOf(run, id))),
    replace: (next) =>
      call('replace', () => {
        const found = items.get(keyOf(next.run, next.id));
        if (found?.revision !== next.revision - 1) return false;
        const { status, votes, decidedAt, revision } = next;
        write({ ...found, status, votes, revision, ...(decidedAt === undefined ? {} : { decidedAt }) });
        return true;
      }),
    close: (id, at) =>
      call('close', () => {
        const found = runs.get(id);
        if (found === undefined) throw new Error(`there is no run ${id}`);
        runs.set(id, { ...found, run: { closedAt: at, ...found.run } });
      }),
    pending: (now, most) =>
      call('pending', () =>
        [...items.values()]
          .filter(({ run, status, expiresAt }) => status === 'open' && expiresAt > now && !isClosed(run))
          .toSorted((a, b) => (a.expiresAt < b.expiresAt ? -1 : Number(a.expiresAt > b.expiresAt)))
          .slice(0, most),
      ),
    saveToken: (run, id, token) => call('saveToken', () => void tokens.set(keyOf(run, id), token)),
    token: (run, id) => call('token', () => tokens.get(keyOf(run, id))),
    waivers: (scope, checks, now) =>
      call('waivers', () =>
        [...carried.values()]
          .filter(({ gate, waiver }) => gate === waiverPartition(scope) && checks.includes(waiver.check))
          .map(({ waiver }) => waiver)
          // A last day counts to its end, in UTC.
          .filter(({ until = '' }) => until >= now.slice(0, 10)),
      ),
    carry: (scope, waiver) =>
      call('carry', () => {
        if (waiver.until === undefined) throw new Error(`the waiver of ${waiver.check} has no last day`);
        const gate = waiverPartition(scope);
        carried.set(`${gate}/${waiverOrder(waiver)}`, { gate, waiver: copyOf(waiver) });
      }),
  };
}

const keyOf = (run: string, item: string): string => `${run}/${item}`;
