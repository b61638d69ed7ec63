/**
 * The whole checklist, in its order: what a team ticks before and within the hour after every production deploy.
 * A configuration accounts for every id here, and a report lists every one, whether it was automated, or off.
 */
export const checklist = {
  'code-quality': {
    title: 'Code quality',
    checks: ['ci-checks', 'code-review', 'security-scans', 'blocking-issues', 'changelog'],
  },
  environment: {
    title: 'Environment',
    checks: ['environment-values', 'secret-strength', 'cors-origins', 'runtime-flags', 'tls-certificates'],
  },
  database: {
    title: 'Database',
    checks: ['staging-migrations', 'backup-recency', 'database-connection', 'database-statistics'],
  },
  infrastructure: {
    title: 'Infrastructure',
    checks: ['services-running', 'disk-space', 'memory', 'container-images'],
  },
  'staging-rehearsal': {
    title: 'Staging rehearsal',
    checks: ['staging-deployment', 'staging-migration-run', 'smoke-tests', 'rollback-rehearsal'],
  },
  'post-deploy': {
    title: 'After the deploy',
    checks: ['health-checks', 'error-spikes', 'response-times', 'user-login', 'mobile-connectivity'],
  },
} as const;

export type Checklist = typeof checklist;
export type GroupId = keyof Checklist;
export type CheckId<G extends GroupId = GroupId> = Checklist[G]['checks'][number];

/** Items that a rollback window verifies within the hour after a deployment. */
export type PostDeployCheckId = CheckId<'post-deploy'>;

/** In the checklist's order. */
export const groupIds = Object.keys(checklist) as [GroupId, ...GroupId[]];

/** The groups that decide a gate. `post-deploy` belongs to the rollback window. */
export const gateGroups = [
  'code-quality',
  'environment',
  'database',
  'infrastructure',
  'staging-rehearsal',
] as const satisfies readonly GroupId[];

/** Items that people may decide, where a team has no automatic source. */
export const manualChecks = [
  'blocking-issues',
  'database-statistics',
  'staging-deployment',
  'staging-migration-run',
  'smoke-tests',
  'rollback-rehearsal',
] as const satisfies readonly CheckId[];
export type ManualCheckId = (typeof manualChecks)[number];

/** What each item asks, in the words of the checklist. */
export const checkTitles: Record<CheckId, string> = {
  'ci-checks': 'All CI checks passing (lint, test, build)',
  'code-review': 'Code review approved (2+ reviewers)',
  'security-scans': 'Security scans clean (CodeQL, Trivy)',
  'blocking-issues': 'No blocking issues in tracker',
  changelog: 'CHANGELOG updated',
  'environment-values': '.env production values verified',
  'secret-strength': 'JWT_SECRET, DB_PASSWORD secure (>32 chars)',
  'cors-origins': 'CORS_ALLOWED_ORIGINS = production domains',
  'runtime-flags': 'GIN_MODE=release, SENTRY_ENABLED=true',
  'tls-certificates': 'SSL/TLS certificates valid (>30 days)',
  'staging-migrations': 'Migrations tested on staging',
  'backup-recency': 'Backup created (<24h old)',
  'database-connection': 'Connection from app server verified',
  'database-statistics': 'Performance acceptable (ANALYZE run)',
  'services-running': 'Services running (PostgreSQL, Redis, OpenSearch)',
  'disk-space': 'Disk space >20% free',
  memory: 'Memory >2GB free',
  'container-images': 'Docker images available in ghcr.io',
  'staging-deployment': 'Full deployment on staging successful',
  'staging-migration-run': 'Migration executed without errors',
  'smoke-tests': 'Smoke tests passed',
  'rollback-rehearsal': 'Rollback tested',
  'health-checks': 'Health checks responding',
  'error-spikes': 'No error spikes in Sentry',
  'response-times': 'Response times normal',
  'user-login': 'User login working',
  'mobile-connectivity': 'Mobile app connecting',
};
