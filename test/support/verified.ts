import { off, type PreflightConfig, type RollbackInput, secret } from '../../lib/config/index.ts';
import { configWith, environment, groupWith } from './config.ts';
import { rollback } from './watched.ts';

/** A check of the group `post-deploy`. */
export const errorSpikes = {
  organization: 'acme',
  projects: ['shop-api'],
  environment: 'production',
  token: secret('shop/sentry', 'token'),
  response: 'rollback',
} as const;

/** A probe of a criterion. */
export const search = {
  name: 'search',
  url: 'https://shop.example.com/search?q=shoe',
  headers: { 'x-key': secret('shop/probe', 'key') },
} as const;

/** One that only the application's network reaches. */
export const inNetwork = { url: 'https://shop.internal/health', inNetwork: true } as const;

export const probing = (probe: object) =>
  ({ ...rollback.criteria, 'feature-broken': { watch: { probe }, response: 'notify' } }) as RollbackInput['criteria'];

/** A rollback window that verifies these checks, and the probe `search`: all from outside. */
export function verifiedWith(
  changes: Partial<RollbackInput> = {},
  checks: object = { 'error-spikes': errorSpikes },
  others: Parameters<typeof configWith>[0] = {},
): PreflightConfig {
  const isNone = Object.keys(checks).length === 0;
  const postDeploy = isNone ? off('not verified in this test') : groupWith('post-deploy', checks);
  return configWith({
    checks: { ...environment.checks, 'post-deploy': postDeploy },
    rollback: { ...rollback, criteria: probing(search), ...changes },
    ...others,
  });
}
