import type { Scenario } from '../scenario.ts';

export const expired: Scenario = {
  about: 'nobody decides in time, which is shortened to seconds: NO-GO',
  environment: 'production-attended',
  times: { expiresAfter: '20s', evidenceHolds: '2s' },
  world: {},
  expect: {
    verdict: 'no-go',
    outcomes: { 'blocking-issues': 'error' },
    approvals: { 'blocking-issues': 'expired', 'support-briefed': 'expired' },
  },
};
