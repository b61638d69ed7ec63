import type { Scenario } from '../scenario.ts';
import { apiPath, commits, repositoryPath } from '../world/github-parts.ts';

const second = { delaySeconds: 1 } as const;
const repository = `${apiPath}${repositoryPath}`;

/** Of the calls that a check makes one after another, only one is delayed. */
export const slow: Scenario = {
  about: 'each of the 22 checks has a source that takes a second; all run side by side',
  world: {
    faults: {
      github: {
        delaySeconds: 1,
        path: [
          // ci-checks
          `${repository}/commits/${commits.release}/check-runs`,
          // code-review
          `${repository}/pulls/118/reviews`,
          // security-scans
          `${repository}/code-scanning/analyses`,
          // blocking-issues
          `${repository}/issues`,
          // changelog, which reads the file at two commits side by side
          `${repository}/contents/`,
        ],
      },
      // staging-deployment, staging-migration-run, smoke-tests, rollback-rehearsal; the last also asks for other commits
      [`dynamodb:Query ${commits.release}#`]: second,
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
