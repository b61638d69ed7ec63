import type { Scenario } from '../scenario.ts';
import { versions } from '../world/shop-function.ts';

export const redAtOpen: Scenario = {
  about:
    'GO; an alarm is red before the window opens, which only tells people; it recovers and turns red again: rolled back',
  world: {},
  expect: { verdict: 'go', outcomes: {} },
  window: {
    // So long before, since the emulator tells its alarms' times in whole seconds.
    before: [{ alarms: ['db-pool-exhausted'], become: 'ALARM' }, { waitSeconds: 2.2 }],
    script: [
      { untilAlarms: ['db-pool-exhausted'], are: 'OK' },
      { traffic: { databaseConnections: 196 } },
      { untilServes: versions.previous },
    ],
    expect: {
      result: 'rolled-back',
      trigger: { criterion: 'db-pool-exhausted', by: 'notification' },
      serves: versions.previous,
    },
  },
};
