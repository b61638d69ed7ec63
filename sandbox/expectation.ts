import type { Rehearsal } from '../lib/domain/rehearsal.ts';
import type { Report } from '../lib/domain/report.ts';
import type { WindowReport } from '../lib/domain/window/window-report.ts';
import type { ExpectedTrigger, Scenario, WindowScenario } from './scenario.ts';

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
  /** What it recorded of the release. @default - nothing */
  readonly rehearsals?: readonly Pick<Rehearsal, 'step' | 'status'>[];
}

/** The same of a rollback window. */
export function windowDifferences({ report, serves, rehearsals }: SeenWindow, { expect }: WindowScenario): string[] {
  const { result, trigger } = report;
  const expected = expect.trigger && filledIn(expect.trigger, trigger);
  return [
    ...(result === expect.result ? [] : [`window ${result} instead of ${expect.result}`]),
    ...(said(trigger) === said(expected) ? [] : [`${said(trigger)} instead of ${said(expected)}`]),
    ...(serves === expect.serves ? [] : [`${serves} serves instead of ${expect.serves}`]),
    ...verifiedDifferences(lastOutcomes(report), expect.checks ?? {}),
    ...rehearsalDifferences(rehearsals ?? [], expect.rehearsals ?? {}),
    ...approvalDifferences(report, expect),
  ];
}

type SaidTrigger = { readonly [K in keyof ExpectedTrigger]: ExpectedTrigger[K] | undefined } | undefined;

/** Where the scenario names neither criterion nor check, any is right. */
function filledIn(expected: ExpectedTrigger, trigger: SaidTrigger): SaidTrigger {
  const isNamed = expected.criterion !== undefined || expected.check !== undefined;
  return isNamed ? expected : { ...trigger, ...expected };
}

function said(trigger: SaidTrigger): string {
  if (trigger === undefined) return 'no trigger';
  return `trigger ${trigger.check ?? trigger.criterion ?? 'without a criterion'} by ${trigger.by}`;
}

/** What the last verification saw of each check of the group `post-deploy`; undefined where none looked at it. */
export function lastOutcomes({ checks = [] }: Pick<WindowReport, 'checks'>) {
  return checks.map(({ id, verifications }) => ({ id, outcome: verifications.at(-1)?.outcome }));
}

/** A window that ends early has not looked at all of them. */
function verifiedDifferences(
  seen: ReturnType<typeof lastOutcomes>,
  expected: NonNullable<WindowScenario['expect']['checks']>,
): string[] {
  return seen.flatMap(({ id, outcome }) => {
    const wanted = expected[id] ?? (outcome === undefined ? undefined : 'pass');
    return outcome === wanted ? [] : [`${id}: ${outcome ?? 'not looked at'} instead of ${wanted}`];
  });
}

function rehearsalDifferences(
  recorded: NonNullable<SeenWindow['rehearsals']>,
  expected: NonNullable<WindowScenario['expect']['rehearsals']>,
): string[] {
  const wrong = recorded.flatMap(({ step, status }) =>
    status === expected[step] ? [] : [`${step} recorded as ${status} instead of ${expected[step] ?? 'not at all'}`],
  );
  const steps = new Set<string>(recorded.map(({ step }) => step));
  return [...wrong, ...Object.keys(expected).flatMap((step) => (steps.has(step) ? [] : [`${step}: not recorded`]))];
}

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
