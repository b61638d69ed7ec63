import type { GithubState } from './github-state.ts';

/** The shop's repository in which every check passes, with the history that a repository has. */
export function healthyGithub(appPublicKey: string): GithubState {
  return {
    appPublicKey,
    checks: {
      lint: ['success'],
      // It failed first, and was run again.
      test: ['failure', 'success'],
      build: ['success'],
      'bundle size': ['neutral'],
      'deploy preview': ['skipped'],
    },
    statuses: { 'codecov/patch': 'success' },
    pullRequest: {
      number: 118,
      title: 'Gift cards in the checkout',
      author: 'octocat',
      commitsBy: ['octocat', 'margaret-hamilton', 'octocat'],
      reviews: [
        { by: 'hubot', state: 'commented', of: 'older' },
        { by: 'monalisa', state: 'dismissed', of: 'older' },
        { by: 'ada-lovelace', state: 'approved', of: 'head' },
        { by: 'monalisa', state: 'approved', of: 'head' },
      ],
    },
    analyses: { CodeQL: ['previous', 'release'], Trivy: ['previous', 'release'] },
    alerts: {
      9: { tool: 'CodeQL', rule: 'go/sql-injection', severity: 'high', state: 'fixed' },
      17: { tool: 'Trivy', rule: 'CVE-2026-21012', severity: 'low', state: 'open' },
      24: { tool: 'CodeQL', rule: 'go/clear-text-logging', severity: 'high', state: 'dismissed' },
    },
    issues: {
      97: { title: 'Orders of guests are lost', labels: ['bug', 'release-blocker'], state: 'closed' },
      112: { title: 'Search forgets its filters', labels: ['bug'], state: 'open' },
      121: { title: 'Try the new payment form', labels: ['release-blocker'], state: 'open', isPullRequest: true },
    },
    changelog: { previous: changelogOf('1.41.3', '1.41.2'), release: changelogOf('1.42.0', '1.41.3', '1.41.2') },
    deployments: [
      { of: 'release', environment: 'staging', statuses: ['in_progress', 'success'], hoursAgo: 4 },
      { of: 'release', environment: 'staging', statuses: ['in_progress', 'failure'], hoursAgo: 4.5 },
      { of: 'previous', environment: 'staging', statuses: ['in_progress', 'success', 'inactive'], hoursAgo: 290 },
      { of: 'previous', environment: 'production', statuses: ['in_progress', 'success'], hoursAgo: 288 },
    ],
  };
}

const entries: Readonly<Record<string, string>> = {
  '1.42.0': '## [1.42.0] - 2026-11-20\n\n### Added\n\n- Gift cards in the checkout (#118).\n',
  '1.41.3': '## [1.41.3] - 2026-11-11\n\n### Fixed\n\n- Orders of guests are kept (#97).\n',
  '1.41.2': '## [1.41.2] - 2026-11-02\n\n### Fixed\n\n- Prices without VAT are rounded once.\n',
};

/** A changelog as keepachangelog.com wants it, with entries for these versions. */
export function changelogOf(...versions: readonly string[]): string {
  const kept = versions.map((version) => entries[version] ?? `## [${version}]\n`);
  return ['# Changelog\n', '## [Unreleased]\n', ...kept].join('\n');
}
