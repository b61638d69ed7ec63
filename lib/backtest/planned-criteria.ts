import type { BaselineSettings, CriterionSettings, WindowSettings } from '../config/window-settings.ts';
import type { AlarmDefinition } from '../domain/window/alarm.ts';
import type { MetricSeries } from './history.ts';

/** An alarm whose states can be made again from minutes. */
export interface PlannedAlarm {
  readonly criterion: CriterionSettings;
  readonly definition: AlarmDefinition;
  /** Only where each window makes it for itself: what its threshold follows from. */
  readonly baseline?: BaselineSettings;
}

export interface PlannedCriterion {
  readonly criterion: CriterionSettings;
  /** Empty where nothing of it can be replayed. */
  readonly alarms: readonly PlannedAlarm[];
  /** Why none of it can be replayed. */
  readonly notReplayed?: string;
  /** What else of it is not replayed, or not quite as it would have been. */
  readonly gaps: readonly string[];
}

/** What of each criterion can be replayed from minutes, as it is configured; in the checklist's order. */
export function planCriteria({ criteria }: Pick<WindowSettings, 'criteria'>): PlannedCriterion[] {
  return criteria.map(planOf);
}

/** The metrics that an alarm looks at. */
export const metricsOf = ({ series }: Pick<AlarmDefinition, 'series'>): MetricSeries[] =>
  series.filter((one): one is MetricSeries => 'metric' in one);

const unknownSettings = 'of your own: its settings are not in this configuration';
const approximated =
  'the p95 of the hour before is approximated: the mean of its minutes’ p95, weighted by their samples';

function planOf(criterion: CriterionSettings): PlannedCriterion {
  const { off, alarms, baseline, probes = [] } = criterion;
  if (off !== undefined) return { criterion, alarms: [], notReplayed: `off: ${off}`, gaps: [] };
  const all: PlannedAlarm[] = alarms.flatMap(({ definition }) =>
    definition === undefined ? [] : [{ criterion, definition }],
  );
  if (baseline !== undefined) all.push({ criterion, definition: baseline.alarm, baseline });
  const existing = alarms.flatMap(({ name, definition }) => (definition === undefined ? [name] : []));
  const short = all.filter(({ definition }) => !isOfMinutes(definition));
  const planned = all.filter(({ definition }) => isOfMinutes(definition));
  const left = [
    ...existing.map((name) => `the alarm ${name} is ${unknownSettings}`),
    ...(probes.length === 0 ? [] : [`probes leave no history: ${probes.join(', ')}`]),
    ...short.map(({ definition: { name, periodSeconds } }) => `${name}: ${ofSeconds(periodSeconds)}`),
  ];
  if (planned.length > 0) return { criterion, alarms: planned, gaps: [...left, ...planned.flatMap(gapsOf)] };
  const notReplayed = left.length === 0 ? 'people alone watch it' : left.join('; ');
  return { criterion, alarms: [], notReplayed, gaps: [] };
}

const isOfMinutes = ({ periodSeconds }: AlarmDefinition): boolean => periodSeconds % 60 === 0;
const ofSeconds = (seconds: number): string => `a period of ${seconds} s cannot be made of minutes`;

function gapsOf({ definition, baseline }: PlannedAlarm): string[] {
  const { name, periodSeconds } = definition;
  const minutes = periodSeconds / 60;
  return [
    ...(baseline === undefined ? [] : [approximated]),
    ...(minutes === 1 || !metricsOf(definition).some(({ stat }) => isPercentile(stat))
      ? []
      : [`${name}: a percentile of ${minutes} minutes is approximated by the mean of theirs`]),
  ];
}

/** Any statistic that no sum of its minutes' values is. */
const isPercentile = (stat: string): boolean => !['Sum', 'SampleCount', 'Average', 'Minimum', 'Maximum'].includes(stat);
