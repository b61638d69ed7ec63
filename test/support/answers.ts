import type { CheckResult, GroupResult } from '../../lib/domain/check-result.ts';
import { type CheckId, checkTitles, type GroupId } from '../../lib/domain/checklist.ts';
import type { Evidence } from '../../lib/domain/evidence.ts';
import { release } from './release.ts';

/** What the groups' functions answer in a healthy production, written by hand for the sample reports. */

export const startedAt = '2026-11-23T12:00:00.000Z';

const remediations: Partial<Record<CheckId, string>> = {
  'runtime-flags': 'Set the flag in Parameter Store, restart the service so that it reads it, then run the gate again.',
  'tls-certificates': 'Renew the certificate and deploy it where the domain is served, then run the gate again.',
  'database-connection':
    "Check the database's security group, host and credentials from the app's network, then run the gate again.",
  'database-statistics': 'End the transaction, or let it finish; run ANALYZE on the tables that are named.',
  'services-running': 'Start the service that is named, or repair its credentials, then run the gate again.',
  'disk-space': 'Free space on the volume, or enlarge it, then run the gate again.',
  memory: 'Find what holds the memory, or take a larger instance, then run the gate again.',
  'container-images': 'Push the image again, or correct the digest in the release, then run the gate again.',
};

export const certificates: readonly Evidence[] = [
  {
    where: 'shop.example.com, served certificate',
    observed: 'valid for another 71.2 days, until 2 Feb 2027',
    expected: 'valid for more than 30 days',
    when: '2027-02-02T16:40:00.000Z',
  },
];

const remediationOf = (id: CheckId): string =>
  remediations[id] ?? 'Look at the evidence, put it right where it says, then run the gate again.';

export function check(
  group: GroupId,
  id: CheckId,
  [offsetMs, durationMs]: readonly [number, number],
  seen: Pick<CheckResult, 'outcome' | 'summary'> & { evidence?: readonly Evidence[] },
): CheckResult {
  return {
    id,
    group,
    title: checkTitles[id],
    evidence: [],
    ...seen,
    ...(seen.outcome === 'pass' ? {} : { remediation: remediationOf(id) }),
    startedAt: new Date(Date.parse(startedAt) + offsetMs).toISOString(),
    durationMs,
  };
}

export function answer(group: GroupId, checks: readonly CheckResult[]): GroupResult {
  const starts = checks.map((one) => Date.parse(one.startedAt ?? startedAt));
  const ends = checks.map((one) => Date.parse(one.startedAt ?? startedAt) + (one.durationMs ?? 0));
  return {
    group,
    startedAt: new Date(Math.min(...starts) - 90).toISOString(),
    endedAt: new Date(Math.max(...ends) + 40).toISOString(),
    checks,
  };
}

export function environmentAnswer(): GroupResult {
  return answer('environment', [
    check('environment', 'environment-values', [640, 412], {
      outcome: 'pass',
      summary: 'all 6 variables have the values that production needs',
      evidence: [
        { where: 'APP_ENV in Parameter Store', observed: 'production', expected: 'production' },
        { where: 'PUBLIC_URL in Parameter Store', observed: 'https://shop.example.com', expected: 'an https URL' },
        { where: 'JWT_SECRET in Secrets Manager', observed: '64 characters', expected: 'at least 33 characters' },
      ],
    }),
    check('environment', 'secret-strength', [640, 388], {
      outcome: 'pass',
      summary: 'both secrets are long and not guessable',
      evidence: [
        {
          where: 'JWT_SECRET in Secrets Manager',
          observed: '64 characters, random',
          expected: 'more than 32 characters',
        },
        {
          where: 'DB_PASSWORD in Secrets Manager',
          observed: '40 characters, random',
          expected: 'more than 32 characters',
        },
      ],
    }),
    check('environment', 'runtime-flags', [640, 240], {
      outcome: 'pass',
      summary: 'both flags have the exact value',
      evidence: [{ where: 'GIN_MODE in Parameter Store', observed: 'release', expected: 'release' }],
    }),
    check('environment', 'tls-certificates', [640, 1310], {
      outcome: 'pass',
      summary: 'every certificate is valid for more than 30 days',
      evidence: certificates,
    }),
  ]);
}

export function databaseAnswer(): GroupResult {
  return answer('database', [
    check('database', 'staging-migrations', [410, 734], {
      outcome: 'pass',
      summary: 'staging stands at migration 42, production at 41, neither is dirty',
      evidence: [
        {
          where: 'schema_migrations of shop_staging',
          observed: 'version 42, clean',
          expected: 'version 42 or later, clean',
        },
        { where: 'schema_migrations of shop_production', observed: 'version 41, clean', expected: 'at most 42, clean' },
      ],
    }),
    check('database', 'backup-recency', [410, 1180], {
      outcome: 'pass',
      summary: 'the newest snapshot is 7.4 hours old',
      evidence: [
        {
          where: 'RDS instance shop-production',
          observed: 'snapshot rds:shop-production-2026-11-23-04-36, available',
          expected: 'an available snapshot less than 24 hours old',
          when: '2026-11-23T04:36:00.000Z',
        },
      ],
    }),
    check('database', 'database-connection', [410, 655], {
      outcome: 'pass',
      summary: 'SELECT 1 answered in 18 ms over TLS',
      evidence: [
        { where: 'localhost:5432/shop_production', observed: '18 ms, TLS 1.3', expected: 'an answer over TLS' },
      ],
    }),
    check('database', 'database-statistics', [410, 905], {
      outcome: 'pass',
      summary: '9 tables above 1000 rows were analyzed within 7 days',
      evidence: [{ where: 'orders', observed: 'analyzed 2 days ago', expected: 'within 7 days' }],
    }),
  ]);
}

export function infrastructureAnswer(): GroupResult {
  return answer('infrastructure', [
    check('infrastructure', 'services-running', [820, 1502], {
      outcome: 'pass',
      summary: 'PostgreSQL, Redis and OpenSearch answer',
      evidence: [
        { where: 'RDS instance shop-production', observed: 'available', expected: 'available' },
        { where: 'Redis', observed: 'PONG in 3 ms', expected: 'PONG' },
        { where: 'OpenSearch', observed: 'green', expected: 'green' },
      ],
    }),
    check('infrastructure', 'disk-space', [820, 2210], {
      outcome: 'warn',
      summary: 'the fullest volume has 24.1 % free, and was below 20 % an hour ago',
      evidence: [
        {
          where: 'shop-worker-1, /',
          observed: '24.1 % free',
          expected: 'more than 20 % free',
          when: '2026-11-23T11:59:00.000Z',
        },
      ],
    }),
    check('infrastructure', 'memory', [820, 1930], {
      outcome: 'pass',
      summary: 'the least free memory is 3.8 GiB',
      evidence: [
        {
          where: 'RDS instance shop-production',
          observed: '3.8 GiB free',
          expected: 'more than 2 GiB free',
          when: '2026-11-23T11:59:00.000Z',
        },
      ],
    }),
    check('infrastructure', 'container-images', [820, 690], {
      outcome: 'pass',
      summary: 'both images resolve to their digests',
      evidence: release.images.map((image) => ({
        where: image.split('@')[0] ?? image,
        observed: image.split('@')[1] ?? '',
        expected: 'this very digest',
      })),
    }),
  ]);
}
