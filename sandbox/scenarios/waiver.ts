import type { Scenario } from '../scenario.ts';

const reason = 'The backup job is being moved tonight; a snapshot was taken by hand.';

export const waiver: Scenario = {
  about: 'the last backup is 31 hours old, and two people accept it until the day after tomorrow: GO',
  environment: 'production-attended',
  world: { rds: { restorableUntilHoursAgo: 26, snapshot: { ageHours: 31 } } },
  script: [
    { as: 'first-approver', item: 'backup-recency', decision: 'approve', comment: reason, untilDays: 2 },
    {
      as: 'second-approver',
      item: 'backup-recency',
      decision: 'approve',
      comment: 'I saw the snapshot.',
      untilDays: 2,
    },
    { as: 'first-approver', item: 'blocking-issues', decision: 'approve' },
    { as: 'first-approver', item: 'support-briefed', decision: 'approve' },
    { as: 'second-approver', item: 'support-briefed', decision: 'approve' },
  ],
  expect: {
    verdict: 'go',
    // It stays a failure, that somebody answers for.
    outcomes: { 'backup-recency': 'fail' },
    approvals: { 'backup-recency': 'approved', 'blocking-issues': 'approved', 'support-briefed': 'approved' },
  },
};
