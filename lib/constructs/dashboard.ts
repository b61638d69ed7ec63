import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Color,
  Dashboard,
  GraphWidget,
  type IAlarmRef,
  type IMetric,
  type IWidget,
  type MetricOptions,
  PeriodOverride,
  SingleValueWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { WindowResult } from '../domain/window/window.ts';
import type { Preflight } from './preflight.ts';

export interface PreflightDashboardProps {
  readonly preflight: Preflight;
  /** Shown beside those that watch the rollback criteria. 100 with these at most. @default - none */
  readonly alarms?: readonly IAlarmRef[];
}

const wide = { width: 24 } as const;
const half = { width: 12, height: 6 } as const;
const third = { width: 8, height: 6 } as const;

const colors: Readonly<Record<WindowResult, string>> = {
  healthy: Color.GREEN,
  'rolled-back': Color.ORANGE,
  'rollback-failed': Color.RED,
  inconclusive: Color.GREY,
  superseded: Color.BLUE,
};

/** What became of the releases of one service in one environment, over the last month. A dashboard costs 3 dollars a month. */
export class PreflightDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { preflight, alarms = [] }: PreflightDashboardProps) {
    super(scope, id);
    this.dashboard = new Dashboard(this, 'Dashboard', {
      defaultInterval: Duration.days(30),
      // A day's values stay a day's, also where somebody looks at an hour.
      periodOverride: PeriodOverride.INHERIT,
      widgets: [
        [heading(preflight)],
        [verdicts(preflight), timeToVerdict(preflight), approvalLatency(preflight)],
        ...(preflight.window === undefined ? [] : [...windowRows(preflight, alarms)]),
      ],
    });
  }
}

function heading({ service, environment }: Preflight): IWidget {
  const markdown = `# ${service} in ${environment}\nWhat became of its releases: each value is of one day, in UTC.`;
  return new TextWidget({ markdown, height: 2, ...wide });
}

function verdicts(preflight: Preflight): IWidget {
  return stacked('Gates by verdict', [
    preflight.metricGates({ verdict: 'go', label: 'go', color: Color.GREEN }),
    preflight.metricGates({ verdict: 'no-go', label: 'no-go', color: Color.RED }),
  ]);
}

function timeToVerdict(preflight: Preflight): IWidget {
  return times('Time to verdict', (options) => preflight.metricTimeToVerdict(options));
}

function approvalLatency(preflight: Preflight): IWidget {
  return times('Time that people took to decide', (options) => preflight.metricApprovalLatency(options));
}

function windowRows(preflight: Preflight, alarms: readonly IAlarmRef[]): IWidget[][] {
  const all = [...preflight.criteriaAlarms, ...alarms];
  return [
    ...(all.length === 0 ? [] : [[new AlarmStatusWidget({ title: 'Rollback criteria', alarms: all, ...wide })]]),
    [windows(preflight), rollbacks(preflight), timeToRolledBack(preflight)],
    ...(preflight.verified.length === 0 ? [] : [[flakes(preflight), failures(preflight)]]),
  ];
}

function windows(preflight: Preflight): IWidget {
  const results = Object.entries(colors) as [WindowResult, string][];
  return stacked(
    'Rollback windows by result',
    results.map(([result, color]) => preflight.metricWindows({ result, label: result, color })),
  );
}

function rollbacks(preflight: Preflight): IWidget {
  return new SingleValueWidget({
    title: 'In the time shown',
    metrics: [
      preflight.metricWindows({ label: 'windows' }),
      preflight.metricWindows({ result: 'rolled-back', label: 'rolled back' }),
      preflight.metricWindows({ result: 'rollback-failed', label: 'rollback failed' }),
    ],
    setPeriodToTimeRange: true,
    ...third,
  });
}

function timeToRolledBack(preflight: Preflight): IWidget {
  const left = [preflight.metricTimeToRolledBack({ label: 'longest' })];
  return new GraphWidget({ title: 'From red to rolled back', left, leftYAxis: { min: 0, label: 'ms' }, ...third });
}

function flakes(preflight: Preflight): IWidget {
  const left = preflight.verified.map((id) => preflight.metricFlakes(id, { label: id }));
  return new GraphWidget({ title: 'Flake rate of each check', left, leftYAxis: { min: 0, max: 1 }, ...half });
}

function failures(preflight: Preflight): IWidget {
  const outcomes = ['fail', 'error'] as const;
  const left = preflight.verified.flatMap((id) =>
    outcomes.map((outcome) => preflight.metricChecks(id, { outcome, label: `${id}: ${outcome}` })),
  );
  return new GraphWidget({ title: 'Checks after a deploy that did not pass', left, leftYAxis: { min: 0 }, ...half });
}

function stacked(title: string, left: IMetric[]): IWidget {
  return new GraphWidget({ title, left, stacked: true, leftYAxis: { min: 0 }, ...third });
}

function times(title: string, metric: (options: MetricOptions) => IMetric): IWidget {
  const left = [metric({ label: 'median' }), metric({ label: '9 of 10', statistic: Stats.p(90) })];
  return new GraphWidget({ title, left, leftYAxis: { min: 0, label: 'ms' }, ...third });
}
