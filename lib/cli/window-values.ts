import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { CriterionSettings, WindowSettings } from '../config/window-settings.ts';
import { cutText } from '../domain/evidence.ts';
import { onOneLine } from '../domain/one-line.ts';
import type { AlarmDefinition, Comparison } from '../domain/window/alarm.ts';
import type { CriterionId } from '../domain/window/criterion.ts';
import { ownAlarm } from '../domain/window/own-alarm.ts';
import type { WindowRecord } from '../domain/window/window.ts';
import { type AskMetrics, askCloudWatch } from './ask-metrics.ts';

/** What an alarm compares with its threshold, as CloudWatch has it last; or why nobody can say. */
export interface AlarmValue {
  readonly criterion: CriterionId;
  readonly alarm: string;
  readonly value?: number;
  /** The beginning of the period that it is of; ISO 8601. */
  readonly at?: string;
  readonly threshold?: number;
  readonly comparison?: Comparison;
  /** Where it is not the metric's own. */
  readonly unit?: 'ms';
  readonly problem?: string;
}

/** Of which alarm, and how its number is shown. */
interface Wanted extends Pick<AlarmValue, 'criterion' | 'alarm' | 'unit'> {
  /** Absent where the configuration does not say what it is made of. */
  readonly definition?: AlarmDefinition;
  /** What one of the metric's unit is in the shown one. */
  readonly factor: number;
}

/** A value that is older is none of now; in milliseconds. */
const longestAgo = 15 * 60_000;

/**
 * The latest values of all alarms of a window, in one question. Never rejects: a value is an addition to the alarm's state, which
 * the window has seen itself.
 */
export async function readValues(
  record: WindowRecord,
  { criteria }: Pick<WindowSettings, 'criteria'>,
  now: Date,
  ask: AskMetrics = askCloudWatch(),
): Promise<readonly AlarmValue[]> {
  const wanted = wantedOf(record, criteria);
  const MetricDataQueries = wanted.flatMap(({ definition }, index) =>
    definition === undefined ? [] : queriesOf(definition, index),
  );
  if (MetricDataQueries.length === 0) return wanted.map((one) => alarmValue(one, undefined, now));
  const StartTime = new Date(now.getTime() - Math.max(longestAgo, ...wanted.map(evaluatedMs)));
  try {
    const results = await ask({ MetricDataQueries, StartTime, EndTime: now, ScanBy: 'TimestampDescending' });
    return wanted.map((one, index) =>
      alarmValue(
        one,
        results.filter(({ Id }) => Id === returnedId(one, index)),
        now,
      ),
    );
  } catch (cause) {
    const problem = shortly((cause as Error).message);
    return wanted.map((one) =>
      one.definition === undefined ? alarmValue(one, undefined, now) : { ...known(one), problem },
    );
  }
}

function wantedOf(record: WindowRecord, settings: readonly CriterionSettings[]): Wanted[] {
  const watched = record.criteria.filter(({ notWatched }) => notWatched === undefined);
  return watched.flatMap(({ id, alarms }) => {
    const found = settings.find((one) => one.id === id);
    return alarms.map((alarm) => ({ criterion: id, alarm, ...definitionOf(alarm, record, found) }));
  });
}

function definitionOf(
  alarm: string,
  { baseline: measured, ownAlarm: own, run }: WindowRecord,
  settings: CriterionSettings | undefined,
): Omit<Wanted, 'criterion' | 'alarm'> {
  const rule = settings?.baseline;
  if (alarm === own && rule !== undefined && measured !== undefined) {
    return { definition: ownAlarm(measured, rule, run.id), factor: rule.millisecondsPerUnit, unit: 'ms' };
  }
  const definition = settings?.alarms.find(({ name }) => name === alarm)?.definition;
  return { ...(definition === undefined ? {} : { definition }), factor: 1 };
}

const evaluatedMs = ({ definition }: Wanted): number =>
  definition === undefined ? 0 : (definition.evaluationPeriods + 2) * definition.periodSeconds * 1000;

