import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { type AlarmDefinition, plainMetricOf } from '../domain/window/alarm.ts';

/** An alarm as PutMetricAlarm takes it; every change of its state tells the topic. @param topic its ARN. */
export function alarmInput(alarm: AlarmDefinition, topic: string): PutMetricAlarmInput {
  const actions = [topic];
  return {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description,
    ActionsEnabled: true,
    ...{ AlarmActions: actions, OKActions: actions, InsufficientDataActions: actions },
    ComparisonOperator: alarm.comparison,
    Threshold: alarm.threshold,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    EvaluationPeriods: alarm.evaluationPeriods,
    TreatMissingData: alarm.missingData,
    Tags: Object.entries(alarm.tags).map(([Key, Value]) => ({ Key, Value })),
    ...seriesInput(alarm),
  };
}

function seriesInput(alarm: AlarmDefinition): Partial<PutMetricAlarmInput> {
  const { series, returns, periodSeconds } = alarm;
  const plain = plainMetricOf(alarm);
  if (plain !== undefined) {
    const { metric, simple } = plain;
    return {
      ...{ Namespace: metric.namespace, MetricName: metric.metric, Dimensions: dimensionsOf(metric.dimensions) },
      Period: periodSeconds,
      ...(simple === undefined ? { ExtendedStatistic: metric.stat } : { Statistic: simple }),
    };
  }
  const Metrics = series.map((one) => {
    const common = { Id: one.id, ReturnData: one.id === returns };
    if ('expression' in one) return { ...common, Expression: one.expression, Label: one.label };
    const Metric = {
      Namespace: one.namespace,
      MetricName: one.metric,
      Dimensions: dimensionsOf(one.dimensions),
    };
    return { ...common, MetricStat: { Metric, Period: periodSeconds, Stat: one.stat } };
  });
  return { Metrics };
}

const dimensionsOf = (dimensions: Readonly<Record<string, string>>) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
