/**
 * CloudWatch metrics of Preflight itself. All have the dimensions Service and Environment, and those that stand beside them. CloudWatch
 * adds nothing up over dimensions: what is counted by one is also counted without it.
 */
export const metricsNamespace = 'Preflight';

export const metricNames = {
  /** Runs of the gate that were decided; all, and by Verdict (`go`, `no-go`). Count. */
  gates: 'Gates',
  /** From a gate's start to its verdict. Milliseconds. */
  timeToVerdict: 'TimeToVerdict',
  /** Checks that were looked at, or could not be; by Check, and by Check and Outcome. Count. */
  checks: 'Checks',
  /**
   * 1 where a check passed only when it was repeated, 0 where it did not have to be; by Check: its average is the flake rate. Only
   * verifications repeat a check. Count.
   */
  flakes: 'Flakes',
  /** From an item's opening to its decision; of decided items alone. Milliseconds. */
  approvalLatency: 'ApprovalLatency',
  /** Rollback windows that ended; all, and by Result. Count. */
  windows: 'Windows',
  /** From the trigger's own time to the verified rollback. Milliseconds. */
  timeToRolledBack: 'TimeToRolledBack',
} as const;
export type MetricName = keyof typeof metricNames;

/** Those that are lengths of time, in milliseconds; all others are counts. */
export const timeMetrics: readonly MetricName[] = ['timeToVerdict', 'approvalLatency', 'timeToRolledBack'];

/** One value of a metric. */
export interface MetricValue {
  readonly metric: MetricName;
  readonly value: number;
  /** Beside Service and Environment: `{ Verdict: 'go' }`. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One that was counted: in each of these series, since CloudWatch adds nothing up over dimensions. */
export function countedIn(metric: MetricName, ...series: readonly MetricValue['dimensions'][]): MetricValue[] {
  return series.map((dimensions) => ({ metric, value: 1, dimensions }));
}

/** Undefined where one of the two is missing, or they stand in the wrong order: such a time says nothing. */
export function timeBetween(
  metric: MetricName,
  from: string | undefined,
  to: string | undefined,
): MetricValue | undefined {
  const value = Date.parse(to ?? '') - Date.parse(from ?? '');
  return value >= 0 ? { metric, value, dimensions: {} } : undefined;
}

/** How long people took for each item that they decided. */
export function latencies(items: readonly DecidedTimes[] = []): MetricValue[] {
  const decided = items.filter(({ status }) => status === 'approved' || status === 'rejected');
  return decided.flatMap(({ openedAt, decidedAt }) => timeBetween('approvalLatency', openedAt, decidedAt) ?? []);
}

interface DecidedTimes {
  readonly status: string;
  readonly openedAt?: string | undefined;
  readonly decidedAt?: string | undefined;
}
