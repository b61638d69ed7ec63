import type { Scenario } from '../scenario.ts';

export const redCi: Scenario = {
  about: 'the tests passed, but failed when they were run again; the build is not finished',
  world: { github: { checks: { test: ['success', 'failure'], build: ['in_progress'] } } },
  expect: { verdict: 'no-go', outcomes: { 'ci-checks': 'fail' } },
};
