import { shortTimes } from '../addresses.ts';
import type { Scenario } from '../scenario.ts';
import { versions } from '../world/shop-function.ts';

export const superseded: Scenario = {
  about: 'GO; the pipeline deploys once more and opens another window, which takes over from the first',
  times: { window: { ...shortTimes.window, lasts: '15s' } },
  world: {},
  expect: { verdict: 'go', outcomes: {} },
  window: {
    script: [{ openAnother: true }],
    expect: { result: 'superseded', serves: versions.release },
  },
};
