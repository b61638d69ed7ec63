import { countedIn, latencies, type MetricValue, timeBetween } from './metrics.ts';
import type { Report } from './report.ts';

/** What a decided run of the gate adds to the metrics. A check that was off, or that nobody was asked about, was not looked at. */
export function gateMetrics({ verdict, run, groups, approvals }: Report): MetricValue[] {
  const checks = groups.flatMap((group) => group.checks).filter(({ outcome }) => outcome !== 'skipped');
  return [
    ...countedIn('gates', {}, { Verdict: verdict }),
    ...[timeBetween('timeToVerdict', run.startedAt, run.decidedAt) ?? []].flat(),
    ...checks.flatMap(({ id, outcome }) => countedIn('checks', { Check: id }, { Check: id, Outcome: outcome })),
    ...latencies(approvals),
  ];
}
