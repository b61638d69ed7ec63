import { CfnAlarm, type CfnAlarmProps, type IAlarmRef } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { CriterionSettings } from '../config/window-settings.ts';
import { type AlarmDefinition, type AlarmSeries, plainMetricOf } from '../domain/window/alarm.ts';

export interface RollbackAlarmsProps {
  readonly criteria: readonly CriterionSettings[];
  /** Is told of each change of an alarm's state. */
  readonly topic: ITopic;
}

/** The alarms that watch the criteria whether a window is open or not, so that they know the hour before. */
export class RollbackAlarms extends Construct {
  readonly alarms: readonly IAlarmRef[];

  constructor(scope: Construct, id: string, { criteria, topic }: RollbackAlarmsProps) {
    super(scope, id);
    const definitions = criteria.flatMap(({ alarms }) => alarms.flatMap(({ definition }) => definition ?? []));
    this.alarms = definitions.map((one) => new CfnAlarm(this, one.name, alarmProps(one, topic.topicArn)));
  }
}

/** By its name, which the window's functions know before the alarm is there. */
function alarmProps(definition: AlarmDefinition, topic: string): CfnAlarmProps {
  return {
    alarmName: definition.name,
    alarmDescription: definition.description,
    ...measured(definition),
    comparisonOperator: definition.comparison,
    threshold: definition.threshold,
    datapointsToAlarm: definition.datapointsToAlarm,
    evaluationPeriods: definition.evaluationPeriods,
    treatMissingData: definition.missingData,
    // All three: OK and INSUFFICIENT_DATA stand on a window's time line.
    actionsEnabled: true,
    alarmActions: [topic],
    okActions: [topic],
    insufficientDataActions: [topic],
    tags: Object.entries(definition.tags).map(([key, value]) => ({ key, value })),
  };
}

function measured(definition: AlarmDefinition): Partial<CfnAlarmProps> {
  const { series, returns, periodSeconds } = definition;
  const plain = plainMetricOf(definition);
  if (plain !== undefined) {
    const { namespace, metric, dimensions, stat } = plain.metric;
    return {
      namespace,
      metricName: metric,
      dimensions: dimensionsOf(dimensions),
      period: periodSeconds,
      ...(plain.simple === undefined ? { extendedStatistic: stat } : { statistic: plain.simple }),
    };
  }
  return { metrics: series.map((one) => queryOf(one, { periodSeconds, returnData: one.id === returns })) };
}

interface QueryOptions {
  readonly periodSeconds: number;
  readonly returnData: boolean;
}

function queryOf(one: AlarmSeries, { periodSeconds, returnData }: QueryOptions): CfnAlarm.MetricDataQueryProperty {
  if ('expression' in one) return { id: one.id, expression: one.expression, label: one.label, returnData };
  const metric = { namespace: one.namespace, metricName: one.metric, dimensions: dimensionsOf(one.dimensions) };
  return { id: one.id, metricStat: { metric, period: periodSeconds, stat: one.stat }, returnData };
}

function dimensionsOf(dimensions: Readonly<Record<string, string>>): CfnAlarm.DimensionProperty[] {
  return Object.entries(dimensions).map(([name, value]) => ({ name, value }));
}
