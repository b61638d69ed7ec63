import type { Scenario } from '../scenario.ts';
import { versions } from '../world/shop-function.ts';

export const mobileRefused: Scenario = {
  about: 'GO, but then the apps that people have are told to update to one that is not out: rolled back',
  world: { shop: { defects: { [versions.release]: 'apps-refused' } } },
  expect: { verdict: 'go', outcomes: {} },
  window: {
    script: [{ untilServes: versions.previous }],
    expect: {
      result: 'rolled-back',
      trigger: { check: 'mobile-connectivity', by: 'look' },
      checks: { 'mobile-connectivity': 'fail' },
      serves: versions.previous,
    },
  },
};
