import { computeSeries } from '../alarms/compute-series.ts';
import { evaluationRange } from '../alarms/evaluation-rule.ts';
import { judgeSeries } from '../alarms/judge-series.ts';
import { type AlarmChange, replayAlarm } from '../alarms/replay-alarm.ts';
import type { AlarmDefinition } from '../domain/window/alarm.ts';
import { minuteMs } from './evaluations.ts';
import { columnName, type History, type MetricSeries } from './history.ts';
import { periodColumn } from './period-columns.ts';
import { metricsOf, type PlannedAlarm } from './planned-criteria.ts';
import { baselineMinutes, type ThresholdAt, thresholdAt } from './window-baseline.ts';

/** An alarm with its values in a history. */
export interface HistoryAlarm {
  readonly planned: PlannedAlarm;
  /** The beginning of the history, in ms since 1970. */
  readonly startMs: number;
  /** How many minutes a period has. */
  readonly stride: number;
  /** Of each of its metrics, by the series' id. */
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** What it compares, one a minute: of the period that ends with it. */
  readonly values: Float64Array;
  /** How many whole periods after its end a datapoint is seen. */
  readonly late: number;
  /** Its changes through all of the history; none of one that each window makes for itself. */
  readonly changes: readonly AlarmChange[];
  /** Only of one that each window makes for itself. */
  readonly thresholdAt?: ThresholdAt;
  /** Metrics of it without a single value. */
  readonly without: readonly string[];
}

/** @returns undefined where the history has not one value of any of its metrics. */
export function historyAlarm(history: History, planned: PlannedAlarm, lateSeconds: number): HistoryAlarm | undefined {
  const { definition, baseline } = planned;
  const stride = definition.periodSeconds / 60;
  const { columns, without } = columnsOf(history, definition, stride);
  if (columns === undefined) return undefined;
  const late = Math.ceil(lateSeconds / definition.periodSeconds);
  const values = computeSeries(definition, columns);
  const common = { planned, startMs: history.startMs, stride, columns, values, late, without };
  if (baseline !== undefined) {
    return { ...common, changes: [], thresholdAt: thresholdAt(history, baseline, lateSeconds) };
  }
  const points = judgeSeries(values, definition);
  return { ...common, changes: replayAlarm({ points, rule: definition, late, stride }) };
}

function columnsOf(history: History, definition: AlarmDefinition, stride: number) {
  const metrics = metricsOf(definition);
  const found = metrics.map((metric): [MetricSeries, Float64Array | undefined] => [
    metric,
    periodColumn(history, metric, stride),
  ]);
  const without = found.flatMap(([metric, column]) => (column === undefined ? [columnName(metric)] : []));
  if (without.length === metrics.length) return { columns: undefined, without };
  // What never failed may never have been counted: CloudWatch takes such a metric for one without datapoints.
  const none = without.length === 0 ? undefined : new Float64Array(history.minutes).fill(Number.NaN);
  const columns = new Map<string, Float64Array>();
  for (const [{ id }, column] of found) columns.set(id, column ?? none ?? new Float64Array(0));
  return { columns, without };
}

/** How much of the history before a window its alarm looks at, in ms. */
export function lookBackMs({ planned, stride, late }: HistoryAlarm): number {
  const range = (evaluationRange(planned.definition) + late) * stride * minuteMs;
  return planned.baseline === undefined ? range : Math.max(range, baselineMinutes * minuteMs);
}
