import type { Scenario } from '../scenario.ts';
import { versions } from '../world/shop-function.ts';

const both = ['error-rate-critical', 'error-rate-high'] as const;

export const duplicateAlarms: Scenario = {
  about: 'GO, but then two alarms turn red at once, and each tells it twice: rolled back, once',
  world: {},
  expect: { verdict: 'go', outcomes: {} },
  window: {
    script: [
      { alarms: both, become: 'ALARM' },
      { tellAgain: both },
      { untilServes: versions.previous },
      { tellAgain: both },
      { alarms: both, become: 'OK' },
    ],
    // Which of the two was first, nobody knows.
    expect: { result: 'rolled-back', trigger: { by: 'notification' }, serves: versions.previous },
  },
};
