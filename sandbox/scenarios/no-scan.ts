import type { Scenario } from '../scenario.ts';

export const noScan: Scenario = {
  about: 'Trivy never looked at this commit: no alert is no proof',
  world: { github: { analyses: { Trivy: ['previous'] } } },
  expect: { verdict: 'no-go', outcomes: { 'security-scans': 'fail' } },
};
