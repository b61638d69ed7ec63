import { describe, expect, it } from 'vitest';
import { gateMetrics } from '../../lib/domain/gate-metrics.ts';
import type { MetricName } from '../../lib/domain/metrics.ts';
import type { Report } from '../../lib/domain/report.ts';
import { decided, peopleGoReport } from '../support/people-reports.ts';
import { goReport, noGoReport, nothingRanReport } from '../support/reports.ts';

const of = (report: Report, metric: MetricName) => gateMetrics(report).filter((one) => one.metric === metric);

describe("a gate's metrics", () => {
  it.each([
    ['go', goReport],
    ['no-go', noGoReport],
  ])('count it once, in all and by its verdict: %s', (Verdict, report) => {
    expect(of(report, 'gates')).toEqual([
      { metric: 'gates', value: 1, dimensions: {} },
      { metric: 'gates', value: 1, dimensions: { Verdict } },
    ]);
  });

  it('have the time from its start to its verdict', () => {
    const { startedAt, decidedAt } = goReport.run;
    const value = Date.parse(decidedAt) - Date.parse(startedAt);
    expect(value).toBeGreaterThan(1000);
    expect(of(goReport, 'timeToVerdict')).toEqual([{ metric: 'timeToVerdict', value, dimensions: {} }]);
  });

  it('have no time that a clock which was set back would make negative', () => {
    const run = { ...goReport.run, decidedAt: '2026-01-01T00:00:00.000Z' };
    expect(of({ ...goReport, run }, 'timeToVerdict')).toEqual([]);
  });

  it('count each check that was looked at, or could not be, by its outcome; what is off is not in them', () => {
    const looked = noGoReport.groups.flatMap(({ checks }) => checks).filter(({ outcome }) => outcome !== 'skipped');
    expect(new Set(looked.map(({ outcome }) => outcome))).toEqual(new Set(['pass', 'warn', 'fail', 'error']));
    expect(of(noGoReport, 'checks')).toEqual(
      looked.flatMap(({ id, outcome }) => [
        { metric: 'checks', value: 1, dimensions: { Check: id } },
        { metric: 'checks', value: 1, dimensions: { Check: id, Outcome: outcome } },
      ]),
    );
    expect(of(nothingRanReport, 'checks').filter(({ dimensions }) => dimensions['Outcome'] === 'skipped')).toEqual([]);
  });

  it('have how long people took for what they decided, and nothing of what expired or nobody answered', () => {
    const items = ['approved', 'rejected', 'expired', 'open'] as const;
    const approvals = items.map((status) => ({ ...decided(status, status, []), problem: 'of this test' }));
    expect(of({ ...peopleGoReport, approvals } as Report, 'approvalLatency')).toEqual(
      // From 12:00:04 to 13:20:00.
      Array(2).fill({ metric: 'approvalLatency', value: 4_796_000, dimensions: {} }),
    );
    expect(of(goReport, 'approvalLatency')).toEqual([]);
  });

  it('tell nothing of flakes: a gate repeats no check', () => {
    expect(of(noGoReport, 'flakes')).toEqual([]);
  });
});
