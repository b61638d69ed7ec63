import type { Scenario } from './scenario.ts';

/** The gate of `production-attended` says go: both approvers approve all that it asks. */
export const approvedByBoth = {
  script: [
    { as: 'first-approver', item: 'blocking-issues', decision: 'approve' },
    { as: 'first-approver', item: 'support-briefed', decision: 'approve' },
    { as: 'second-approver', item: 'support-briefed', decision: 'approve' },
  ],
  expect: {
    verdict: 'go',
    outcomes: {},
    approvals: { 'blocking-issues': 'approved', 'support-briefed': 'approved' },
  },
} as const satisfies Pick<Scenario, 'script' | 'expect'>;
