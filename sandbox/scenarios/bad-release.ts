import type { Scenario } from '../scenario.ts';
import { versions } from '../world/shop-function.ts';

export const badRelease: Scenario = {
  about: 'GO, but then every tenth request fails: rolled back',
  world: {},
  expect: { verdict: 'go', outcomes: {} },
  window: {
    script: [{ traffic: { errorPercent: 10 } }, { untilServes: versions.previous }],
    expect: {
      result: 'rolled-back',
      trigger: { criterion: 'error-rate-critical', by: 'notification' },
      serves: versions.previous,
    },
  },
};
