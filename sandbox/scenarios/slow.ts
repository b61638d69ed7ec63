import type { Scenario } from '../scenario.ts';

const second = { delaySeconds: 1 } as const;

/** Of the calls that a check makes one after another, only one is delayed. */
export const slow: Scenario = {
  about: 'each of the 13 checks has a source that takes a second; all run side by side',
  world: {
    faults: {
      // environment-values, cors-origins, runtime-flags
      'ssm:GetParameters': second,
      // secret-strength, and environment-values beside the parameters
      'secretsmanager:GetSecretValue shop/production/app': second,
      // tls-certificates
      shop: second,
      // backup-recency
      'rds:DescribeDBSnapshots': second,
      // staging-migrations, database-connection, database-statistics, services-running
      postgres: second,
      // services-running, beside PostgreSQL
      redis: second,
      opensearch: second,
      // disk-space, memory
      'cloudwatch:GetMetricData': second,
      // container-images: a pull is three requests, of which the second fetches a token
      registry: { delaySeconds: 1, path: '/token' },
    },
  },
  expect: { verdict: 'go', outcomes: {} },
};
