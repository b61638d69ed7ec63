import { schemaItem } from '../../lib/domain/window/asked.ts';
import { approvedByBoth } from '../approved-by-both.ts';
import type { Scenario } from '../scenario.ts';
import { versions } from '../world/shop-function.ts';

export const schemaAhead: Scenario = {
  about:
    'GO, but then requests fail, and the version before does not know the newest migration: people decide to go back',
  environment: 'production-attended',
  world: {},
  ...approvedByBoth,
  window: {
    // The deployment has migrated the database.
    before: [{ world: { databases: { production: { migration: { version: 42 } } } } }],
    script: [
      { traffic: { errorPercent: 10 } },
      {
        as: 'first-approver',
        item: schemaItem,
        decision: 'approve',
        comment: 'Migration 42 only adds a column, which the old version does not read.',
      },
      { untilServes: versions.previous },
    ],
    expect: {
      result: 'rolled-back',
      trigger: { criterion: 'error-rate-critical', by: 'notification' },
      serves: versions.previous,
      approvals: { [schemaItem]: 'approved' },
    },
  },
};
