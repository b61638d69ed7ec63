import type { Scenario } from '../scenario.ts';
import { versions } from '../world/shop-function.ts';

export const rollbackFails: Scenario = {
  about:
    'GO, but then somebody deploys a third version before requests fail: nothing goes back over it, and people are called',
  world: {},
  expect: { verdict: 'go', outcomes: {} },
  window: {
    script: [{ deploy: versions.next }, { traffic: { errorPercent: 10 } }],
    expect: {
      result: 'rollback-failed',
      trigger: { criterion: 'error-rate-critical', by: 'notification' },
      serves: versions.next,
    },
  },
};
