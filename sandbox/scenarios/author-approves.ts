import type { Scenario } from '../scenario.ts';

export const authorApproves: Scenario = {
  about: 'the author of the release may not approve it; others may',
  environment: 'production-attended',
  world: {},
  script: [
    { as: 'author', item: 'blocking-issues', decision: 'approve', refused: /asked for this release/ },
    { as: 'author', item: 'support-briefed', decision: 'approve', refused: /asked for this release/ },
    { as: 'first-approver', item: 'blocking-issues', decision: 'approve' },
    { as: 'first-approver', item: 'support-briefed', decision: 'approve' },
    { as: 'second-approver', item: 'support-briefed', decision: 'approve' },
  ],
  expect: {
    verdict: 'go',
    outcomes: {},
    approvals: { 'blocking-issues': 'approved', 'support-briefed': 'approved' },
  },
};
