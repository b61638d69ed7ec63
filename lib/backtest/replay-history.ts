import type { WindowSettings } from '../config/window-settings.ts';
import type { BacktestReport, LeftOut, ReplayedCriterion, ReplayedWindow, Suggestion } from './backtest.ts';
import { minuteMs } from './evaluations.ts';
import { falseRate } from './false-rate.ts';
import type { History } from './history.ts';
import { type HistoryAlarm, historyAlarm, lookBackMs } from './history-alarm.ts';
import { minutesWithData } from './minutes-with-data.ts';
import { type PlannedCriterion, planCriteria } from './planned-criteria.ts';
import { replayWindow, type WindowSpan } from './replay-window.ts';
import { suggest } from './suggest.ts';

/** Times are in ms since 1970. */
export interface Backtest {
  readonly settings: Pick<WindowSettings, 'service' | 'environment' | 'times' | 'criteria'>;
  readonly history: History;
  readonly openings: readonly { readonly at: number }[];
  /** Why windows were opened when they were: `every 1h`, `12 deployments` */
  readonly opened: string;
  /** The end is not in it. */
  readonly incidents: readonly { readonly from: number; readonly to: number }[];
  /** How long after its minute's end a datapoint is seen. Taken as whole periods of an alarm, rounded up. */
  readonly lateSeconds: number;
  /** @default true */
  readonly suggestions?: boolean;
  /** How far it is: called some times for each thing that it does. @param what `trying other settings` */
  readonly tell?: (done: number, of: number, what: string) => void;
}

/**
 * What windows at these times would have done with this history. The states of alarms run on through all of it: what turned red before a
 * window opened does not count in it.
 */
export function replayHistory(request: Backtest): BacktestReport {
  const { settings, history, opened, lateSeconds } = request;
  const plans = planCriteria(settings);
  const alarms = alarmsOf(plans, request);
  const { spans, leftOut } = spansOf(request, alarms);
  const windows = replayAll(spans, alarms, request);
  const healthy = spans.filter(({ incident }) => !incident);
  return {
    schema: 'preflight-backtest/1',
    service: settings.service,
    environment: settings.environment,
    from: new Date(history.startMs).toISOString(),
    to: new Date(history.startMs + history.minutes * minuteMs).toISOString(),
    minutes: { all: history.minutes, withData: minutesWithData(history, settings) },
    windowSeconds: settings.times.lasts,
    lateSeconds,
    opened,
    windows,
    ...(leftOut === undefined ? {} : { leftOut }),
    criteria: plans.map((plan) => criterionOf(plan, alarms, windows, spans)),
    falseRollbacks: rateOf(windows, alarms),
    suggestions: request.suggestions === false ? [] : suggestAll(alarms, healthy, request),
  };
}

function alarmsOf(plans: readonly PlannedCriterion[], { history, lateSeconds, tell }: Backtest): HistoryAlarm[] {
  const planned = plans.flatMap(({ alarms }) => alarms);
  return planned.flatMap((one, index) => {
    const alarm = historyAlarm(history, one, lateSeconds);
    tell?.(index + 1, planned.length, 'computing alarms');
    return alarm ?? [];
  });
}

function spansOf(
  { settings, history, openings, incidents }: Backtest,
  alarms: readonly HistoryAlarm[],
): { readonly spans: readonly WindowSpan[]; readonly leftOut?: LeftOut } {
  const lookBack = Math.max(0, ...alarms.map(lookBackMs));
  const [fromMs, toMs] = [history.startMs + lookBack, history.startMs + history.minutes * minuteMs];
  const all = openings
    .map(({ at }) => ({ openedMs: at, endsMs: at + settings.times.lasts * 1000 }))
    .toSorted((a, b) => a.openedMs - b.openedMs);
  const early = all.filter(({ openedMs }) => openedMs < fromMs).length;
  const held = all.filter(({ openedMs, endsMs }) => openedMs >= fromMs && endsMs <= toMs);
  const spans = held.map((span) => ({
    ...span,
    incident: incidents.some(({ from, to }) => from < span.endsMs && to > span.openedMs),
  }));
  if (spans.length === all.length) return { spans };
  const late = all.length - early - spans.length;
  return { spans, leftOut: { early, lookBackSeconds: lookBack / 1000, late } };
}

/** So many windows are replayed between two words of progress. */
const windowsAtOnce = 1000;

function replayAll(
  spans: readonly WindowSpan[],
  alarms: readonly HistoryAlarm[],
  { tell }: Backtest,
): readonly ReplayedWindow[] {
  return spans.map((span, index) => {
    if (index % windowsAtOnce === 0) tell?.(index, spans.length, 'replaying windows');
    return replayWindow(span, alarms);
  });
}

function criterionOf(
  { criterion, alarms: planned, notReplayed, gaps }: PlannedCriterion,
  alarms: readonly HistoryAlarm[],
  windows: readonly ReplayedWindow[],
  spans: readonly WindowSpan[],
): ReplayedCriterion {
  const { id, title, severity, response } = criterion;
  const of = alarms.filter((one) => one.planned.criterion.id === id);
  const why = notReplayed ?? (of.length === 0 ? 'no data: the history has no value of what it watches' : undefined);
  const silent = planned.filter((one) => !of.some((alarm) => alarm.planned === one));
  const found = [
    ...gaps,
    ...silent.map(({ definition }) => `${definition.name}: no data: the history has no value of what it watches`),
    ...of.flatMap(({ without }) =>
      without.map((name) => `no value of ${name}: it is taken for a metric without datapoints`),
    ),
    ...of.flatMap((alarm) => withoutBaseline(alarm, spans)),
  ];
  const red = windows.filter((window) => window.red.some((one) => one.criterion === id)).length;
  const common = { id, title, severity, response, red };
  return why === undefined ? { ...common, gaps: found } : { ...common, notReplayed: why, gaps: [] };
}

function withoutBaseline({ thresholdAt, planned }: HistoryAlarm, spans: readonly WindowSpan[]): string[] {
  if (thresholdAt === undefined) return [];
  const count = spans.filter(({ openedMs }) => thresholdAt(openedMs) === undefined).length;
  const least = planned.baseline?.samplesAtLeast;
  return count === 0
    ? []
    : [`not watched in ${count} of ${spans.length} windows: the hour before had fewer than ${least} samples`];
}

/** Where nothing that rolls back was replayed, nobody knows how often it would have. */
function rateOf(windows: readonly ReplayedWindow[], alarms: readonly HistoryAlarm[]) {
  const rollsBack = alarms.some(({ planned }) => planned.criterion.response === 'rollback');
  const healthy = rollsBack ? windows.filter(({ incident }) => !incident) : [];
  return falseRate(healthy.filter(({ rolledBack }) => rolledBack !== undefined).length, healthy.length);
}

/** Of alarms that go back, or ask whether to: what tells people alone may be false more often. */
function suggestAll(
  alarms: readonly HistoryAlarm[],
  healthy: readonly WindowSpan[],
  { tell }: Backtest,
): readonly Suggestion[] {
  const asked = alarms.filter(({ planned }) => planned.criterion.response !== 'notify');
  return asked.map((alarm, index) => {
    tell?.(index, asked.length, 'trying other settings');
    return suggest(alarm, healthy);
  });
}
