import type { Scenario } from '../scenario.ts';
import { versions } from '../world/shop-function.ts';

/** Both take two bad minutes of three. */
const both = ['error-rate-critical', 'db-pool-exhausted'] as const;

export const duplicateAlarms: Scenario = {
  about: 'GO, but then two alarms turn red at once, and each tells it twice: rolled back, once',
  world: {},
  expect: { verdict: 'go', outcomes: {} },
  window: {
    script: [
      { traffic: { errorPercent: 10, databaseConnections: 196 } },
      { untilAlarms: both, are: 'ALARM' },
      { tellAgain: both },
      { untilServes: versions.previous },
      { tellAgain: both },
    ],
    // Which of the two was first, nobody knows.
    expect: { result: 'rolled-back', trigger: { by: 'notification' }, serves: versions.previous },
  },
};
