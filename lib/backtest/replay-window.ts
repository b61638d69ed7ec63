import { evaluationRange } from '../alarms/evaluation-rule.ts';
import { judgeSeries } from '../alarms/judge-series.ts';
import type { RedAlarm, ReplayedWindow } from './backtest.ts';
import { evaluationsAfter, evaluationsIn, type Stretch, timeOf } from './evaluations.ts';
import type { HistoryAlarm } from './history-alarm.ts';
import { type Judged, redWithin, replayStretch, stateBefore } from './replay-stretch.ts';

/** All in ms since 1970. */
export interface WindowSpan {
  readonly openedMs: number;
  readonly endsMs: number;
  readonly incident: boolean;
}

/** A change to red that counts. */
interface Red {
  readonly alarm: HistoryAlarm;
  readonly period: number;
  readonly atMs: number;
  readonly threshold: number;
}

/** @param alarms in the checklist's order: of those that turn red at once, the first one is told of. */
export function replayWindow(span: WindowSpan, alarms: readonly HistoryAlarm[]): ReplayedWindow {
  const firsts = firstOfEach(alarms.flatMap((alarm) => redIn(alarm, span) ?? []));
  const rollback = firsts.find(({ alarm }) => alarm.planned.criterion.response === 'rollback');
  // What turned red at the same moment was red when it ended.
  const seen = firsts.filter(({ atMs }) => rollback === undefined || atMs <= rollback.atMs);
  return {
    openedAt: new Date(span.openedMs).toISOString(),
    incident: span.incident,
    red: seen.map(redAlarm),
    redAtOpening: alarms.filter((alarm) => wasRed(alarm, span)).map(({ planned }) => planned.definition.name),
    ...(rollback === undefined ? {} : { rolledBack: redAlarm(rollback) }),
  };
}

function redIn(alarm: HistoryAlarm, span: WindowSpan): Red | undefined {
  const { planned, changes } = alarm;
  const own = ownWindow(alarm, span);
  if (own === 'none') return undefined;
  const threshold = own?.threshold ?? planned.definition.threshold;
  const period =
    own === undefined ? redWithin(changes, evaluationsIn(alarm, span.openedMs, span.endsMs)) : replayOwn(alarm, own);
  return period === undefined ? undefined : { alarm, period, atMs: timeOf(alarm, period), threshold };
}

/** An alarm that one window made for itself. */
export interface OwnWindow {
  readonly threshold: number;
  readonly judged: Judged;
  readonly stretch: Stretch;
}

/**
 * @param before how many minutes before its first evaluation are looked at.
 * @returns undefined for an alarm that was there before, 'none' where the hour before has too few samples for one.
 */
export function ownWindow(
  alarm: HistoryAlarm,
  { openedMs, endsMs }: WindowSpan,
  before = (evaluationRange(alarm.planned.definition) + alarm.late) * alarm.stride,
): OwnWindow | 'none' | undefined {
  const { planned, thresholdAt } = alarm;
  if (thresholdAt === undefined) return undefined;
  const threshold = thresholdAt(openedMs);
  if (threshold === undefined) return 'none';
  const stretch = evaluationsAfter(alarm, openedMs, endsMs);
  const offset = Math.max(0, stretch.first - before);
  const values = alarm.values.subarray(offset, Math.max(offset, stretch.last));
  const points = judgeSeries(values, { ...planned.definition, threshold });
  return { threshold, judged: { points, offset }, stretch };
}

function replayOwn({ planned, late, stride }: HistoryAlarm, { judged, stretch }: OwnWindow): number | undefined {
  return replayStretch({ judged, rule: planned.definition, late, stride, before: 'INSUFFICIENT_DATA' }, stretch).red;
}

function firstOfEach(reds: readonly Red[]): Red[] {
  // Sorting keeps the order of those at one moment.
  const sorted = reds.toSorted((a, b) => a.atMs - b.atMs);
  const seen = new Set<string>();
  return sorted.filter(({ alarm: { planned } }) => {
    if (seen.has(planned.criterion.id)) return false;
    seen.add(planned.criterion.id);
    return true;
  });
}

function wasRed(alarm: HistoryAlarm, { openedMs, endsMs }: WindowSpan): boolean {
  return stateBefore(alarm.changes, evaluationsIn(alarm, openedMs, endsMs).first) === 'ALARM';
}

function redAlarm({ alarm, period, atMs, threshold }: Red): RedAlarm {
  const { planned, values, late, stride } = alarm;
  const { criterion, definition } = planned;
  const seen: RedAlarm['values'][number][] = [];
  for (let age = evaluationRange(definition); age > late; age -= 1) {
    const end = period - (age - 1) * stride;
    const value = values[end - 1] ?? Number.NaN;
    if (end < stride) continue;
    const at = new Date(timeOf(alarm, end - stride)).toISOString();
    seen.push({ at, value: Number.isNaN(value) ? null : value });
  }
  return {
    criterion: criterion.id,
    alarm: definition.name,
    response: criterion.response,
    at: new Date(atMs).toISOString(),
    threshold,
    values: seen,
  };
}
