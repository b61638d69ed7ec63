import type { Fingerprint } from '../../lib/domain/release.ts';
import type { GoRecord, Quarantine, WindowEvent, WindowRecord } from '../../lib/domain/window/window.ts';
import type { GoStore, WindowStore } from '../../lib/stores/window-store.ts';
import { copyOf } from './copy-of.ts';

export interface MemoryWindowStoreOptions {
  /**
   * What each call waits for, once before it acts and once after: a request on its way, and an answer on its way back. In
   * between a call is one atomic step, as one of DynamoDB is. Without it nothing waits.
   */
  readonly network?: (call: string) => Promise<void>;
}

/** The window store of a test, with true conditional writes. What it holds is copied on the way in and out. */
export interface MemoryWindowStore extends WindowStore, GoStore {
  /** Events that belong to no window. */
  readonly strays: readonly WindowEvent[];
  /** Writes a window as it is, without any condition: to do wrong what the store does right. */
  put(window: WindowRecord): void;
}

/** The same contract as the table's; see `WindowStore`. */
export function memoryWindowStore({ network }: MemoryWindowStoreOptions = {}): MemoryWindowStore {
  const windows = new Map<string, WindowRecord>();
  const events = new Map<string, WindowEvent[]>();
  const tokens = new Map<string, string>();
  const memories = new Map<string, Readonly<Record<string, string>>>();
  const quarantines = new Map<string, Quarantine>();
  const gos = new Map<string, GoRecord>();
  const strays: WindowEvent[] = [];
  let current: string | undefined;

  /** @param act the one moment at which a call happens. */
  async function call<T>(name: string, act: () => T): Promise<T> {
    await network?.(name);
    const answer = copyOf(act());
    await network?.(`${name}, answered`);
    return answer;
  }
  const at = (run: string): WindowRecord => {
    const found = windows.get(run);
    if (found === undefined) throw new Error(`there is no window ${run}`);
    return found;
  };
  const set = (run: string, change: Partial<WindowRecord>): void =>
    void windows.set(run, { ...at(run), ...copyOf(change) });

  return {
    strays,
    put: (window) => void windows.set(window.run.id, copyOf(window)),
    current: () => call('current', () => (current === undefined ? undefined : windows.get(current))),
    window: (run) => call('window', () => windows.get(run)),
    open: (next, before) =>
      call('open', () => {
        const run = next.run.id;
        const there = windows.get(run);
        if (there !== undefined) {
          if (there.run.startedAt === next.run.startedAt) return 'opened';
          throw new Error(`there is a window ${run} of an execution that started at ${there.run.startedAt}`);
        }
        if (current !== before?.run.id) return 'changed';
        if (before !== undefined && isRunning(before)) {
          // What it has become since the caller read it counts too.
          const { trigger, ended, supersededBy, closed } = at(before.run.id);
          if (before.trigger ?? trigger ?? ended ?? supersededBy ?? closed) return 'changed';
          set(before.run.id, { supersededBy: { run, at: next.openedAt } });
        }
        windows.set(run, copyOf(next));
        current = run;
        return 'opened';
      }),
    recordTrigger: (run, trigger) =>
      call('recordTrigger', () => {
        const window = at(run);
        if (window.trigger !== undefined) return 'triggered before';
        if (window.ended ?? window.supersededBy ?? window.closed) return 'over';
        set(run, { trigger });
        return 'recorded';
      }),
    end: (run, ended) =>
      call('end', () => {
        const window = at(run);
        if (window.trigger !== undefined) return 'triggered';
        if (window.supersededBy !== undefined) return 'superseded';
        if (window.ended === undefined) set(run, { ended });
        return 'ended';
      }),
    close: (run, closed) =>
      call('close', () => {
        const { closed: before, trigger, supersededBy } = at(run);
        if (before !== undefined) return before.result;
        const isOpenEnd = closed.result === 'healthy' || closed.result === 'inconclusive';
        if (isOpenEnd && (trigger ?? supersededBy) !== undefined) return 'changed';
        set(run, { closed });
        return closed.result;
      }),
    saveLook: (run, look, before) =>
      call('saveLook', () => {
        if (at(run).lookedAt !== before) return false;
        set(run, look);
        return true;
      }),
    saveVerification: (run, verification) =>
      call('saveVerification', () => {
        const { verifications = [] } = at(run);
        if (verifications.some(({ dueAt }) => dueAt === verification.dueAt)) return;
        set(run, { verifications: [...verifications, verification].toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1)) });
      }),
    saveDrill: (run, drill) =>
      call('saveDrill', () => {
        const window = at(run);
        if (window.ended ?? window.supersededBy ?? window.closed) return 'over';
        if (window.trigger !== undefined) return 'triggered';
        if (window.drill !== undefined) return 'drilled before';
        set(run, { drill });
        return 'saved';
      }),
    saveSchema: (run, schema) => call('saveSchema', () => set(run, { schema })),
    saveRollback: (run, rollback) => call('saveRollback', () => set(run, { rollback })),
    addEvents: (run, added) =>
      call('addEvents', () => {
        if (run === undefined) {
          strays.push(...copyOf(added));
          return;
        }
        if (added.length === 0) return;
        const all = [...(events.get(run) ?? []), ...copyOf(added)];
        const once = new Map(
          all.map((event) => [`${event.at} ${event.kind} ${event.alarm ?? ''} ${event.text}`, event]),
        );
        events.set(
          run,
          [...once.values()].toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at))),
        );
      }),
    events: (run) => call('events', () => events.get(run) ?? []),
    saveToken: (run, token) => call('saveToken', () => void tokens.set(run, token)),
    token: (run) => call('token', () => tokens.get(run)),
    remember: (commit, details) => call('remember', () => void memories.set(commit, details)),
    remembered: (commit) => call('remembered', () => memories.get(commit)),
    quarantine: (release) =>
      call('quarantine', () => {
        // A release that is rolled back again is in quarantine again; the same window adds nothing.
        const before = quarantines.get(releaseKey(release));
        if (before?.run !== release.run) quarantines.set(releaseKey(release), copyOf(release));
      }),
    quarantined: ({ commit }) =>
      call('quarantined', () =>
        [...quarantines.values()].find((one) => one.commit === commit && one.lifted === undefined),
      ),
    lift: ({ commit }, lifted) =>
      call('lift', () => {
        const open = [...quarantines].filter(([, one]) => one.commit === commit && one.lifted === undefined);
        for (const [key, one] of open) quarantines.set(key, { ...one, lifted });
        return open.map(([, one]) => ({ ...one, lifted }));
      }),
    saveGo: (go) => call('saveGo', () => void gos.set(goKey(go.fingerprint), copyOf(go))),
    withdrawGo: (fingerprint) => call('withdrawGo', () => void gos.delete(goKey(fingerprint))),
    go: (fingerprint) => call('go', () => gos.get(goKey(fingerprint))),
  };
}

/** Whether it may still trigger, or be rolled back. */
function isRunning({ closed, ended, supersededBy, trigger }: WindowRecord): boolean {
  if (closed !== undefined || supersededBy !== undefined) return false;
  return trigger !== undefined || ended === undefined;
}

const releaseKey = ({ commit, images }: Pick<Fingerprint, 'commit' | 'images'>): string =>
  [commit, ...images].join(' ');
const goKey = ({ configuration, ...release }: Fingerprint): string => `${releaseKey(release)} ${configuration}`;
