import type { AlarmSighting, AlarmState } from './alarm.ts';
import { alarmsOf, type SeenAlarms } from './blindness.ts';
import { isBefore, isSameMoment } from './transition.ts';
import type { BlindSpot, WindowEvent, WindowRecord } from './window.ts';
import { reasonWords } from './words.ts';

/** An alarm's change of state on the time line, whoever told it. */
export function stateEvent(alarm: string, state: AlarmState, at: string, reason: string): WindowEvent {
  return { at, kind: 'alarm', text: reasonWords(reason), alarm, state };
}

/** Changes within the window that the time line does not hold yet. */
export function stateEvents(
  record: WindowRecord,
  { alarms }: SeenAlarms,
  events: readonly WindowEvent[],
): readonly WindowEvent[] {
  const isTold = ({ name, state, since }: AlarmSighting): boolean =>
    events.some(
      (event) =>
        event.kind === 'alarm' && event.alarm === name && event.state === state && isSameMoment(event.at, since),
    );
  return alarmsOf(record)
    .flatMap((name) => alarms?.get(name) ?? [])
    .filter((one) => !isBefore(one.since, record) && !isTold(one))
    .map(({ name, state, since, reason }) => stateEvent(name, state, since, reason));
}

/** Blind spots that began or ended with this look. */
export function blindEvents(record: WindowRecord, spots: readonly BlindSpot[], now: Date): readonly WindowEvent[] {
  const before = new Map((record.blind ?? []).map((spot) => [spotKey(spot), spot]));
  return spots.flatMap((spot): WindowEvent[] => {
    const known = before.get(spotKey(spot));
    const { what, why, from, to } = spot;
    const began: WindowEvent = { at: from, kind: 'blind', text: `${what}: ${reasonWords(why)}` };
    const ended: WindowEvent = { at: to ?? now.toISOString(), kind: 'blind', text: `${what} is seen again` };
    return [...(known === undefined ? [began] : []), ...(known !== undefined && known.to !== to ? [ended] : [])];
  });
}

/** By which a spot is known from one look to the next. */
export const spotKey = ({ what, from }: BlindSpot): string => `${what} ${from}`;
