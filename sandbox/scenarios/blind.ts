import type { Scenario } from '../scenario.ts';
import { versions } from '../world/shop-function.ts';

export const blind: Scenario = {
  about: 'GO; then somebody deletes an alarm: nothing is rolled back, but nobody can say that all is well',
  world: {},
  expect: { verdict: 'go', outcomes: {} },
  window: {
    script: [{ deleteAlarm: 'error-rate-high' }],
    expect: { result: 'inconclusive', serves: versions.release },
  },
};
