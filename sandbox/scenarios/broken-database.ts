import type { Scenario } from '../scenario.ts';

export const brokenDatabase: Scenario = {
  about: 'staging stopped half way through the migration, the last backup is 31 hours old, statistics are missing',
  world: {
    databases: {
      staging: { migration: { version: 42, dirty: true } },
      production: { neverAnalyzed: ['carts'] },
    },
    rds: { restorableUntilHoursAgo: 26, snapshot: { ageHours: 31 } },
  },
  expect: {
    verdict: 'no-go',
    outcomes: { 'staging-migrations': 'fail', 'backup-recency': 'fail', 'database-statistics': 'fail' },
  },
};
