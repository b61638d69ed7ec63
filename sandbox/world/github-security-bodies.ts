import { apiUrl, commits, hoursAgo, mainBranch, pageUrl, type Telling } from './github-parts.ts';
import { userBody } from './github-repository-bodies.ts';
import type { AlertState, CommitName } from './github-state.ts';

/** When the commits were analyzed, in hours before now. */
const analyzed: Readonly<Record<CommitName, number>> = { release: 4.7, previous: 291 };
/** The higher its number, the later an alert was raised, and the latest with the release's own analysis. */
const raised = (number: number): number => Math.max(analyzed.release, 900 - 30 * number);
const settledAfter = { fixed: 40, dismissed: 3 };

export const mainRef = `refs/heads/${mainBranch}`;

/** As the tools that the checklist names put it; another one as they mostly do. */
const workflows: Readonly<Record<string, string>> = {
  CodeQL: '.github/workflows/codeql.yml:analyze',
  Trivy: '.github/workflows/trivy.yml:scan',
};
const workflowOf = (tool: string): string => workflows[tool] ?? `.github/workflows/${tool.toLowerCase()}.yml:scan`;

/** The newest first. */
export function analysisBodies(telling: Telling) {
  const { alerts, analyses } = telling.state;
  const of = (commit: CommitName) =>
    Object.entries(analyses).flatMap(([tool, analyzedCommits]) =>
      analyzedCommits.includes(commit) ? [{ tool, commit }] : [],
    );
  const oldestFirst = [...of('previous'), ...of('release')];
  const bodies = oldestFirst.map(({ tool, commit }, index) => {
    const id = 611_000_100 + index;
    return {
      ref: mainRef,
      commit_sha: commits[commit],
      analysis_key: workflowOf(tool),
      environment: tool === 'CodeQL' ? '{"language":"go"}' : '{}',
      category: tool === 'CodeQL' ? '/language:go' : 'trivy',
      error: '',
      created_at: hoursAgo(telling, analyzed[commit]),
      results_count: Object.values(alerts).filter((alert) => alert.tool === tool && alert.state !== 'fixed').length,
      rules_count: 84,
      id,
      url: apiUrl(telling, `/code-scanning/analyses/${id}`),
      sarif_id: `6c81cd8e-b078-4ac3-a3be-${String(id).padStart(12, '0')}`,
      tool: toolBody(tool),
      deletable: commit === 'release',
      warning: '',
    };
  });
  return bodies.toReversed();
}

function toolBody(name: string) {
  return { name, guid: null, version: name === 'CodeQL' ? '2.25.1' : '0.71.0' };
}

/** GitHub's severity of a rule, beside that of its security. */
const ruleSeverity = { critical: 'error', high: 'error', medium: 'warning', low: 'note' } as const;

/** The newest first. */
export function alertBodies(telling: Telling) {
  const alerts = Object.entries(telling.state.alerts).map(([number, alert]) => alertBody(telling, +number, alert));
  return alerts.toSorted((a, b) => b.number - a.number);
}

function alertBody(telling: Telling, number: number, { tool, rule, severity, state }: AlertState) {
  const dismissed = state === 'dismissed';
  const url = apiUrl(telling, `/code-scanning/alerts/${number}`);
  const hours = raised(number);
  const fixedAt = state === 'fixed' ? hoursAgo(telling, hours - settledAfter.fixed) : null;
  const dismissedAt = dismissed ? hoursAgo(telling, hours - settledAfter.dismissed) : null;
  const createdAt = hoursAgo(telling, hours);
  return {
    number,
    created_at: createdAt,
    updated_at: fixedAt ?? dismissedAt ?? createdAt,
    url,
    html_url: pageUrl(telling, `/security/code-scanning/${number}`),
    state,
    fixed_at: fixedAt,
    dismissed_by: dismissed ? userBody(telling, 'monalisa') : null,
    dismissed_at: dismissedAt,
    dismissed_reason: dismissed ? 'false positive' : null,
    dismissed_comment: dismissed ? 'The value is masked before it is logged.' : null,
    rule: {
      id: rule,
      name: rule,
      severity: ruleSeverity[severity],
      security_severity_level: severity,
      description: `${tool}: ${rule}`,
      tags: ['security'],
    },
    tool: toolBody(tool),
    most_recent_instance: {
      ref: mainRef,
      analysis_key: workflowOf(tool),
      environment: '{}',
      category: tool === 'CodeQL' ? '/language:go' : 'trivy',
      state,
      commit_sha: commits.release,
      message: { text: 'Seen on the main branch.' },
      location: { path: 'internal/orders/store.go', start_line: 41, end_line: 41, start_column: 7, end_column: 38 },
      classifications: [],
    },
    instances_url: `${url}/instances`,
  };
}
