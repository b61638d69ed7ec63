import type { ItemRecord } from '../domain/approvals/approval-record.ts';
import { redact } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import { askedRunOf, rollBackItemOf } from '../domain/window/asked.ts';
import { alarmsOf, type SeenAlarms } from '../domain/window/blindness.ts';
import type { Seen } from '../domain/window/look.ts';
import { askedKey } from '../domain/window/look-notices.ts';
import type { WindowRecord } from '../domain/window/window.ts';
import { reasonWords } from '../domain/window/words.ts';
import type { Alarms } from '../sources/alarms.ts';
import type { ApprovalStore } from '../stores/approval-store.ts';
import type { WindowStore } from '../stores/window-store.ts';

export interface SeeWindowDependencies {
  readonly store: Pick<WindowStore, 'events'>;
  readonly approvals?: ApprovalStore | undefined;
  readonly alarms: Pick<Alarms, 'look'>;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** What a look saw, and what it could not see of the tables: that must not keep a red alarm from rolling back. */
export type SeenWindow = Seen & { readonly failures: readonly unknown[] };

/** All that Watch looks at, at once. */
export async function seeWindow(
  record: WindowRecord,
  token: string,
  { store, approvals, alarms, now, signal }: SeeWindowDependencies,
): Promise<SeenWindow> {
  const failures: unknown[] = [];
  const noted = (cause: unknown): undefined => void failures.push(cause);
  const [seen, items, events] = await Promise.all([
    seeAlarms(record, alarms, signal),
    approvals === undefined ? [] : askedItems(record, token, approvals).catch(noted),
    store.events(record.run.id).catch(noted),
  ]);
  return { alarms: seen, items, events: events ?? [], now, failures };
}

async function seeAlarms(record: WindowRecord, alarms: Pick<Alarms, 'look'>, signal: AbortSignal): Promise<SeenAlarms> {
  const names = alarmsOf(record);
  if (names.length === 0) return { alarms: new Map() };
  try {
    return { alarms: await alarms.look(names, signal) };
  } catch (cause) {
    if (!(cause instanceof SourceError)) throw cause;
    return { unread: reasonWords(redact(cause.message)) };
  }
}

/** Items of criteria and checks. Each open one gets this Watch's token before it is read: of a decision and this look one finds the other. */
async function askedItems(record: WindowRecord, token: string, approvals: ApprovalStore): Promise<ItemRecord[]> {
  const run = askedRunOf(record.run.id);
  const { criteria, checks = [] } = record;
  const asking = [...criteria, ...checks].filter(({ response }) => response === 'ask');
  const ids = asking.map(({ id }) => rollBackItemOf(id));
  if (ids.length === 0) return [];
  const told = ids.filter((id) => record.told?.includes(askedKey(id)));
  await Promise.all(told.map((id) => approvals.saveToken(run, id, token)));
  const items = ((await approvals.run(run))?.items ?? []).filter(({ id }) => ids.includes(id));
  return Promise.all(
    items.map(async (item) => {
      if (item.status !== 'open' || told.includes(item.id)) return item;
      // Opened by a look that did not come to say so.
      await approvals.saveToken(run, item.id, token);
      return (await approvals.item(run, item.id)) ?? item;
    }),
  );
}
