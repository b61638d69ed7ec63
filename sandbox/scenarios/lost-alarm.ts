import type { Scenario } from '../scenario.ts';
import { versions } from '../world/shop-function.ts';

export const lostAlarm: Scenario = {
  about: 'GO, but then an alarm turns red, and its notification is lost: the next look finds it, and rolls back',
  world: {},
  expect: { verdict: 'go', outcomes: {} },
  window: {
    before: [{ deliver: false }],
    script: [
      { alarms: ['error-rate-high'], become: 'ALARM' },
      { untilServes: versions.previous },
      { alarms: ['error-rate-high'], become: 'OK' },
    ],
    expect: {
      result: 'rolled-back',
      trigger: { criterion: 'error-rate-high', by: 'look' },
      serves: versions.previous,
    },
  },
};
