import type { Scenario } from '../scenario.ts';
import { versions } from '../world/shop-function.ts';

/** Its alarm was made of the hour before when the window opened, and bears its run in its name. */
export const slowRelease: Scenario = {
  about: 'GO, but then answers take twice as long as in the hour before: rolled back',
  world: {},
  expect: { verdict: 'go', outcomes: {} },
  window: {
    script: [{ traffic: { p95Ms: 480 } }, { untilServes: versions.previous }],
    expect: {
      result: 'rolled-back',
      trigger: { criterion: 'response-time', by: 'notification' },
      serves: versions.previous,
    },
  },
};
