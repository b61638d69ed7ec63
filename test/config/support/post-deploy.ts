import { secret } from '../../../lib/config/index.ts';
import { environment, groupWith } from '../../support/config.ts';
import { lambda } from './rollback.ts';

/** Settings of checks after the deploy, the least that must be written. */
export const responseTimes = { watch: { lambda } } as const;
export const errorSpikes = {
  organization: 'acme',
  projects: ['shop-api'],
  environment: 'production',
  token: secret('shop/sentry'),
};
export const healthChecks = { endpoints: [{ url: 'https://shop.example.com/health' }] };
export const userLogin = {
  user: 'shop/test-user',
  login: { form: { page: 'https://shop.example.com/login' } },
  afterwards: { url: 'https://shop.example.com/account' },
};

/** What else of the environment says that these are on. */
export const verifying = (on: Parameters<typeof groupWith<'post-deploy', Record<string, object>>>[1]) => ({
  checks: { ...environment.checks, 'post-deploy': groupWith('post-deploy', on) },
});
