import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricAlarm,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { isRecord } from '../lib/domain/is-record.ts';
import { credentials, region } from './aws-environment.ts';

/*
 * The emulator's CloudFormation makes no alarm of metric math, though its CloudWatch takes them. So they are taken out of the
 * template before it is deployed, and put with the API after that, exactly as the template has them.
 */

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>;
}

const templateEnding = '.template.json';
const fileOf = (assembly: string, stack: string): string => join(assembly, `${stack}.math-alarms.json`);

/** @param assembly the folder in which the templates were made. */
export async function takeOutMathAlarms(assembly: string): Promise<void> {
  const templates = (await readdir(assembly)).filter((one) => one.endsWith(templateEnding));
  await Promise.all(templates.map((one) => takeOut(assembly, one.slice(0, -templateEnding.length))));
}

async function takeOut(assembly: string, stack: string): Promise<void> {
  const file = join(assembly, `${stack}${templateEnding}`);
  const template = JSON.parse(await readFile(file, 'utf8')) as Template;
  const isMath = ({ Type, Properties }: Template['Resources'][string]): boolean =>
    Type === 'AWS::CloudWatch::Alarm' && isRecord(Properties) && 'Metrics' in Properties;
  const entries = Object.entries(template.Resources);
  const others = entries.filter(([, resource]) => !isMath(resource));
  await writeFile(file, JSON.stringify({ ...template, Resources: Object.fromEntries(others) }));
  const alarms = entries.flatMap(([, resource]) => (isMath(resource) ? [resource.Properties] : []));
  await writeFile(fileOf(assembly, stack), JSON.stringify(alarms));
}

/** @param topic ARN of the topic that all alarms of the stack notify. */
export async function putMathAlarms(
  endpoint: string,
  { assembly, stack, topic }: { readonly assembly: string; readonly stack: string; readonly topic: string },
): Promise<void> {
  const alarms = JSON.parse(await readFile(fileOf(assembly, stack), 'utf8')) as PutMetricAlarmCommandInput[];
  const client = new CloudWatchClient({ endpoint, region, credentials });
  // In the template these are references to that topic.
  const actions = { AlarmActions: [topic], OKActions: [topic], InsufficientDataActions: [topic] };
  await Promise.all(alarms.map((alarm) => client.send(new PutMetricAlarmCommand({ ...alarm, ...actions }))));
}

/**
 * Writes the stack's other alarms as metric math of one metric each, which to CloudWatch is the same: an alarm of one metric the emulator
 * evaluates by itself whenever any metric is put, with no regard for its dimensions, and all its periods in one.
 */
export async function keepUnevaluated(endpoint: string, stack: string): Promise<void> {
  const client = new CloudWatchClient({ endpoint, region, credentials });
  const { MetricAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: `${stack}-`, MaxRecords: 100 }),
  );
  const plain = MetricAlarms.filter(({ MetricName }) => MetricName !== undefined && MetricName !== '');
  await Promise.all(plain.map((alarm) => client.send(new PutMetricAlarmCommand(asMath(alarm)))));
}

function asMath(alarm: MetricAlarm): PutMetricAlarmCommandInput {
  const { AlarmName, AlarmDescription, ActionsEnabled, AlarmActions, OKActions, InsufficientDataActions } = alarm;
  const { Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic } = alarm;
  const { ComparisonOperator, Threshold, EvaluationPeriods, DatapointsToAlarm, TreatMissingData } = alarm;
  const Metric = { Namespace, MetricName, Dimensions };
  return {
    ...{ AlarmName, AlarmDescription, ActionsEnabled, AlarmActions, OKActions, InsufficientDataActions },
    ...{ ComparisonOperator, Threshold, EvaluationPeriods, DatapointsToAlarm, TreatMissingData },
    Metrics: [{ Id: 'value', MetricStat: { Metric, Period, Stat: ExtendedStatistic ?? Statistic } }],
  };
}
