import { rollBackItemOf } from '../../lib/domain/window/asked.ts';
import { approvedByBoth } from '../approved-by-both.ts';
import type { Scenario } from '../scenario.ts';
import { versions } from '../world/shop-function.ts';

const item = rollBackItemOf('error-spikes');

export const sentrySpike: Scenario = {
  about: 'GO, but then Sentry sees errors that were never there before: people decide to go back',
  environment: 'production-attended',
  world: {},
  ...approvedByBoth,
  window: {
    script: [
      {
        world: {
          sentry: {
            issues: [
              {
                title: "TypeError: Cannot read properties of undefined (reading 'price')",
                release: `shop-api@${versions.release}`,
                events: 37,
                minutesAgo: 0,
              },
            ],
          },
        },
      },
      {
        as: 'second-approver',
        item,
        decision: 'approve',
        comment: 'Every basket with a voucher fails. That is a third of them.',
      },
      { untilServes: versions.previous },
    ],
    expect: {
      result: 'rolled-back',
      trigger: { check: 'error-spikes', by: 'approval' },
      checks: { 'error-spikes': 'fail' },
      serves: versions.previous,
      approvals: { [item]: 'approved' },
    },
  },
};
