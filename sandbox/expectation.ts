import type { Report } from '../lib/domain/report.ts';
import type { CriterionId } from '../lib/domain/window/criterion.ts';
import type { TriggerSource } from '../lib/domain/window/window.ts';
import type { WindowReport } from '../lib/domain/window/window-report.ts';
import type { Scenario, WindowScenario } from './scenario.ts';

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

interface SeenWindow {
  readonly report: WindowReport;
  /** The version of the shop that served when it had ended. */
  readonly serves: string;
}

/** The same of a rollback window. */
export function windowDifferences({ report, serves }: SeenWindow, { expect }: WindowScenario): string[] {
  const { result, trigger } = report;
  // Where the scenario names no criterion, any is right.
  const expected = expect.trigger && { criterion: trigger?.criterion, ...expect.trigger };
  return [
    ...(result === expect.result ? [] : [`window ${result} instead of ${expect.result}`]),
    ...(said(trigger) === said(expected) ? [] : [`${said(trigger)} instead of ${said(expected)}`]),
    ...(serves === expect.serves ? [] : [`${serves} serves instead of ${expect.serves}`]),
    ...approvalDifferences(report, expect),
  ];
}

type SaidTrigger = { readonly criterion?: CriterionId | undefined; readonly by: TriggerSource } | undefined;

const said = (trigger: SaidTrigger): string =>
  trigger === undefined ? 'no trigger' : `trigger ${trigger.criterion ?? 'without a criterion'} by ${trigger.by}`;

function approvalDifferences(
  { approvals = [] }: { readonly approvals?: Report['approvals'] },
  expect: Pick<Scenario['expect'], 'approvals'>,
): string[] {
  const expected = expect.approvals ?? {};
  const wrong = approvals.flatMap(({ id, status }) =>
    status === expected[id] ? [] : [`${id}: ${status} instead of ${expected[id] ?? 'not asked'}`],
  );
  const asked = new Set(approvals.map(({ id }) => id));
  return [...wrong, ...Object.keys(expected).flatMap((id) => (asked.has(id) ? [] : [`${id}: nobody was asked`]))];
}
