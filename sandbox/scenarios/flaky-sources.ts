import type { Scenario } from '../scenario.ts';

export const flakySources: Scenario = {
  about: 'sources that time out, refuse, or answer nonsense: the gate could not look, so NO-GO',
  world: {
    faults: {
      shop: 'hang',
      'rds:DescribeDBSnapshots': 'garbage',
      redis: 'refuse',
      'cloudwatch:GetMetricData': 'server-error',
      registry: 'html',
      github: 'server-error',
      'dynamodb:Query shop-api#staging#': 'server-error',
    },
  },
  expect: {
    verdict: 'no-go',
    outcomes: {
      'ci-checks': 'error',
      'code-review': 'error',
      'security-scans': 'error',
      'blocking-issues': 'error',
      changelog: 'error',
      'tls-certificates': 'error',
      'backup-recency': 'error',
      'services-running': 'error',
      'disk-space': 'error',
      memory: 'error',
      'container-images': 'error',
      'staging-deployment': 'error',
      'staging-migration-run': 'error',
      'smoke-tests': 'error',
      'rollback-rehearsal': 'error',
    },
  },
};
