import { countedIn, latencies, type MetricValue, timeBetween } from '../metrics.ts';
import type { WindowReport } from './window-report.ts';

/** What a window that ended adds to the metrics. */
export function windowMetrics(report: WindowReport): MetricValue[] {
  const { result, trigger, rollback, verifications = [], approvals } = report;
  if (result === 'open') return [];
  const isBack = result === 'rolled-back';
  return [
    ...countedIn('windows', {}, { Result: result }),
    ...[(isBack && timeBetween('timeToRolledBack', trigger?.at, rollback?.verifiedAt)) || []].flat(),
    ...verifications.flatMap(({ items }) => items).flatMap(verifiedMetrics),
    ...latencies(approvals),
  ];
}

type Verified = NonNullable<WindowReport['verifications']>[number]['items'][number];

/** What failed every time, or could not be looked at, is no flake, and nobody knows whether it would have been one. */
function verifiedMetrics({ id, outcome, flaky }: Verified): MetricValue[] {
  const looked = countedIn('checks', { Check: id }, { Check: id, Outcome: outcome });
  if (outcome === 'fail' || outcome === 'error') return looked;
  return [...looked, { metric: 'flakes', value: flaky ? 1 : 0, dimensions: { Check: id } }];
}
