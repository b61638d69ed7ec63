import type { AlarmSeries } from '../domain/window/alarm.ts';

/** A metric that an alarm looks at, with its statistic. */
export type MetricSeries = Extract<AlarmSeries, { readonly metric: string }>;

/** Datapoints of many metrics over one time, a minute each. */
export interface History {
  /** The beginning of the first minute, in ms since 1970; a whole minute. */
  readonly startMs: number;
  readonly minutes: number;
  /** By `columnName`; one value a minute, oldest first, NaN where there is none. */
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/**
 * `AWS/Lambda Errors Sum FunctionName=shop-api Resource=shop-api:live`: how a metric is called in a file's header, and in a history.
 * Dimensions stand in alphabetical order.
 */
export function columnName({ namespace, metric, stat, dimensions }: Omit<MetricSeries, 'id'>): string {
  const names = Object.keys(dimensions).toSorted();
  return [namespace, metric, stat, ...names.map((name) => `${name}=${dimensions[name]}`)].join(' ');
}
