import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricAlarm,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { computeSeries } from '../../lib/alarms/compute-series.ts';
import { breaching, missing } from '../../lib/alarms/datapoint.ts';
import { evaluateRange } from '../../lib/alarms/evaluate-range.ts';
import { evaluationRange } from '../../lib/alarms/evaluation-rule.ts';
import { judgeSeries } from '../../lib/alarms/judge-series.ts';
import type { CriterionSettings } from '../../lib/config/window-settings.ts';
import type {
  AlarmDefinition,
  AlarmSeries,
  AlarmState,
  Comparison,
  MissingData,
} from '../../lib/domain/window/alarm.ts';
import { ownAlarmPrefix } from '../../lib/domain/window/own-alarm.ts';
import { changeReason, type SeenValue } from './alarm-reason.ts';

/** An alarm that is to become another. */
export interface DueChange {
  readonly name: string;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly reason: string;
}

/**
 * An alarm as the emulator has it, with the series that its configuration says: the emulator keeps no metric math.
 * @returns undefined where it is no alarm of these criteria.
 */
export function evaluatedAlarm(alarm: MetricAlarm, criteria: readonly CriterionSettings[]): EvaluatedAlarm | undefined {
  const { AlarmName: name = '', StateValue: state = 'INSUFFICIENT_DATA', EvaluationPeriods: of = 1 } = alarm;
  const configured = definitionOf(name, criteria);
  if (configured === undefined) return undefined;
  const definition = {
    ...configured,
    name,
    comparison: alarm.ComparisonOperator as Comparison,
    threshold: alarm.Threshold ?? 0,
    evaluationPeriods: of,
    datapointsToAlarm: alarm.DatapointsToAlarm ?? of,
    missingData: (alarm.TreatMissingData ?? 'missing') as MissingData,
  };
  return { definition, state };
}

/** The stack's by their names; a window's own has its run behind it. */
function definitionOf(name: string, criteria: readonly CriterionSettings[]): AlarmDefinition | undefined {
  const made = criteria.flatMap(({ alarms }) => alarms.flatMap(({ definition }) => definition ?? []));
  const own = criteria.flatMap(({ baseline }) => baseline ?? []);
  return made.find((one) => one.name === name) ?? own.find((one) => name.startsWith(ownAlarmPrefix(one)))?.alarm;
}

export interface EvaluatedAlarm {
  readonly definition: AlarmDefinition;
  readonly state: AlarmState;
}

/** What the metrics that CloudWatch has make of the alarms at the end of a minute. */
export async function dueChanges(
  client: CloudWatchClient,
  alarms: readonly EvaluatedAlarm[],
  end: Date,
): Promise<DueChange[]> {
  const values = await measured(client, alarms, end);
  return alarms.flatMap((alarm) => dueChange(alarm, end, values) ?? []);
}

/** Values by `keyOf`, and by the beginning of their period in ms. */
type Measured = ReadonlyMap<string, ReadonlyMap<number, number>>;

function dueChange({ definition, state }: EvaluatedAlarm, end: Date, measuredOf: Measured): DueChange | undefined {
  const range = evaluationRange(definition);
  const times = periodsOf(definition, end);
  const columns = definition.series.flatMap((one): [string, Float64Array][] => {
    if (!('metric' in one)) return [];
    const found = measuredOf.get(keyOf(one, definition));
    return [[one.id, Float64Array.from(times, (at) => found?.get(at) ?? Number.NaN)]];
  });
  const series = computeSeries(definition, new Map(columns));
  const points = judgeSeries(series, definition);
  const next = evaluateRange(points, { period: range, range }, definition);
  if (next === 'retain' || next === state) return undefined;
  const seen = times.flatMap((at, index): SeenValue[] => {
    const point = points[index] ?? missing;
    return point === missing
      ? []
      : [{ at: new Date(at), value: series[index] ?? Number.NaN, isBreaching: point === breaching }];
  });
  const newest = seen.toReversed().slice(0, definition.evaluationPeriods);
  const reason = changeReason({ from: state, to: next, values: newest }, definition);
  return { name: definition.name, from: state, to: next, reason };
}

/** Beginnings of the periods of the evaluation range, oldest first, in ms since 1970. */
function periodsOf(definition: AlarmDefinition, end: Date): number[] {
  const length = definition.periodSeconds * 1000;
  const range = evaluationRange(definition);
  const last = Math.floor(end.getTime() / length) * length;
  return Array.from({ length: range }, (_, index) => last - (range - index) * length);
}

type MetricSeries = Extract<AlarmSeries, { readonly metric: string }>;
const keyOf = (
  { namespace, metric, dimensions, stat }: MetricSeries,
  { periodSeconds }: Pick<AlarmDefinition, 'periodSeconds'>,
): string => JSON.stringify([namespace, metric, dimensions, stat, periodSeconds]);

/** Only what each alarm may look at: its evaluation range. */
async function measured(client: CloudWatchClient, alarms: readonly EvaluatedAlarm[], end: Date): Promise<Measured> {
  const asked = new Map(
    alarms.flatMap(({ definition }) =>
      definition.series.flatMap((one) =>
        'metric' in one ? [[keyOf(one, definition), { one, Period: definition.periodSeconds }] as const] : [],
      ),
    ),
  );
  if (asked.size === 0) return new Map();
  const keys = [...asked.keys()];
  const MetricDataQueries = [...asked.values()].map(({ one, Period }, index): MetricDataQuery => {
    const Dimensions = Object.entries(one.dimensions).map(([Name, Value]) => ({ Name, Value }));
    const Metric = { Namespace: one.namespace, MetricName: one.metric, Dimensions };
    return { Id: `m${index}`, MetricStat: { Metric, Period, Stat: one.stat } };
  });
  const StartTime = new Date(Math.min(...alarms.map(({ definition }) => periodsOf(definition, end)[0] ?? 0)));
  const answer = await client.send(new GetMetricDataCommand({ StartTime, EndTime: end, MetricDataQueries }));
  const results = answer.MetricDataResults ?? [];
  return new Map(
    results.map(({ Id = '', Timestamps = [], Values = [] }) => {
      const values = Timestamps.map((at, index) => [at.getTime(), Values[index] ?? Number.NaN] as const);
      return [keys[Number(Id.slice(1))] ?? '', new Map(values)];
    }),
  );
}
