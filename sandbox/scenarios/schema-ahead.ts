import { schemaItem } from '../../lib/domain/window/asked.ts';
import type { Scenario } from '../scenario.ts';
import { versions } from '../world/shop-function.ts';

export const schemaAhead: Scenario = {
  about:
    'GO, but then requests fail, and the version before does not know the newest migration: people decide to go back',
  environment: 'production-attended',
  world: {},
  script: [
    { as: 'first-approver', item: 'blocking-issues', decision: 'approve' },
    { as: 'first-approver', item: 'support-briefed', decision: 'approve' },
    { as: 'second-approver', item: 'support-briefed', decision: 'approve' },
  ],
  expect: {
    verdict: 'go',
    outcomes: {},
    approvals: { 'blocking-issues': 'approved', 'support-briefed': 'approved' },
  },
  window: {
    // The deployment has migrated the database.
    before: [{ world: { databases: { production: { migration: { version: 42 } } } } }],
    script: [
      { alarms: ['error-rate-critical'], become: 'ALARM' },
      {
        as: 'first-approver',
        item: schemaItem,
        decision: 'approve',
        comment: 'Migration 42 only adds a column, which the old version does not read.',
      },
      { untilServes: versions.previous },
      { alarms: ['error-rate-critical'], become: 'OK' },
    ],
    expect: {
      result: 'rolled-back',
      trigger: { criterion: 'error-rate-critical', by: 'notification' },
      serves: versions.previous,
      approvals: { [schemaItem]: 'approved' },
    },
  },
};
