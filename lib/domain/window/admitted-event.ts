import type { AlarmEvent } from './alarm-event.ts';
import { whyOver } from './standing.ts';
import { isNewlyRed, isWithin } from './transition.ts';
import type { WatchedCriterion, WindowRecord } from './window.ts';

/** The account and the region whose alarms count. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** What an alarm's event has an effect on, or why it has none, and whether it belongs to this window's time line all the same. */
export type AdmittedEvent =
  | { readonly criterion: WatchedCriterion; readonly isRed: boolean }
  | { readonly why: string; readonly belongs: boolean };

/** @param record the window that was opened last. */
export function admitEvent(event: AlarmEvent, record: WindowRecord | undefined, place: Place): AdmittedEvent {
  if (record === undefined) return { why: 'no window was ever opened', belongs: false };
  const over = whyOver(record);
  if (over !== undefined) return { why: over, belongs: record.closed === undefined && isWithin(event.at, record) };
  const why = whyForeign(event, place);
  if (why !== undefined) return { why, belongs: true };
  const criterion = record.criteria.find(
    ({ alarms, notWatched }) => notWatched === undefined && alarms.includes(event.alarm),
  );
  if (criterion === undefined) return { why: 'it is no alarm of this window', belongs: true };
  if (!isWithin(event.at, record)) return { why: whenWords(event, record), belongs: true };
  if (event.state !== 'ALARM') return { criterion, isRed: false };
  if (!isNewlyRed(record, { name: event.alarm, since: event.at }))
    return { why: 'it was red already when the window opened', belongs: true };
  return { criterion, isRed: true };
}

function whyForeign({ account, region }: AlarmEvent, place: Place): string | undefined {
  if (account !== place.account) return `it is an alarm of another account: ${account}`;
  return region === place.region ? undefined : `it is an alarm of another region: ${region}`;
}

function whenWords({ at }: AlarmEvent, { openedAt, endsAt }: WindowRecord): string {
  if (Date.parse(at) > Date.parse(endsAt)) return `it is of ${at}, after the window's end at ${endsAt}`;
  return `it is of ${at}, before the window opened at ${openedAt}`;
}
