import type { Scenario } from '../scenario.ts';

export const manualItems: Scenario = {
  about: 'two items that no machine can decide: one person judges the one, two the other',
  environment: 'production-attended',
  world: {},
  script: [
    { as: 'first-approver', item: 'blocking-issues', decision: 'approve', comment: 'Nothing that keeps it back.' },
    { as: 'first-approver', item: 'support-briefed', decision: 'approve' },
    { as: 'second-approver', item: 'support-briefed', decision: 'approve', comment: 'Read with the evening shift.' },
  ],
  expect: {
    verdict: 'go',
    outcomes: {},
    approvals: { 'blocking-issues': 'approved', 'support-briefed': 'approved' },
  },
};
