import { type AlarmPhase, alarmPhases } from './alarm-history.ts';
import { type ThresholdRule, thresholdMsOf } from './own-alarm.ts';
import { reportedProbes } from './reported-verifications.ts';
import type { WindowEvent, WindowRecord } from './window.ts';

/** The criteria with their alarms and probes: how each was seen last, and its states. */
export function reportedCriteria(record: WindowRecord, events: readonly WindowEvent[]) {
  const until = lastMoment(record, events);
  const red = new Set(record.redAtOpen.map(({ name }) => name));
  return record.criteria.map(({ alarms, probes, ...criterion }) => ({
    ...criterion,
    probes: reportedProbes(criterion.id, probes, record),
    alarms: alarms.map((name) => {
      const states = alarmPhases(name, record, events, until);
      const seen = seenLast(name, states.at(-1), record, events);
      return { name, seen, states, ...(red.has(name) ? { redAtOpen: true } : {}) };
    }),
  }));
}

/** The newest that is known: Watch may have looked before the last notification came, and looks no more during a rollback. */
function seenLast(
  alarm: string,
  phase: AlarmPhase | undefined,
  { openedAt, states = {}, redAtOpen, trigger, rollback }: WindowRecord,
  events: readonly WindowEvent[],
) {
  const { name: _, ...sighting } = [...Object.values(states), ...redAtOpen].find(({ name }) => name === alarm) ?? {};
  if (phase === undefined || phase.state === 'not-red') return 'state' in sighting ? sighting : undefined;
  const { state, from: since } = phase;
  // What was seen before that phase began was an earlier one.
  const isOfPhase = 'state' in sighting && sighting.state === state && (since === openedAt || sighting.since >= since);
  if (isOfPhase) return sighting;
  const told = events.findLast((event) => event.alarm === alarm && event.state === state && event.kind === 'alarm');
  if (told !== undefined) return { state, since, reason: told.text };
  if (trigger?.alarm !== alarm) return { state, since, reason: '' };
  return { state, since, reason: since === rollback?.recoveredAt ? 'seen after the rollback' : trigger.reason };
}

export function reportedBaseline({ baseline, ownAlarm }: WindowRecord, rule: ThresholdRule | undefined) {
  if (baseline === undefined) return undefined;
  return { ...baseline, thresholdMs: rule && thresholdMsOf(baseline, rule), alarm: ownAlarm };
}

/** Until when the record tells anything. */
function lastMoment(
  { openedAt, closed, ended, lookedAt, rollback }: WindowRecord,
  events: readonly WindowEvent[],
): string {
  if (closed !== undefined) return closed.at;
  const moments = [openedAt, ended?.at, lookedAt, rollback?.verifiedAt, events.at(-1)?.at];
  const times = moments.flatMap((one) => (one === undefined ? [] : [Date.parse(one)]));
  return new Date(Math.max(...times)).toISOString();
}
