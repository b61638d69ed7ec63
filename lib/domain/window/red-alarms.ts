import type { AlarmSighting } from './alarm.ts';
import type { SeenAlarms } from './blindness.ts';
import { isBefore, isNewlyRed, isSameMoment, wasRedAtOpen } from './transition.ts';
import type { WatchedCriterion, WindowEvent, WindowRecord } from './window.ts';

/** One transition of an alarm to red. */
export interface Red {
  readonly criterion: WatchedCriterion;
  readonly alarm: Pick<AlarmSighting, 'name' | 'since' | 'reason'>;
  /** Whether it is red at this moment; else its notification told so, and it may have gone back since. */
  readonly isSeen: boolean;
}

/** Every transition to red that counts: what is red now, and what notifications said of it before. */
export function redOnes(record: WindowRecord, { alarms }: SeenAlarms, events: readonly WindowEvent[]): readonly Red[] {
  return eachAlarm(record).flatMap(({ criterion, name }): Red[] => {
    const seen = alarms?.get(name);
    const now = seen?.state === 'ALARM' && isNewlyRed(record, seen) ? [{ criterion, alarm: seen, isSeen: true }] : [];
    const told = events.filter(isRedEvent(name)).map(({ at, text }) => ({ name, since: at, reason: text }));
    const before = told.filter(
      (one) => isNewlyRed(record, one) && !now.some(({ alarm }) => isSameMoment(alarm.since, one.since)),
    );
    return [...now, ...before.map((alarm) => ({ criterion, alarm, isSeen: false }))];
  });
}

/** Those that turned red before the window opened, though they were not red when it looked. */
export function redBefore(record: WindowRecord, { alarms }: SeenAlarms): readonly Red[] {
  return eachAlarm(record).flatMap(({ criterion, name }): Red[] => {
    const alarm = alarms?.get(name);
    if (alarm?.state !== 'ALARM' || !isBefore(alarm.since, record) || wasRedAtOpen(record, alarm)) return [];
    return [{ criterion, alarm, isSeen: true }];
  });
}

function eachAlarm({ criteria }: WindowRecord): readonly { criterion: WatchedCriterion; name: string }[] {
  const watched = criteria.filter(({ notWatched }) => notWatched === undefined);
  return watched.flatMap((criterion) => criterion.alarms.map((name) => ({ criterion, name })));
}

const isRedEvent =
  (name: string) =>
  ({ kind, alarm, state }: WindowEvent): boolean =>
    kind === 'alarm' && alarm === name && state === 'ALARM';
