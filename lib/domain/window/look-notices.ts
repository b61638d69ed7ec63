import { spotKey } from './look-events.ts';
import type { WindowNotice } from './notice.ts';
import type { Red } from './red-alarms.ts';
import { isSameMoment } from './transition.ts';
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
  readonly before: readonly Red[];
  /** Those of which people said before that it stays. */
  readonly again: readonly Red[];
  readonly spots: readonly BlindSpot[];
  readonly runbook: string;
}

/** What a look tells people of that they were not told before. */
export function noticesOf(record: WindowRecord, { red, before, again, spots, runbook }: ToTell): readonly DueNotice[] {
  const { told = [] } = record;
  return [
    ...spots.map((spot) => ({ key: blindKey(spot), at: spot.from, notice: blindWords(record, spot, runbook) })),
    ...before.map(({ criterion, alarm }) => ({
      ...{ key: redKey(alarm.name, alarm.since), at: alarm.since },
      notice: redBeforeWords(record, criterion, alarm, runbook),
    })),
    ...red.filter(({ criterion }) => criterion.response === 'notify').map((one) => redNotice(record, one, runbook)),
    ...again.map((one) => {
      const due = redNotice(record, one, runbook);
      return { ...due, notice: { ...due.notice, urgency: 'page' as const } };
    }),
  ].filter(({ key }) => !told.some((one) => isSame(one, key)));
}

function redNotice(record: WindowRecord, { criterion, alarm }: Red, runbook: string): DueNotice {
  const notice = redWords(record, criterion, alarm, runbook);
  return { key: redKey(alarm.name, alarm.since), at: alarm.since, notice };
}

const redKey = (alarm: string, since: string): string => `red ${alarm} ${since}`;
export const blindKey = (spot: BlindSpot): string => `blind ${spotKey(spot)}`;
/** That people were told where they decide an item. */
export const askedKey = (item: string): string => `asked ${item}`;

/** Of a transition the time may be told differently, by an event and by a sighting. */
function isSame(one: string, other: string): boolean {
  if (one === other) return true;
  const [oneAt, otherAt] = [one.lastIndexOf(' '), other.lastIndexOf(' ')];
  return one.slice(0, oneAt) === other.slice(0, otherAt) && isSameMoment(one.slice(oneAt), other.slice(otherAt));
}
