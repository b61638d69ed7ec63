import type { AlarmState } from './alarm.ts';
import type { WindowEvent, WindowRecord } from './window.ts';

/** `not-red`: it was there, and not red, when the window opened; which of the two other states it had nobody wrote down. */
export type SeenState = AlarmState | 'not-red';

/** How long an alarm was in a state. */
export interface AlarmPhase {
  readonly state: SeenState;
  readonly from: string;
  readonly to: string;
}

interface Change {
  readonly at: string;
  readonly state: AlarmState;
}

/**
 * The states of an alarm from the window's opening on, put together from all that is known: what was red at open, what its
 * notifications said, how Watch and VerifyRollback saw it.
 * @param until the end of the last phase.
 * @returns nothing for an alarm of which nobody ever saw anything.
 */
export function alarmPhases(
  alarm: string,
  record: WindowRecord,
  events: readonly WindowEvent[],
  until: string,
): AlarmPhase[] {
  const changes = changesOf(alarm, record, events).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  if (changes.length === 0) return [];
  const [from, end] = [Date.parse(record.openedAt), Date.parse(until)];
  const before = changes.findLast(({ at }) => Date.parse(at) <= from);
  const inside = changes.filter(({ at }) => Date.parse(at) > from && Date.parse(at) <= end);
  const phases: { state: SeenState; from: string; to: string }[] = [];
  for (const { state, at } of [{ state: before?.state ?? ('not-red' as const), at: record.openedAt }, ...inside]) {
    const last = phases.at(-1);
    if (last?.state === state) continue;
    if (last !== undefined) last.to = at;
    phases.push({ state, from: at, to: until });
  }
  return phases;
}

function changesOf(alarm: string, record: WindowRecord, events: readonly WindowEvent[]): Change[] {
  const { redAtOpen, states = {}, trigger, rollback } = record;
  const sightings = [...redAtOpen, ...Object.values(states)].filter(({ name }) => name === alarm);
  const seen = sightings.map(({ since, state }): Change => ({ at: since, state }));
  const told = events.flatMap((event) =>
    event.kind === 'alarm' && event.alarm === alarm && event.state !== undefined
      ? [{ at: event.at, state: event.state }]
      : [],
  );
  if (trigger?.alarm !== alarm) return [...seen, ...told];
  const recovered = rollback?.recoveredAt;
  return [
    ...seen,
    ...told,
    { at: trigger.at, state: 'ALARM' },
    ...(recovered === undefined ? [] : [{ at: recovered, state: 'OK' as const }]),
  ];
}
