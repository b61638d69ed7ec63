import { cutText } from '../../domain/evidence.ts';
import type { AlarmDefinition, AlarmSeries } from '../../domain/window/alarm.ts';
import type { CriterionId, Response, Severity } from '../../domain/window/criterion.ts';
import { runbookLine } from '../../domain/window/runbook.ts';
import type { Metric } from '../presets/signals.ts';
import type { Timing } from './timing.ts';

/** For which criterion of which environment an alarm is made. */
export interface AlarmContext {
  readonly id: CriterionId;
  readonly title: string;
  readonly severity: Severity;
  readonly response: Response;
  readonly service: string;
  readonly environment: string;
  /** An address without a fragment: each criterion has its own entry there. */
  readonly runbook: string;
}

/** Why an alarm is set as it is; each continues a sentence. */
export interface Reasons {
  readonly datapoints: string;
  readonly missingData: string;
  /** What stands for the floor under the number of requests: how many, and why; or why there is none. */
  readonly floor: string;
}

export interface AlarmParts
  extends Pick<AlarmDefinition, 'series' | 'returns' | 'comparison' | 'threshold' | 'missingData'> {
  /** What is wrong when it is red; a sentence without its end. */
  readonly means: string;
  readonly timing: Timing;
  readonly reasons: Reasons;
}

/** @param number of the alarm, where a criterion has more than one. */
export function defineAlarm(context: AlarmContext, parts: AlarmParts, number?: number): AlarmDefinition {
  const { timing, means: _, reasons: __, ...rest } = parts;
  return {
    name: `${alarmPrefix(context)}${context.id}${number === undefined ? '' : `-${number}`}`,
    description: describe(context, parts),
    ...rest,
    periodSeconds: timing.period,
    datapointsToAlarm: timing.datapoints.toAlarm,
    evaluationPeriods: timing.datapoints.of,
    tags: tagsOf(context),
  };
}

/** With what the names of all alarms of an environment begin. */
export const alarmPrefix = ({ service, environment }: Pick<AlarmContext, 'service' | 'environment'>): string =>
  `preflight-${service}-${environment}-`;

/** Names of what is watched may be long, and CloudWatch takes 1,024 characters; the rest of the description is far below it. */
const longestMeans = 280;

function describe({ id, title, severity, response, runbook }: AlarmContext, parts: AlarmParts): string {
  const { means, timing, reasons, missingData } = parts;
  const { toAlarm, of } = timing.datapoints;
  return [
    `${title} (${severity}: ${response}): ${cutText(means, longestMeans)}.`,
    `Period: ${timing.period} s, ${whyPeriod(timing.period)}.`,
    `Datapoints: ${toAlarm} of ${of}, ${reasons.datapoints}.`,
    `Missing data: ${missingData}, ${reasons.missingData}.`,
    `Request floor: ${reasons.floor}.`,
    runbookLine(runbook, id),
  ].join('\n');
}

function whyPeriod(seconds: number): string {
  if (seconds === 60) return 'since AWS reports once a minute, and longer ones tell later';
  return seconds < 60 ? 'since it is reported that often' : 'so that there is enough in one to judge by';
}

function tagsOf({ id, severity, response, service, environment }: AlarmContext): AlarmDefinition['tags'] {
  return {
    'preflight:service': service,
    'preflight:environment': environment,
    'preflight:criterion': id,
    'preflight:severity': severity,
    'preflight:response': response,
  };
}

export const seriesOf = (id: string, stat: string, metric: Metric): AlarmSeries => ({ id, ...metric, stat });
