import { spotKey } from './look-events.ts';
import type { WindowNotice } from './notice.ts';
import type { Red } from './red.ts';
import type { RedAlarm } from './red-alarms.ts';
import { isSameMoment } from './transition.ts';
import { lostVerifications, unseenItems, type VerificationRules } from './verification.ts';
import { lostWords, unseenWords } from './verification-words.ts';
import { blindWords, redBeforeWords, redWords } from './watch-words.ts';
import type { BlindSpot, WindowRecord } from './window.ts';

/** Something that people are to be told, once. */
export interface DueNotice {
  /** What stands in the record's `told` afterwards. */
  readonly key: string;
  /** When that happened of which they are told. */
  readonly at: string;
  readonly notice: WindowNotice;
}

export interface ToTell {
  readonly red: readonly Red[];
  readonly before: readonly RedAlarm[];
  /** Those of which people said before that it stays. */
  readonly again: readonly Red[];
  readonly spots: readonly BlindSpot[];
  readonly now: Date;
  readonly rules: { readonly runbook: string; readonly verification?: VerificationRules | undefined };
}

/** What a look tells people of that they were not told before. */
export function noticesOf(record: WindowRecord, seen: ToTell): readonly DueNotice[] {
  const { red, before, again, spots, rules } = seen;
  const { runbook } = rules;
  const { told = [] } = record;
  return [
    ...spots.map((spot) => ({ key: blindKey(spot), at: spot.from, notice: blindWords(record, spot, runbook) })),
    ...before.map((one) => ({
      ...{ key: redKey(one), at: one.since },
      notice: redBeforeWords(record, one, runbook),
    })),
    ...red.filter(({ watched }) => watched.response === 'notify').map((one) => redNotice(record, one, runbook)),
    ...again.map((one) => {
      const due = redNotice(record, one, runbook);
      return { ...due, notice: { ...due.notice, urgency: 'page' as const } };
    }),
    ...unverified(record, seen),
  ].filter(({ key }) => !told.some((one) => isSame(one, key)));
}

function redNotice(record: WindowRecord, red: Red, runbook: string): DueNotice {
  return { key: redKey(red), at: red.since, notice: redWords(record, red, runbook) };
}

/** What could not be looked at: once a verification. */
function unverified(record: WindowRecord, { now, rules: { runbook, verification } }: ToTell): readonly DueNotice[] {
  const lost = verification === undefined ? [] : lostVerifications(record, verification, now);
  return [
    ...(record.verifications ?? []).flatMap((one): DueNotice[] => {
      const items = unseenItems(record, one);
      if (items.length === 0) return [];
      return [{ key: `${one.dueAt} unseen`, at: one.endedAt, notice: unseenWords(record, one, items, runbook) }];
    }),
    ...lost.map((one) => ({ key: `${one.dueAt} lost`, at: one.begunAt, notice: lostWords(record, one, runbook) })),
  ];
}

/** A verification's moments may be a second apart: their time is no part of what `isSame` compares. */
const redKey = ({ watched, alarm, since }: Red): string =>
  alarm === undefined ? `${since} failed ${watched.id}` : `red ${alarm} ${since}`;
export const blindKey = (spot: BlindSpot): string => `blind ${spotKey(spot)}`;
/** That people were told where they decide an item. */
export const askedKey = (item: string): string => `asked ${item}`;

/** Of a transition the time may be told differently, by an event and by a sighting. */
function isSame(one: string, other: string): boolean {
  if (one === other) return true;
  const [oneAt, otherAt] = [one.lastIndexOf(' '), other.lastIndexOf(' ')];
  return one.slice(0, oneAt) === other.slice(0, otherAt) && isSameMoment(one.slice(oneAt), other.slice(otherAt));
}
