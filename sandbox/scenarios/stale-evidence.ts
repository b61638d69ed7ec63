import type { Scenario } from '../scenario.ts';

export const staleEvidence: Scenario = {
  about: 'while people think, a disk fills up: what the gate saw has grown old, so it looks again: NO-GO',
  environment: 'production-attended',
  times: { expiresAfter: '20s', evidenceHolds: '2s' },
  world: {},
  script: [
    { as: 'first-approver', item: 'blocking-issues', decision: 'approve' },
    { world: { metrics: { workerDiskUsedPercent: 93 } } },
    { waitSeconds: 2.5 },
    { as: 'first-approver', item: 'support-briefed', decision: 'approve' },
    { as: 'second-approver', item: 'support-briefed', decision: 'approve' },
  ],
  expect: {
    verdict: 'no-go',
    outcomes: { 'disk-space': 'fail' },
    approvals: { 'blocking-issues': 'approved', 'support-briefed': 'approved' },
  },
};
