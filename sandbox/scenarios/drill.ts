import type { Scenario } from '../scenario.ts';
import { versions } from '../world/shop-function.ts';

export const drill: Scenario = {
  about: "on staging, a rollback is provoked to see that it works, and recorded for production's gate",
  environment: 'staging',
  world: {},
  expect: { verdict: 'go', outcomes: {} },
  window: {
    drill: true,
    // Nothing is wrong: CloudWatch makes an alarm that was set to red OK again at the end of the minute.
    script: [{ untilServes: versions.previous }],
    expect: {
      result: 'rolled-back',
      trigger: { criterion: 'error-rate-critical', by: 'notification' },
      rehearsals: { 'rollback-rehearsal': 'ok' },
      serves: versions.previous,
    },
  },
};
