import { computeSeries } from '../alarms/compute-series.ts';
import { type EvaluationRule, evaluationRange } from '../alarms/evaluation-rule.ts';
import { judgeSeries } from '../alarms/judge-series.ts';
import { type AlarmChange, replayAlarm } from '../alarms/replay-alarm.ts';
import type { AlarmState } from '../domain/window/alarm.ts';
import type { Tried } from './backtest.ts';
import { evaluationsIn, type Stretch } from './evaluations.ts';
import { falseRate } from './false-rate.ts';
import type { HistoryAlarm } from './history-alarm.ts';
import { type Fault, faultFor, injectFault, onsetOf, ownFault } from './injected-fault.ts';
import { type Judged, redWithin, replayStretch, stateBefore } from './replay-stretch.ts';
import { ownWindow, type WindowSpan } from './replay-window.ts';
import { requestFloor, withRequestFloor } from './request-floor.ts';

/** One alarm with one floor under its requests. */
interface Trial {
  readonly alarm: HistoryAlarm;
  readonly rules: readonly EvaluationRule[];
  readonly windows: readonly WindowSpan[];
  readonly isMet?: (index: number) => boolean;
}

interface Tally {
  readonly rule: EvaluationRule;
  readonly changes: readonly AlarmChange[];
  watched: number;
  falseRed: number;
  /** In minutes; infinite where it was missed. */
  readonly detections: number[];
}

/** Each rule with this floor, on the healthy windows; an alarm of which a window has no baseline is not tried in it. */
export function trySettings(
  alarm: HistoryAlarm,
  floor: number | undefined,
  rules: readonly EvaluationRule[],
  windows: readonly WindowSpan[],
): Tried[] {
  const { planned, columns } = alarm;
  const definition = floor === undefined ? planned.definition : withRequestFloor(planned.definition, floor);
  const values = floor === undefined ? alarm.values : computeSeries(definition, columns);
  const counts = requestFloor(definition)?.counts;
  const requests = counts === undefined ? undefined : computeSeries({ ...definition, returns: counts }, columns);
  const tried = { ...alarm, planned: { ...planned, definition }, values };
  const isMet = (index: number): boolean => (requests?.[index] ?? Number.NaN) >= (floor ?? 0);
  const trial: Trial = { alarm: tried, rules, windows, ...(requests === undefined ? {} : { isMet }) };
  return (alarm.thresholdAt === undefined ? tryLasting(trial) : tryOwn(trial)).map((tally) => triedOf(tally, floor));
}

/** An alarm that is there all the time. */
function tryLasting({ alarm, rules, windows, isMet }: Trial): Tally[] {
  const { planned, values, late, stride } = alarm;
  const judged: Judged = { points: judgeSeries(values, planned.definition), offset: 0 };
  const fault = faultFor(planned.definition);
  const tallies = rules.map((rule) => tallyOf(rule, replayAlarm({ points: judged.points, rule, late, stride })));
  const before = longestLook(rules, alarm);
  for (const span of windows) {
    const stretch = evaluationsIn(alarm, span.openedMs, span.endsMs);
    const onset = onsetOf(alarm, span);
    const injected = injectFault(judged, { onset, last: stretch.last, before, fault, ...(isMet && { isMet }) });
    for (const tally of tallies) {
      tally.watched += 1;
      if (redWithin(tally.changes, stretch) !== undefined) tally.falseRed += 1;
      detect(tally, alarm, injected, { state: stateBefore(tally.changes, onset + 1), onset, last: stretch.last });
    }
  }
  return tallies;
}

/** An alarm that each window makes for itself. */
function tryOwn({ alarm, rules, windows, isMet }: Trial): Tally[] {
  const { late, stride } = alarm;
  const fault: Fault = ownFault(alarm.planned.definition);
  const tallies = rules.map((rule) => tallyOf(rule, []));
  const before = longestLook(rules, alarm);
  for (const span of windows) {
    const own = ownWindow(alarm, span, before);
    if (own === undefined || own === 'none') continue;
    const { judged, stretch } = own;
    const onset = onsetOf(alarm, span);
    const injected = injectFault(judged, { onset, last: stretch.last, before, fault, ...(isMet && { isMet }) });
    for (const tally of tallies) {
      const common = { judged, rule: tally.rule, late, stride };
      const early = replayStretch({ ...common, before: 'INSUFFICIENT_DATA' }, { ...stretch, last: onset });
      const rest: Stretch = { first: onset + 1, last: stretch.last };
      const red = early.red ?? replayStretch({ ...common, before: early.state }, rest).red;
      tally.watched += 1;
      if (red !== undefined) tally.falseRed += 1;
      detect(tally, alarm, injected, { state: early.state, onset, last: stretch.last });
    }
  }
  return tallies;
}

const tallyOf = (rule: EvaluationRule, changes: readonly AlarmChange[]): Tally => ({
  rule,
  changes,
  watched: 0,
  falseRed: 0,
  detections: [],
});

const longestLook = (rules: readonly EvaluationRule[], { late, stride }: HistoryAlarm): number =>
  (Math.max(...rules.map(evaluationRange)) + late) * stride;

interface Onset {
  readonly state: AlarmState;
  readonly onset: number;
  readonly last: number;
}

function detect({ rule, detections }: Tally, { late, stride }: HistoryAlarm, judged: Judged, at: Onset): void {
  const { state: before, onset, last } = at;
  if (before === 'ALARM') return;
  const { red } = replayStretch({ judged, rule, late, stride, before }, { first: onset + 1, last });
  detections.push(red === undefined ? Number.POSITIVE_INFINITY : red - onset);
}

function triedOf({ rule, watched, falseRed, detections }: Tally, floor: number | undefined): Tried {
  const sorted = detections.toSorted((a, b) => a - b);
  const median = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.POSITIVE_INFINITY;
  const missed = detections.filter((minutes) => !Number.isFinite(minutes)).length;
  return {
    datapoints: `${rule.datapointsToAlarm} of ${rule.evaluationPeriods}`,
    ...(floor === undefined ? {} : { requestsAtLeast: floor }),
    falseRollbacks: falseRate(falseRed, watched),
    detectionSeconds: Number.isFinite(median) ? median * 60 : null,
    missed: detections.length === 0 ? 0 : missed / detections.length,
  };
}
