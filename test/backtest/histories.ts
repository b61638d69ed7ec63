import { columnName, type History, type MetricSeries } from '../../lib/backtest/history.ts';
import type { Backtest } from '../../lib/backtest/replay-history.ts';
import type { BaselineSettings, CriterionSettings, WindowSettings } from '../../lib/config/window-settings.ts';
import type { AlarmDefinition } from '../../lib/domain/window/alarm.ts';
import { type CriterionId, criteria, type Response } from '../../lib/domain/window/criterion.ts';

export const minuteMs = 60_000;
export const startMs = Date.UTC(2026, 9, 1);
/** `iso(90)`: an hour and a half after the history's beginning. */
export const iso = (minute: number): string => new Date(startMs + minute * minuteMs).toISOString();

export const metric = (name: string, stat = 'Sum'): MetricSeries => ({
  id: name.toLowerCase(),
  namespace: 'Shop',
  metric: name,
  dimensions: {},
  stat,
});

/** Red above 10, 1 of 1, and silence is good, unless something else is said. */
export function alarm(name: string, changes: Partial<AlarmDefinition> = {}): AlarmDefinition {
  const series = changes.series ?? [metric(name)];
  return {
    name,
    description: '',
    series,
    returns: series.at(-1)?.id ?? '',
    comparison: 'GreaterThanThreshold',
    threshold: 10,
    periodSeconds: 60,
    datapointsToAlarm: 1,
    evaluationPeriods: 1,
    missingData: 'notBreaching',
    tags: {},
    ...changes,
  };
}

export function criterion(
  id: CriterionId,
  definitions: readonly AlarmDefinition[],
  changes: Partial<CriterionSettings> & { readonly response?: Response } = {},
): CriterionSettings {
  const { title, severity } = criteria[id];
  const alarms = definitions.map((definition) => ({
    ...{ name: definition.name, madeBy: 'stack' as const, needsData: true },
    definition,
  }));
  return { id, title, severity, response: 'rollback', alarms, ...changes };
}

export const latency = (stat: string): MetricSeries => ({ ...metric('Latency', stat), id: stat.toLowerCase() });

/** Red above twice the p95 of the hour before, in ms, and above 100 ms. */
export const baseline = (changes: Partial<AlarmDefinition> = {}): BaselineSettings => ({
  ...{ namespace: 'Shop', metric: 'Latency', dimensions: {} },
  ...{ millisecondsPerUnit: 1, factor: 2, floorMs: 100, samplesAtLeast: 200 },
  alarm: alarm('slow', { series: [latency('SampleCount'), latency('p95')], threshold: 0, ...changes }),
});

export type Values = readonly (readonly [MetricSeries, Float64Array])[];

export function history(columns: Values): History {
  const minutes = columns[0]?.[1].length ?? 0;
  return { startMs, minutes, columns: new Map(columns.map(([one, values]) => [columnName(one), values])) };
}

/** So many minutes of one value, with others at some of them. */
export function minutes(length: number, value: number, others: Readonly<Record<number, number>> = {}): Float64Array {
  const values = new Float64Array(length).fill(value);
  for (const [minute, other] of Object.entries(others)) values[Number(minute)] = other;
  return values;
}

export const settings = (some: readonly CriterionSettings[]): Backtest['settings'] => ({
  service: 'shop-api',
  environment: 'production',
  criteria: some,
  times: { lasts: 3600, grace: 30, look: 60, recovery: 300, verify: 10 } satisfies WindowSettings['times'],
});

/** A backtest of windows that open so many minutes after the history's beginning, without suggestions. */
export const asked = (
  some: readonly CriterionSettings[],
  columns: Values,
  openings: readonly number[],
  changes: Partial<Backtest> = {},
): Backtest => ({
  settings: settings(some),
  history: history(columns),
  openings: openings.map((minute) => ({ at: startMs + minute * minuteMs })),
  opened: 'by hand',
  incidents: [],
  lateSeconds: 0,
  suggestions: false,
  ...changes,
});
