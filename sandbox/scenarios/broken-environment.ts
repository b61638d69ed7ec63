import type { Scenario } from '../scenario.ts';

export const brokenEnvironment: Scenario = {
  about: 'a forgotten debug configuration, a guessable secret, a certificate that is about to expire',
  world: {
    parameters: {
      '/shop/production/APP_ENV': 'staging',
      '/shop/production/GIN_MODE': 'debug',
      '/shop/production/SENTRY_ENABLED': null,
      '/shop/production/CORS_ALLOWED_ORIGINS': 'https://shop.example.com,http://localhost:3000,*',
    },
    secrets: {
      'shop/production/app': {
        SENTRY_DSN: 'https://changeme@sentry.example.com/1',
        JWT_SECRET: 'password123password123password123password123',
      },
    },
    // 12 days of the 30 that it should have; ACM has not renewed its own either.
    shop: { certificate: { daysLeft: 12 } },
    acm: { daysLeft: 29 },
  },
  expect: {
    verdict: 'no-go',
    outcomes: {
      'environment-values': 'fail',
      'secret-strength': 'fail',
      'cors-origins': 'fail',
      'runtime-flags': 'fail',
      'tls-certificates': 'fail',
    },
  },
};
