import type { Alert, Analysis, CheckRun, PullRequest, Review } from '../../../lib/domain/github.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import { release } from '../../support/release.ts';

export { fakeGithub } from '../../support/fake-github.ts';

/** What a repository that the token may not see, a revoked token or an expired key come to. */
export const unseen = (): Promise<never> => Promise.reject(new SourceError('GitHub: acme/shop-api is not visible'));

export const { commit } = release;
export const otherCommit = 'fedcba9876543210fedcba9876543210fedcba98';

export function run(name: string, change: Partial<CheckRun> = {}): CheckRun {
  const completedAt = '2026-11-23T11:00:00Z';
  return { id: 1, name, app: 'github-actions', status: 'completed', conclusion: 'success', completedAt, ...change };
}

export function pullRequest(change: Partial<PullRequest> = {}): PullRequest {
  return {
    number: 118,
    author: 'octocat',
    head: otherCommit,
    headRepository: 'acme/shop-api',
    base: 'main',
    merged: true,
    mergeCommit: commit,
    ...change,
  };
}

export function review(reviewer: string | undefined, change: Partial<Review> = {}): Review {
  return {
    id: 1,
    reviewer,
    isBot: false,
    state: 'APPROVED',
    commit: otherCommit,
    association: 'MEMBER',
    submittedAt: '2026-11-22T09:00:00Z',
    ...change,
  };
}

export function analysis(tool: string, change: Partial<Analysis> = {}): Analysis {
  return {
    tool,
    category: '',
    ref: 'refs/heads/main',
    error: '',
    createdAt: '2026-11-23T10:00:00Z',
    newest: true,
    ...change,
  };
}

export function alert(number: number, change: Partial<Alert> = {}): Alert {
  return {
    number,
    tool: 'CodeQL',
    rule: 'js/sql-injection',
    securitySeverity: 'high',
    severity: 'error',
    createdAt: '2026-11-01T10:00:00Z',
    ...change,
  };
}
