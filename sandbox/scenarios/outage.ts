import type { Scenario } from '../scenario.ts';
import { versions } from '../world/shop-function.ts';

export const outage: Scenario = {
  about: 'GO, but then no request comes any more: rolled back',
  world: {},
  expect: { verdict: 'go', outcomes: {} },
  window: {
    script: [{ traffic: { requestsPerMinute: 0 } }, { untilServes: versions.previous }],
    expect: {
      result: 'rolled-back',
      trigger: { criterion: 'service-outage', by: 'notification' },
      serves: versions.previous,
    },
  },
};
