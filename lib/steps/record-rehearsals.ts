import type { Run } from '../domain/gate.ts';
import { listed } from '../domain/listed.ts';
import type { Rehearsal } from '../domain/rehearsal.ts';
import { rehearsedBy } from '../domain/window/rehearsed.ts';
import type { RehearsalStore } from '../stores/rehearsal-store.ts';
import type { WindowStore } from '../stores/window-store.ts';

export interface RecordRehearsalsDependencies {
  readonly store: Pick<WindowStore, 'window' | 'addEvents'>;
  /** One for each environment that is rehearsed here. */
  readonly rehearsals: readonly RehearsalStore[];
  /** Where the window's report is to be seen; absent where it has no address. */
  readonly link?: string;
}

/**
 * Records what a closed window proved of a release, for the gates of the environments that are rehearsed here. Done again, it writes
 * the same records.
 * @returns what was recorded.
 * @throws Error where one of the records could not be stored: those that could be are.
 */
export async function recordRehearsals(
  { run }: { readonly run: Run },
  { store, rehearsals, link }: RecordRehearsalsDependencies,
): Promise<readonly Rehearsal[]> {
  const record = await store.window(run.id);
  if (record?.closed === undefined) {
    const how = record === undefined ? 'not there' : 'not closed';
    throw new Error(`the window ${run.id} is ${how}, so it has proved nothing yet`);
  }
  const { at } = record.closed;
  const proved = rehearsedBy(record, link);
  if (proved.length === 0) return [];
  const words = listed(
    proved.map(({ step, status }) => `${step} ${status}`),
    'and',
  );
  const written = await Promise.allSettled(
    rehearsals.flatMap((table) => proved.map((rehearsal) => table.record(rehearsal))),
  );
  const failures = written.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  const text =
    failures.length === 0
      ? `recorded for the gates that rely on it: ${words}`
      : `could not be recorded for every gate that relies on it: ${words}`;
  await store.addEvents(run.id, [{ at, kind: 'told', text }]);
  if (failures.length > 0)
    throw new AggregateError(failures, `the window ${run.id} proved something that could not be stored`);
  return proved;
}
