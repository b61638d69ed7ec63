import type { Scenario } from '../scenario.ts';
import { versions } from '../world/shop-function.ts';

export const lostAlarm: Scenario = {
  about: 'GO, but then an alarm turns red, and its notification is lost: the next look finds it, and rolls back',
  world: {},
  expect: { verdict: 'go', outcomes: {} },
  window: {
    before: [{ deliver: false }],
    // Too few for error-rate-critical.
    script: [{ traffic: { errorPercent: 3 } }, { untilServes: versions.previous }],
    expect: {
      result: 'rolled-back',
      trigger: { criterion: 'error-rate-high', by: 'look' },
      serves: versions.previous,
    },
  },
};
