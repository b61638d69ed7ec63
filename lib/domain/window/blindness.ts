import type { AlarmSighting } from './alarm.ts';
import { isSameMoment } from './transition.ts';
import type { BlindSpot, WindowEvent, WindowRecord } from './window.ts';

/** What was seen of the alarms in one look: every one that is there, or why CloudWatch did not answer. */
export type SeenAlarms =
  | { readonly alarms: ReadonlyMap<string, AlarmSighting> }
  | { readonly alarms?: never; readonly unread: string };

export interface Sight {
  readonly seen: SeenAlarms;
  /** Names of the alarms of whose INSUFFICIENT_DATA it follows that nobody sees anything. */
  readonly needData: ReadonlySet<string>;
  /** The window's time line. */
  readonly events: readonly WindowEvent[];
  readonly now: Date;
}

/** How long an alarm may have no data, in ms: with a look a minute people are paged within two minutes. */
const longestWithoutData = 45_000;
/** How long nobody may look, in ms: two looks of a minute each. */
const longestUnwatched = 120_000;

export const cloudWatch = 'CloudWatch';
const ownLook = "the window's own look";

/** When it was looked last, or could have been first. */
const lookedAt = ({ lookedAt: at, openedAt }: WindowRecord): string => at ?? openedAt;

/**
 * All blind spots of a window after one more look: those that are over, those that go on, and new ones. Each begins when
 * that was last seen well, so none is shorter than it was. What begins after the window's end is none.
 */
export function blindSpotsAfter(record: WindowRecord, sight: Sight): readonly BlindSpot[] {
  const before = record.blind ?? [];
  const found = [...unwatched(record, sight), ...unread(record, sight), ...unseen(record, sight)];
  const goingOn = new Set(found.filter(({ to }) => to === undefined).map(({ what }) => what));
  const now = sight.now.toISOString();
  // Of alarms nothing is known where CloudWatch did not answer: what could not be seen before cannot be now.
  const isOver = ({ what }: BlindSpot): boolean =>
    !goingOn.has(what) && (sight.seen.alarms !== undefined || what === ownLook);
  const kept = before.map((spot) => (spot.to === undefined && isOver(spot) ? { ...spot, to: now } : spot));
  const known = new Set(kept.filter(({ to }) => to === undefined).map(({ what }) => what));
  const added = found.filter(({ what, from }) => !known.has(what) && Date.parse(from) < Date.parse(record.endsAt));
  return [...kept, ...added];
}

/** That nobody looked is over as soon as somebody does. */
function unwatched(record: WindowRecord, { now }: Sight): BlindSpot[] {
  const from = lookedAt(record);
  if (now.getTime() - Date.parse(from) <= longestUnwatched) return [];
  return [{ what: ownLook, why: 'nobody looked for more than two minutes', from, to: now.toISOString() }];
}

/** Once may be a throttle; twice in a row, a transition and its end may have gone unseen. */
function unread(record: WindowRecord, { seen }: Sight): BlindSpot[] {
  if (seen.alarms !== undefined || record.lookedAt === undefined || wasRead(record)) return [];
  return [{ what: cloudWatch, why: `it did not answer twice in a row: ${seen.unread}`, from: readAt(record) }];
}

/** Whether CloudWatch answered the last look. */
export const wasRead = (record: WindowRecord): boolean =>
  record.lookedAt !== undefined && record.readAt === record.lookedAt;

/** The time of a look that is written: later than the one before, also within the same millisecond. By it one look knows of another. */
export function nextLook({ lookedAt: before }: Pick<WindowRecord, 'lookedAt'>, now: Date): string {
  const earliest = before === undefined ? 0 : Date.parse(before) + 1;
  return new Date(Math.max(now.getTime(), earliest)).toISOString();
}

/** When CloudWatch answered last. */
export const readAt = ({ readAt: at, openedAt }: WindowRecord): string => at ?? openedAt;

function unseen(record: WindowRecord, { seen, needData, events, now }: Sight): BlindSpot[] {
  const { alarms } = seen;
  if (alarms === undefined) return [];
  return alarmsOf(record).flatMap((name): BlindSpot[] => {
    const alarm = alarms.get(name);
    if (alarm === undefined) return [{ what: name, why: 'the alarm is not there', from: readAt(record) }];
    // A red one counts, whomever it tells.
    if (alarm.silenced !== undefined && alarm.state !== 'ALARM')
      return [{ what: name, why: alarm.silenced, from: readAt(record) }];
    const spots = needData.has(name) ? withoutData(alarm, record, now) : [];
    return spots.length > 0 ? spots : changedUnseen(alarm, record, events);
  });
}

/** In the state of the look before, but not since then: in between it was in another one, or another alarm. */
function changedUnseen(alarm: AlarmSighting, record: WindowRecord, events: readonly WindowEvent[]): BlindSpot[] {
  const { name, state, since: to } = alarm;
  const before = record.states?.[name];
  if (state === 'ALARM' || before?.state !== state || isSameMoment(before.since, to) || to < before.since) return [];
  const isTold = events.some(
    ({ kind, alarm: of, at, state: was }) =>
      kind === 'alarm' && of === name && was !== state && at > before.since && at <= to,
  );
  if (isTold) return [];
  const from = readAt(record) < to ? readAt(record) : to;
  return [{ what: name, why: 'it was in another state for a time, and nobody was told in which', from, to }];
}

function withoutData(alarm: AlarmSighting, { openedAt }: WindowRecord, now: Date): BlindSpot[] {
  if (alarm.state !== 'INSUFFICIENT_DATA') return [];
  const from = Date.parse(alarm.since) > Date.parse(openedAt) ? alarm.since : openedAt;
  if (now.getTime() - Date.parse(from) < longestWithoutData) return [];
  return [{ what: alarm.name, why: `it has no data: ${alarm.reason}`, from }];
}

/** Names of all alarms that the window watches. */
export function alarmsOf({ criteria }: Pick<WindowRecord, 'criteria'>): readonly string[] {
  return criteria.filter(({ notWatched }) => notWatched === undefined).flatMap(({ alarms }) => alarms);
}
