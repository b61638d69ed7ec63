import { breaching, missing, within } from '../../lib/alarms/datapoint.ts';
import { evaluateRange } from '../../lib/alarms/evaluate-range.ts';
import { lost, type MetricName, type Run } from './simulate.ts';
import { delayMinutes, triggerSeconds } from './watch.ts';

/*
 * What others do by their documentation, on the same traffic. All watch for the whole hour, although an analysis of Flagger or Argo
 * Rollouts usually ends sooner: what begins after its end it does not see at all.
 */

export interface Peer {
  readonly name: string;
  readonly source: string;
  /** When it goes back, in seconds as the run's are; NaN where it does not. */
  readonly triggersAt: (run: Run) => number;
}

/** What is measured of some minutes; undefined where nothing is. */
interface Measured {
  readonly requests: number;
  readonly failed: number;
}

/**
 * Argo Rollouts and Flagger are shown with Prometheus, which has no ingest delay to speak of: they see each minute at its end, and none
 * late. A minute that is lost is lost for them too. And their ticks are at the ends of minutes, so that what they ask for is exact.
 */
function measured(run: Run, until: number, count: number): Measured | undefined {
  let [requests, failed] = [0, 0];
  for (let minute = until - count; minute < until; minute += 1) {
    const answered = promptly(run, 'RequestCount', 'Sum', minute);
    const refused = promptly(run, 'HTTPCode_ELB_5XX_Count', 'Sum', minute);
    if (Number.isNaN(answered) && Number.isNaN(refused)) continue;
    requests += orZero(answered) + orZero(refused);
    failed += orZero(promptly(run, 'HTTPCode_Target_5XX_Count', 'Sum', minute)) + orZero(refused);
  }
  return requests === 0 ? undefined : { requests, failed };
}

function promptly(run: Run, metric: MetricName, stat: string, minute: number): number {
  const { stats, later } = run.metrics[metric];
  return later[minute] === lost ? Number.NaN : (stats[stat]?.[minute] ?? Number.NaN);
}

const orZero = (value: number): number => (Number.isNaN(value) ? 0 : value);

/** The ends of minutes within the window, `every` minutes apart. */
function* ticks({ openAt, endsAt }: Run, every: number): Generator<number> {
  for (let minute = Math.ceil(openAt / 60); minute * 60 <= endsAt; minute += every) yield minute;
}

export interface ArgoMetric {
  /** In minutes. */
  readonly interval: number;
  /** As `[5m]` in the query. */
  readonly over: number;
  readonly successAtLeast: number;
  readonly failureLimit: number;
  readonly consecutiveErrorLimit: number;
}

/**
 * A metric of a background analysis. It fails when more measurements failed than `failureLimit`, all in all, or more than
 * `consecutiveErrorLimit` one after another could not be taken: an empty vector has no result[0]. The next one comes after the interval
 * then too. (The page says that with a failureLimit of 3 "three such measurements" fail; the controller compares with `>`, and so does
 * the field's description.)
 */
export function argoTriggersAt(run: Run, metric: ArgoMetric): number {
  let [failed, errors] = [0, 0];
  for (const tick of ticks(run, metric.interval)) {
    const sum = measured(run, tick, metric.over);
    errors = sum === undefined ? errors + 1 : 0;
    if (sum !== undefined && 1 - sum.failed / sum.requests < metric.successAtLeast) failed += 1;
    if (failed > metric.failureLimit || errors > metric.consecutiveErrorLimit) return tick * 60;
  }
  return Number.NaN;
}

export interface FlaggerAnalysis {
  readonly threshold: number;
  /** In percent. */
  readonly successAtLeast: number;
  /** p99, in milliseconds. */
  readonly durationAtMost: number;
}

/**
 * Each minute one check. No values, too few successes or too long a duration: it failed. Failed ones are counted all in all, and the
 * next run after the last that was too many rolls back (pkg/controller/scheduler.go compares before it checks again).
 */
export function flaggerTriggersAt(run: Run, analysis: FlaggerAnalysis): number {
  let failed = 0;
  for (const tick of ticks(run, 1)) {
    if (failed >= analysis.threshold) return tick * 60;
    if (!passes(run, tick, analysis)) failed += 1;
  }
  return Number.NaN;
}

function passes(run: Run, tick: number, { successAtLeast, durationAtMost }: FlaggerAnalysis): boolean {
  const sum = measured(run, tick, 1);
  const duration = promptly(run, 'TargetResponseTime', 'p99', tick - 1) * 1000;
  if (sum === undefined || Number.isNaN(duration)) return false;
  return 100 * (1 - sum.failed / sum.requests) >= successAtLeast && duration <= durationAtMost;
}

