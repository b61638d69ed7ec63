import { type EnvironmentInput, off, type PreflightConfig, type RollbackInput } from '../../lib/config/index.ts';
import { signIn } from './attended.ts';
import { configWith } from './config.ts';

const reason = 'not watched in this test';
const lambda = { function: 'shop-api', alias: 'live' };
const database = { host: 'db.shop.internal', database: 'shop', credentials: 'shop/database' };

/** A rollback window with every kind of alarm: metric math, one metric, an existing one, and one made for each window. */
export const rollback = {
  strategy: { lambdaAlias: lambda },
  schemaGuard: off(reason),
  runbook: 'https://github.com/acme/shop-api/blob/main/docs/runbook.md',
  criteria: {
    'error-rate-critical': { watch: { lambda } },
    'service-outage': { watch: { lambda } },
    'data-loss': { watch: 'people' },
    'error-rate-high': { watch: { lambda } },
    'response-time': { watch: { lambda } },
    'db-pool-exhausted': { watch: { rds: { instance: 'shop-production', maxConnections: 200 } } },
    'feature-broken': { watch: { alarm: { name: 'shop search fails' } }, response: 'notify' },
    'performance-degraded': off(reason),
  },
} as const satisfies RollbackInput;

/** Whom it asks. */
export const asks: NonNullable<RollbackInput['asks']> = { approvers: { groups: ['on-call'] }, expiresAfter: '30m' };

/** With the schema guard, which asks. */
export const guarded = {
  ...rollback,
  schemaGuard: { tool: 'golang-migrate' as const, connection: database },
  asks,
} satisfies RollbackInput;

/** The small configuration with a rollback window. */
export function watchedWith(
  changes: Partial<RollbackInput> = {},
  others: Partial<EnvironmentInput> = {},
): PreflightConfig {
  return configWith({ rollback: { ...rollback, ...changes }, ...others });
}

/** With the schema guard too; people sign in at an issuer of their own. */
export function guardedWith(
  changes: Partial<RollbackInput> = {},
  others: Partial<EnvironmentInput> = {},
): PreflightConfig {
  return configWith({ rollback: { ...guarded, ...changes }, approvals: { signIn }, ...others });
}
