import type { Report } from '../lib/domain/report.ts';
import type { Scenario } from './scenario.ts';

/** Where a report is not what the scenario says; empty when it is exactly that. */
export function differences(report: Report, { expect }: Pick<Scenario, 'expect'>): string[] {
  const verdict = report.verdict === expect.verdict ? [] : [`verdict ${report.verdict} instead of ${expect.verdict}`];
  const checks = report.groups.flatMap((group) => group.checks).filter((check) => check.outcome !== 'skipped');
  const wrong = checks.flatMap(({ id, outcome, summary }) => {
    const expected = expect.outcomes[id] ?? 'pass';
    return outcome === expected ? [] : [`${id}: ${outcome} instead of ${expected} (${summary})`];
  });
  const ran = new Set<string>(checks.map((check) => check.id));
  const missing = Object.keys(expect.outcomes).filter((id) => !ran.has(id));
  return [...verdict, ...wrong, ...missing.map((id) => `${id}: did not run`), ...approvalDifferences(report, expect)];
}

function approvalDifferences({ approvals = [] }: Report, expect: Scenario['expect']): string[] {
  const expected = expect.approvals ?? {};
  const wrong = approvals.flatMap(({ id, status }) =>
    status === expected[id] ? [] : [`${id}: ${status} instead of ${expected[id] ?? 'not asked'}`],
  );
  const asked = new Set(approvals.map(({ id }) => id));
  return [...wrong, ...Object.keys(expected).flatMap((id) => (asked.has(id) ? [] : [`${id}: nobody was asked`]))];
}
