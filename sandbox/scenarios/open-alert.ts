import type { Scenario } from '../scenario.ts';

export const openAlert: Scenario = {
  about: 'CodeQL found a way to inject SQL; another such alert was dismissed with a reason, and does not count',
  world: {
    github: {
      alerts: { 31: { tool: 'CodeQL', rule: 'go/sql-injection', severity: 'high', state: 'open' } },
    },
  },
  expect: { verdict: 'no-go', outcomes: { 'security-scans': 'fail' } },
};
