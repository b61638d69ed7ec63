import type { Scenario } from '../scenario.ts';

export const healthy: Scenario = {
  about: 'everything is as it should be: GO',
  world: {},
  expect: { verdict: 'go', outcomes: {} },
};