/**
 * One CloudWatch alarm, 1 of 1 of five minutes, missing data `missing`, which is what it is where nothing is said: evaluated each minute,
 * with the same ingest delay as ours. What counts is its state: one that is red when the deployment begins stops it too (its error is
 * ALARM_ACTIVE, CodeDeploy's API reference, ErrorInformation).
 */
export function fiveMinutesTriggersAt(run: Run, isBad: (sum: Measured) => boolean): number {
  const rule = { datapointsToAlarm: 1, evaluationPeriods: 1, missingData: 'missing' } as const;
  for (let now = Math.ceil(run.openAt / 60); now * 60 <= run.endsAt; now += 1) {
    const points = Int8Array.from([2, 1, 0], (age) => {
      const sum = seenBy(run, now, now - 5 * age);
      if (sum === undefined) return missing;
      return isBad(sum) ? breaching : within;
    });
    if (evaluateRange(points, { period: 3, range: 3 }, rule) === 'ALARM') return now * 60 + triggerSeconds;
  }
  return Number.NaN;
}

function seenBy(run: Run, now: number, until: number): Measured | undefined {
  const sumOf = (metric: MetricName): number => {
    const { stats, later } = run.metrics[metric];
    let sum = 0;
    for (let minute = until - 5; minute < until; minute += 1) {
      const delay = later[minute] ?? lost;
      if (delay !== lost && minute + 1 + delayMinutes + delay <= now) sum += orZero(stats['Sum']?.[minute] ?? 0);
    }
    return sum;
  };
  const refused = sumOf('HTTPCode_ELB_5XX_Count');
  const requests = sumOf('RequestCount') + refused;
  return requests === 0 ? undefined : { requests, failed: sumOf('HTTPCode_Target_5XX_Count') + refused };
}

const argoPage = 'argo-rollouts docs/features/analysis.md';
const argo = { successAtLeast: 0.95, consecutiveErrorLimit: 4 } as const;
const flaggerPage = 'flagger docs/gitbook/usage/metrics.md and how-it-works.md';
const flagger = { threshold: 5, durationAtMost: 500 } as const;
const samplePage = 'aws-cdk-lib/aws-codedeploy README, "Lambda Deployment Rollbacks and Alarms"';

export const peers: readonly Peer[] = [
  {
    name: 'Argo Rollouts, 5m, failureLimit 3',
    source: `${argoPage}: its example of a background analysis: interval 5m, failureLimit 3, result >= 0.95; consecutiveErrorLimit 4 by default`,
    triggersAt: (run) => argoTriggersAt(run, { ...argo, interval: 5, over: 5, failureLimit: 3 }),
  },
  {
    name: 'Argo Rollouts, 1m, failureLimit 0',
    source: `${argoPage}: its example of several measurements, interval 60s, with failureLimit 0 by default; its query is over 5m too`,
    triggersAt: (run) => argoTriggersAt(run, { ...argo, interval: 1, over: 5, failureLimit: 0 }),
  },
  {
    name: 'Flagger, success below 99 %',
    source: `${flaggerPage}: interval 1m, threshold 5 (its tutorials), request-success-rate min 99, request-duration max 500`,
    triggersAt: (run) => flaggerTriggersAt(run, { ...flagger, successAtLeast: 99 }),
  },
  {
    name: 'Flagger, success below 95 %',
    source: 'the same with our threshold',
    triggersAt: (run) => flaggerTriggersAt(run, { ...flagger, successAtLeast: 95 }),
  },
  {
    name: 'CloudWatch 1 of 1 of 5 min, errors > 1',
    source: `${samplePage}: the sum of errors above 1, evaluationPeriods 1; the metric's period is five minutes by default`,
    triggersAt: (run) => fiveMinutesTriggersAt(run, ({ failed }) => failed > 1),
  },
  {
    name: 'CloudWatch 1 of 1 of 5 min, above 5 %',
    source: 'the same with our threshold',
    triggersAt: (run) => fiveMinutesTriggersAt(run, ({ requests, failed }) => failed / requests > 0.05),
  },
];

/**
 * The lower bound of one datapoint of CloudWatch: the minute of the onset, had it been judged bad whatever is in it, comes after its end
 * and the ingest delay.
 */
export const soonestAt = ({ onset }: Run): number => 60 * (Math.floor(onset / 60) + 1 + delayMinutes) + triggerSeconds;
