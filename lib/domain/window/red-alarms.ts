import type { SeenAlarms } from './blindness.ts';
import type { Red } from './red.ts';
import { isBefore, isNewlyRed, isSameMoment, wasRedAtOpen } from './transition.ts';
import type { WatchedCriterion, WindowEvent, WindowRecord } from './window.ts';

/** A red alarm, which has a name. */
export type RedAlarm = Red & Required<Pick<Red, 'alarm'>>;

/** Every transition of an alarm to red that counts: what is red now, and what notifications said of it before. */
export function redAlarms(
  record: WindowRecord,
  { alarms }: SeenAlarms,
  events: readonly WindowEvent[],
): readonly RedAlarm[] {
  return eachAlarm(record).flatMap(({ watched, alarm }): RedAlarm[] => {
    const seen = alarms?.get(alarm);
    const now =
      seen?.state === 'ALARM' && isNewlyRed(record, seen)
        ? [{ watched, alarm, since: seen.since, reason: seen.reason, isSeen: true }]
        : [];
    const told = events.filter(isRedEvent(alarm)).map(({ at: since, text: reason }) => ({ since, reason }));
    const before = told.filter(
      ({ since }) => isNewlyRed(record, { name: alarm, since }) && !now.some((one) => isSameMoment(one.since, since)),
    );
    return [...now, ...before.map((one) => ({ watched, alarm, ...one, isSeen: false }))];
  });
}

/** Those that turned red before the window opened, though they were not red when it looked. */
export function redBefore(record: WindowRecord, { alarms }: SeenAlarms): readonly RedAlarm[] {
  return eachAlarm(record).flatMap(({ watched, alarm }): RedAlarm[] => {
    const seen = alarms?.get(alarm);
    if (seen?.state !== 'ALARM' || !isBefore(seen.since, record) || wasRedAtOpen(record, seen)) return [];
    return [{ watched, alarm, since: seen.since, reason: seen.reason, isSeen: true }];
  });
}

function eachAlarm({ criteria }: WindowRecord): readonly { watched: WatchedCriterion; alarm: string }[] {
  const on = criteria.filter(({ notWatched }) => notWatched === undefined);
  return on.flatMap((watched) => watched.alarms.map((alarm) => ({ watched, alarm })));
}

const isRedEvent =
  (name: string) =>
  ({ kind, alarm, state }: WindowEvent): boolean =>
    kind === 'alarm' && alarm === name && state === 'ALARM';
