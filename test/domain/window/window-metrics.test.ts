import { describe, expect, it } from 'vitest';
import type { MetricName } from '../../../lib/domain/metrics.ts';
import { windowResults } from '../../../lib/domain/window/window.ts';
import { windowMetrics } from '../../../lib/domain/window/window-metrics.ts';
import type { WindowReport } from '../../../lib/domain/window/window-report.ts';
import {
  drillWindow,
  healthyWindow,
  openWindow,
  passed,
  rollbackFailedWindow,
  rolledBackWindow,
  windowReports,
} from '../../support/window-reports.ts';

const of = (report: WindowReport, metric: MetricName) => windowMetrics(report).filter((one) => one.metric === metric);

describe("a window's metrics", () => {
  it.each(windowResults)('count it once, in all and by its result: %s', (result) => {
    expect(of({ ...healthyWindow, result }, 'windows')).toEqual([
      { metric: 'windows', value: 1, dimensions: {} },
      { metric: 'windows', value: 1, dimensions: { Result: result } },
    ]);
  });

  it('are none while it goes on', () => {
    expect(windowMetrics(openWindow)).toEqual([]);
  });

  it("have the time from the trigger's own to the verified rollback, of a drill too", () => {
    for (const report of [rolledBackWindow, drillWindow]) {
      const value = Date.parse(report.rollback?.verifiedAt ?? '') - Date.parse(report.trigger?.at ?? '');
      expect(value).toBeGreaterThan(1000);
      expect(of(report, 'timeToRolledBack')).toEqual([{ metric: 'timeToRolledBack', value, dimensions: {} }]);
    }
  });

  it('have none of those where it was not rolled back', () => {
    for (const report of [healthyWindow, rollbackFailedWindow]) expect(of(report, 'timeToRolledBack')).toEqual([]);
  });

  it('count what each verification saw, and whether it had to be repeated', () => {
    const items = [
      passed('health-checks', 'well'),
      passed('user-login', 'well at last', { tries: 2, flaky: true }),
      passed('error-spikes', 'a few', { outcome: 'warn' }),
      passed('response-times', 'slow', { outcome: 'fail', tries: 3 }),
      passed('feature-broken', 'could not look', { outcome: 'error', tries: 3 }),
    ];
    const made = { dueAt: healthyWindow.openedAt, state: 'made', items: JSON.parse(JSON.stringify(items)) } as const;
    const lost = { dueAt: healthyWindow.endsAt, state: 'lost' as const, items: [] };
    const report: WindowReport = { ...healthyWindow, verifications: [made, lost] };
    expect(of(report, 'checks').map(({ dimensions }) => Object.values(dimensions).join(' '))).toEqual(
      items.flatMap(({ id, outcome }) => [id, `${id} ${outcome}`]),
    );
    // What never passed is no flake.
    expect(of(report, 'flakes')).toEqual([
      { metric: 'flakes', value: 0, dimensions: { Check: 'health-checks' } },
      { metric: 'flakes', value: 1, dimensions: { Check: 'user-login' } },
      { metric: 'flakes', value: 0, dimensions: { Check: 'error-spikes' } },
    ]);
  });

  it('have how long people took for what they decided', () => {
    const asked = Object.values(windowReports).flatMap((report) =>
      (report.approvals ?? []).filter(({ status }) => status === 'approved' || status === 'rejected'),
    );
    const found = Object.values(windowReports).flatMap((report) => of(report, 'approvalLatency'));
    expect(found.length).toBeGreaterThan(0);
    expect(found).toHaveLength(asked.length);
    expect(found.every(({ value }) => value > 0)).toBe(true);
  });
});
