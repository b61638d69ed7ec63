import type { AlarmSighting } from './alarm.ts';
import type { WindowRecord } from './window.ts';

/** In milliseconds. An alarm is evaluated every 10 s at the most often, so that two transitions are never so near. */
const sameMoment = 1000;

/** The same transition, told twice: an event and a sighting may round its time differently. */
export function isSameMoment(one: string, other: string): boolean {
  return Math.abs(Date.parse(one) - Date.parse(other)) <= sameMoment;
}

/**
 * Whether something happened while the window was open, both ends included. A time of whole seconds stands for all of its
 * second: where CloudWatch gives no finer one, nothing within the second is lost.
 */
export function isWithin(at: string, { openedAt, endsAt }: Pick<WindowRecord, 'openedAt' | 'endsAt'>): boolean {
  return latestOf(at) >= Date.parse(openedAt) && Date.parse(at) <= Date.parse(endsAt);
}

/** Whether it was over before the window opened. */
export function isBefore(at: string, { openedAt }: Pick<WindowRecord, 'openedAt'>): boolean {
  return latestOf(at) < Date.parse(openedAt);
}

/** The last millisecond that a time may stand for. */
export function latestOf(at: string): number {
  const time = Date.parse(at);
  return time % 1000 === 0 ? time + 999 : time;
}

/** Whether that transition to red was seen, and told, when the window opened. */
export function wasRedAtOpen(
  { redAtOpen }: Pick<WindowRecord, 'redAtOpen'>,
  { name, since }: Pick<AlarmSighting, 'name' | 'since'>,
): boolean {
  return redAtOpen.some((red) => red.name === name && isSameMoment(red.since, since));
}

/** A transition to red that counts: within the window, and not the one that was seen when it opened. */
export function isNewlyRed(
  record: Pick<WindowRecord, 'openedAt' | 'endsAt' | 'redAtOpen'>,
  red: Pick<AlarmSighting, 'name' | 'since'>,
): boolean {
  return isWithin(red.since, record) && !wasRedAtOpen(record, red);
}
