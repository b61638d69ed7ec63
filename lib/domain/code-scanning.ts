import { type Finding, fail, pass } from './check-result.ts';
import type { Alert, Analysis, CodeScanning } from './github.ts';
import { SourceError } from './source-error.ts';

/** Severities of security alerts, the worst first. */
export const securitySeverities = ['critical', 'high', 'medium', 'low'] as const;
export type SecuritySeverity = (typeof securitySeverities)[number];

/** What code scanning knows of a commit where the repository has it. */
export type EnabledScanning = Extract<CodeScanning, { readonly enabled: true }>;

/** What a tool's own severity is worth where an alert has no security severity; GitHub lets `error` fail a check as it does `high`. */
const worth: Readonly<Record<string, SecuritySeverity | 'none'>> = {
  error: 'high',
  warning: 'medium',
  note: 'low',
  none: 'none',
};

/** A severity that is not known, or not told, is the worst there is: nothing says that it is less. */
function severityOf({ securitySeverity, severity }: Alert): SecuritySeverity | 'none' {
  if (securitySeverity !== undefined) return securitySeverities.find((one) => one === securitySeverity) ?? 'critical';
  return severity !== undefined && Object.hasOwn(worth, severity) ? (worth[severity] ?? 'critical') : 'critical';
}

const rankOf = (alert: Alert): number => [...securitySeverities, 'none'].indexOf(severityOf(alert));

/** Those at or above the threshold, the worst first. */
function alertsFrom(alerts: readonly Alert[], threshold: SecuritySeverity): readonly Alert[] {
  const lowest = securitySeverities.indexOf(threshold);
  return alerts.filter((one) => rankOf(one) <= lowest).toSorted((a, b) => rankOf(a) - rankOf(b));
}

/**
 * The analyses that count, for each tool and category of one commit. Those on branches are preferred: alerts are kept by
 * ref, and the refs of a merge queue and of a pull request go when it is merged. Of several on a ref, the newest. Each
 * branch counts, or one that somebody makes at the commit, with an analysis of nothing, would hide what another one shows.
 */
export function decidingAnalyses(analyses: readonly Analysis[]): readonly Analysis[] {
  const kinds = Map.groupBy(analyses, ({ tool, category }) => JSON.stringify([tool, category]));
  return [...kinds.values()].flatMap((some) => {
    const onBranches = some.filter(isBranch);
    if (onBranches.length === 0) return some.reduce(newer);
    return [...Map.groupBy(onBranches, ({ ref }) => ref).values()].map((ofRef) => ofRef.reduce(newer));
  });
}

const newer = (one: Analysis, other: Analysis): Analysis => (timeOf(other) > timeOf(one) ? other : one);

const isBranch = ({ ref }: Analysis): boolean =>
  ref.startsWith('refs/heads/') && !ref.startsWith('refs/heads/gh-readonly-queue/');
const timeOf = ({ createdAt }: Pick<Alert | Analysis, 'createdAt'>): number => new Date(createdAt).getTime();

/** An upload is worked through in minutes: an alert that came with an analysis may be dated a little after it. */
const uploadMs = 5 * 60_000;

/** Whether an alert was there when the analysis was made; also where its time cannot be read. */
export function wasThere(alert: Pick<Alert, 'createdAt'>, analysis: Pick<Analysis, 'createdAt'>): boolean {
  return !(timeOf(alert) > timeOf(analysis) + uploadMs);
}

/** The earliest and the latest of some analyses, of which there is at least one. */
export function spanOf(analyses: readonly [Analysis, ...Analysis[]]): readonly [earliest: Analysis, latest: Analysis] {
  return analyses.reduce<readonly [Analysis, Analysis]>(
    ([earliest, latest], one) => [
      timeOf(one) < timeOf(earliest) ? one : earliest,
      timeOf(one) > timeOf(latest) ? one : latest,
    ],
    [analyses[0], analyses[0]],
  );
}

/**
 * A tool that did not analyze the commit.
 * @param where the commit, as evidence names it.
 * @throws SourceError when GitHub's analyses were not looked through to their end.
 */
export function notAnalyzed(tool: string, where: string, { analyses, exhausted }: EnabledScanning): Finding {
  if (!exhausted) {
    throw new SourceError(
      `GitHub's newest analyses hold none of the commit by ${tool}, and older ones were not looked through; run the scan on the commit again`,
    );
  }
  const others = [...new Set(analyses.map((one) => one.tool))].join(', ');
  const observed = others === '' ? 'no analysis by any tool' : `no analysis, only by ${others}`;
  return fail(`${tool} has not analyzed the commit`, [{ where, observed, expected: `an analysis by ${tool}` }]);
}

/** A tool with an analysis that GitHub could not use. */
export function analysisFailed(tool: string, where: string, analyses: readonly Analysis[]): Finding {
  const evidence = analyses.map(({ category, error, createdAt }) => ({
    where: `${tool} on ${where}${category === '' ? '' : ` (${category})`}`,
    observed: `an error: ${error}`,
    expected: 'an analysis',
    when: createdAt,
  }));
  return fail(`${tool} could not analyze the commit`, evidence);
}

/** What one tool found in a commit. */
export interface ToolAlerts {
  readonly tool: string;
  /** The commit, as evidence names it. */
  readonly where: string;
  readonly repository: string;
  /** Of the analyses that were looked at. */
  readonly refs: readonly string[];
  readonly alerts: readonly Alert[];
}

export function judgeAlerts(seen: ToolAlerts, severity: SecuritySeverity): Finding {
  const { tool, where, repository, refs, alerts } = seen;
  const expected = `no open alert of severity ${severity} or above`;
  const grave = alertsFrom(alerts, severity);
  if (grave.length === 0) {
    const milder = alerts.length === 0 ? 'no open alert' : `${alerts.length} open, all milder`;
    const observed = `${milder} (${refs.join(', ')})`;
    return pass(`${tool} is clean`, [{ where: `${tool} on ${where}`, observed, expected }]);
  }
  const evidence = grave.map((alert) => ({
    where: `${repository} code scanning alert #${alert.number}`,
    observed: `${severityOf(alert)}: ${alert.rule} by ${tool}`,
    expected,
    when: alert.createdAt,
  }));
  const count = grave.length === 1 ? '1 alert' : `${grave.length} alerts`;
  return fail(`${tool} has ${count} of severity ${severity} or above`, evidence);
}
