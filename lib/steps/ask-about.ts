import type { WindowSettings } from '../config/window-settings.ts';
import type { ItemRecord } from '../domain/approvals/approval-record.ts';
import { askedRunOf, rollBackItemOf } from '../domain/window/asked.ts';
import { askedKey, type DueNotice } from '../domain/window/look-notices.ts';
import type { Red } from '../domain/window/red.ts';
import { askWords, questionWords, redWords } from '../domain/window/watch-words.ts';
import type { WindowRecord } from '../domain/window/window.ts';
import type { ApprovalStore } from '../stores/approval-store.ts';
import type { WindowStore } from '../stores/window-store.ts';
import { openQuestion } from './ask-rollback.ts';

export interface Questions {
  readonly record: WindowRecord;
  /** What people are to be asked about now. */
  readonly asks: readonly Red[];
  /** What they were asked before. */
  readonly items: readonly ItemRecord[];
  /** Of the Watch that a decision ends. */
  readonly token: string;
}

export interface AskAboutDependencies {
  readonly approvals?: ApprovalStore | undefined;
  readonly store: Pick<WindowStore, 'addEvents'>;
  readonly console: string;
  readonly now: Date;
}

/** Opens the questions of a look. @returns where people decide, of every item that they were not told of yet. */
export async function askAbout(
  { record, asks, items, token }: Questions,
  settings: Pick<WindowSettings, 'asks' | 'times' | 'runbook'>,
  { approvals, store, console, now }: AskAboutDependencies,
): Promise<readonly DueNotice[]> {
  const { asks: whom, runbook, times } = settings;
  const isDue = ({ key }: DueNotice): boolean => record.told?.includes(key) !== true;
  if (approvals === undefined || whom === undefined) {
    // Nobody is named who could be asked, so people are told: it must not pass in silence.
    return asks
      .map(
        (red): DueNotice => ({
          key: askedKey(rollBackItemOf(red.watched.id)),
          at: red.since,
          notice: { ...redWords(record, red, runbook), urgency: 'page' },
        }),
      )
      .filter(isDue);
  }
  const until = new Date(Date.parse(record.endsAt) + times.grace * 1000).toISOString();
  const opened: ItemRecord[] = [];
  for (const red of asks) {
    const id = rollBackItemOf(red.watched.id);
    // First, so that whoever decides at once finds it.
    await approvals.saveToken(askedRunOf(record.run.id), id, token);
    const item = { id, ...questionWords(record, red, runbook) };
    opened.push(await openQuestion({ record, item, asks: whom, now, until }, approvals));
  }
  await store.addEvents(
    record.run.id,
    opened.map(({ openedAt, title }) => ({ at: openedAt, kind: 'asked', text: title })),
  );
  return [...items, ...opened]
    .filter(({ status }) => status === 'open')
    .map((item) => ({ key: askedKey(item.id), at: item.openedAt, notice: askWords(record, item, console) }))
    .filter(isDue);
}
