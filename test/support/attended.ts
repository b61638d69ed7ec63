import { type EnvironmentInput, manual, type PreflightConfig } from '../../lib/config/index.ts';
import { configWith, environment, groupWith } from './config.ts';

const releaseManagers = { groups: ['release-managers'], principals: [] };

/** An issuer of one's own, so that no user pool is made. */
export const signIn = { issuer: 'https://login.acme.example', clientId: 'preflight-console' };

/** A check of the small configuration whose failure people may accept. */
export const waivable = { approvers: releaseManagers, quorum: 2, longest: '3d' } as const;

/** An item that people decide. */
export const item = (expiresAfter: '30m' | '4h' | '1d' = '4h') =>
  manual({
    title: 'Support is briefed',
    instructions: 'Look into the wiki.',
    approvers: releaseManagers,
    expiresAfter,
  });

/** The small configuration, where people decide an item of the checklist. */
export const attendedChecks = {
  ...environment.checks,
  'code-quality': groupWith('code-quality', { 'blocking-issues': item() }),
} satisfies EnvironmentInput['checks'];

/** That configuration, where one of its checks is waivable too. */
export const waivableChecks = {
  ...attendedChecks,
  database: { ...environment.checks.database, 'backup-recency': { instance: 'Shop-Production', waivable } },
} satisfies EnvironmentInput['checks'];

const authors = { off: 'not asked in this test' };

/** A configuration in which people are asked, and sign in at an issuer of one's own. */
export function attendedWith(
  approvals: Partial<NonNullable<EnvironmentInput['approvals']>> = {},
  changes: Partial<EnvironmentInput> = {},
): PreflightConfig {
  return configWith({ checks: attendedChecks, approvals: { signIn, authors, ...approvals }, ...changes });
}

/** The same without an issuer. */
export function attendedByCognito(
  approvals: Partial<NonNullable<EnvironmentInput['approvals']>> = {},
  changes: Partial<EnvironmentInput> = {},
): PreflightConfig {
  return configWith({ checks: attendedChecks, approvals: { authors, ...approvals }, ...changes });
}
