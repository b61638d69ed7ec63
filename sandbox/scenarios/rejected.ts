import type { Scenario } from '../scenario.ts';

export const rejected: Scenario = {
  about: 'one approver says no: NO-GO, and the other item stays decidable',
  environment: 'production-attended',
  world: {},
  script: [
    {
      as: 'second-approver',
      item: 'blocking-issues',
      decision: 'reject',
      comment: 'Guests lose their cart since Tuesday (#131).',
    },
    { as: 'first-approver', item: 'support-briefed', decision: 'approve' },
    { as: 'second-approver', item: 'support-briefed', decision: 'approve' },
  ],
  expect: {
    verdict: 'no-go',
    outcomes: { 'blocking-issues': 'fail' },
    approvals: { 'blocking-issues': 'rejected', 'support-briefed': 'approved' },
  },
};
