import type { Scenario } from '../scenario.ts';
import { versions } from '../world/shop-function.ts';

export const loginBroken: Scenario = {
  about: 'GO, but then nobody can sign in, which no alarm sees: looked at again, and rolled back',
  world: { shop: { defects: { [versions.release]: 'login-fails' } } },
  expect: { verdict: 'go', outcomes: {} },
  window: {
    script: [{ untilServes: versions.previous }],
    expect: {
      result: 'rolled-back',
      trigger: { check: 'user-login', by: 'look' },
      checks: { 'user-login': 'fail' },
      serves: versions.previous,
    },
  },
};
