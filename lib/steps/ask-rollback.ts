import type { AskSettings } from '../config/window-settings.ts';
import type { ApprovalItem } from '../domain/approvals/approval.ts';
import type { AskedRun, ItemRecord } from '../domain/approvals/approval-record.ts';
import { mustBeSameRun } from '../domain/approvals/same-run.ts';
import { askedRunOf } from '../domain/window/asked.ts';
import { askWords } from '../domain/window/watch-words.ts';
import type { WindowRecord } from '../domain/window/window.ts';
import type { Notices } from '../sources/notices.ts';
import type { ApprovalStore } from '../stores/approval-store.ts';
import type { WindowStore } from '../stores/window-store.ts';
import { tellPeople } from './tell-people.ts';

export interface RollbackQuestion {
  readonly record: WindowRecord;
  readonly item: Pick<ApprovalItem, 'id' | 'title' | 'instructions'>;
  readonly asks: AskSettings;
  readonly now: Date;
  /** From when an answer comes too late, however long people have by the settings; ISO 8601. */
  readonly until?: string;
}

/**
 * Writes down what people are asked; done again, what was written the first time stays.
 * @returns the item as it is now: open, decided or expired.
 */
export async function openQuestion(
  { record, item, asks, now, until }: RollbackQuestion,
  approvals: ApprovalStore,
): Promise<ItemRecord> {
  const run = askedRunOf(record.run.id);
  const asked: AskedRun = {
    run: { ...record.run, id: run },
    service: record.service,
    environment: record.environment,
    release: record.release,
    fingerprint: record.fingerprint,
    openedAt: record.openedAt,
    window: true,
  };
  await approvals.open(asked, [], []);
  const found = await approvals.run(run);
  if (found === undefined) throw new Error(`the approvals of window ${record.run.id} were written, but are not there`);
  mustBeSameRun(found, asked.run, record.fingerprint);
  await approvals.add(itemRecord({ record, item, asks, now, ...(until === undefined ? {} : { until }) }, run));
  const written = await approvals.item(run, item.id);
  if (written === undefined) throw new Error(`item ${item.id} of run ${run} was written, but is not there`);
  return written;
}

export interface AskRollbackDependencies {
  readonly approvals: ApprovalStore;
  readonly store: Pick<WindowStore, 'addEvents'>;
  readonly notices: Notices;
  /** The console's address, without a path. */
  readonly console: string;
}

/**
 * Asks people whether to go back, and tells them where they decide. That they could not be told stands on the time line: the
 * item is there all the same, in the console and on the command line. Done again while it is open, they are told again.
 */
export async function askRollback(
  question: RollbackQuestion,
  { approvals, store, notices, console }: AskRollbackDependencies,
): Promise<ItemRecord> {
  const { record, now } = question;
  const item = await openQuestion(question, approvals);
  if (item.status === 'open' && now.toISOString() < item.expiresAt) {
    await store.addEvents(record.run.id, [{ at: item.openedAt, kind: 'asked', text: item.title }]);
    await tellPeople(record.run.id, item.openedAt, askWords(record, item, console), { store, notices });
  }
  return item;
}

function itemRecord({ record, item, asks, now, until }: RollbackQuestion, run: string): ItemRecord {
  const { approvers, quorum, expiresAfterSeconds } = asks;
  const openedAt = now.toISOString();
  const expiresAt = new Date(now.getTime() + expiresAfterSeconds * 1000).toISOString();
  const { service, environment, release } = record;
  return {
    ...item,
    ...{ kind: 'manual', approvers, quorum, expiresAfterSeconds },
    ...{ status: 'open', openedAt, expiresAt: until !== undefined && until < expiresAt ? until : expiresAt, votes: [] },
    ...{ run, service, environment, version: release.version, commit: release.commit },
    excluded: [],
    revision: 1,
  };
}