/** Ids are unique within one question, and begin with a small letter. */
const idOf = (index: number, id: string): string => `a${index}_${id}`;
const returnedId = ({ definition }: Wanted, index: number): string | undefined =>
  definition && idOf(index, definition.returns);

function queriesOf({ series, returns, periodSeconds }: AlarmDefinition, index: number): MetricDataQuery[] {
  const ids = new Set(series.map(({ id }) => id));
  return series.map((one) => {
    const common = { Id: idOf(index, one.id), ReturnData: one.id === returns };
    if ('expression' in one) return { ...common, Expression: withIds(one.expression, ids, index), Label: one.label };
    const Dimensions = Object.entries(one.dimensions).map(([Name, Value]) => ({ Name, Value }));
    const Metric = { Namespace: one.namespace, MetricName: one.metric, Dimensions };
    return { ...common, MetricStat: { Metric, Period: periodSeconds, Stat: one.stat } };
  });
}

/** What stands in quotation marks is no id. */
function withIds(expression: string, ids: ReadonlySet<string>, index: number): string {
  return expression.replace(/"[^"]*"|'[^']*'|\b[a-z]\w*/g, (word) => (ids.has(word) ? idOf(index, word) : word));
}

function alarmValue(wanted: Wanted, results: readonly MetricDataResult[] | undefined, now: Date): AlarmValue {
  const { definition, factor } = wanted;
  if (definition === undefined || results === undefined) {
    return { ...known(wanted), problem: 'its metric does not stand in the configuration, as of an alarm of your own' };
  }
  const problem = problemOf(results);
  if (problem !== undefined) return { ...known(wanted), problem };
  const newest = newestOf(results, now.getTime() - definition.periodSeconds * 1000);
  if (newest === undefined) return { ...known(wanted), problem: 'there is no datapoint yet' };
  return { ...known(wanted), value: newest.value * factor, at: newest.at.toISOString() };
}

/** All that is known of an alarm without CloudWatch. */
function known({ criterion, alarm, unit, definition, factor }: Wanted): AlarmValue {
  return {
    ...{ criterion, alarm },
    ...(unit === undefined ? {} : { unit }),
    ...(definition === undefined
      ? {}
      : { threshold: definition.threshold * factor, comparison: definition.comparison }),
  };
}

function problemOf(results: readonly MetricDataResult[]): string | undefined {
  const last = results.at(-1);
  if (last === undefined) return 'CloudWatch did not answer for it';
  const { StatusCode: status = 'no status', Messages: messages = [] } = last;
  if (status === 'Complete') return undefined;
  const said = messages.map(({ Code, Value }) => Value ?? Code ?? '').filter((text) => text !== '');
  return shortly(`CloudWatch could not evaluate it: ${[status, ...said].join(', ')}`);
}

/** The running period may hold only some of its samples. @param until it has begun by then. */
function newestOf(results: readonly MetricDataResult[], until: number) {
  const points = results.flatMap(({ Timestamps = [], Values = [] }) =>
    Timestamps.flatMap((at, place) => {
      const value = Values[place];
      return value === undefined || !Number.isFinite(value) || !(at.getTime() <= until) ? [] : [{ at, value }];
    }),
  );
  return points.toSorted((a, b) => b.at.getTime() - a.at.getTime())[0];
}

const shortly = (text: string): string => cutText(onOneLine(text), 160);

const signs: Readonly<Record<Comparison, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '≥',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
};

/** `0.21, red > 5`, `240 ms, red > 360 ms`, `no value, red > 5`: why there is none, `problem` says. */
export function valueWords({ value, threshold, comparison, unit }: AlarmValue): string {
  const words = (number: number): string => `${short(number)}${unit === undefined ? '' : ` ${unit}`}`;
  const shown = value === undefined ? 'no value' : words(value);
  return threshold === undefined || comparison === undefined
    ? shown
    : `${shown}, red ${signs[comparison]} ${words(threshold)}`;
}

/** Four digits tell as much as anybody compares at a glance. */
const short = (number: number): string =>
  (Math.abs(number) >= 1000 ? Math.round(number) : Number(number.toPrecision(4))).toLocaleString('en-US', {
    maximumFractionDigits: 4,
  });
