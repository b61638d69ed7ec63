import { expect, it } from 'vitest';
import type { StrategySettings } from '../../lib/config/window-settings.ts';
import { createStrategy } from '../../lib/rollback/create-strategy.ts';

const all: readonly StrategySettings[] = [
  { kind: 'lambda-alias', function: 'shop-api', alias: 'live' },
  { kind: 'ecs-service', cluster: 'main', service: 'shop', taskRoles: [] },
  { kind: 'codedeploy', application: 'shop', deploymentGroup: 'blue-green' },
  { kind: 'github-workflow', workflow: 'rollback.yml', ref: 'main', sources: { trustedAuthorities: [] } },
  { kind: 'state-machine', arn: 'arn:aws:states:eu-central-1:111122223333:stateMachine:go-back' },
  { kind: 'none' },
];

it.each(all)('makes the strategy $kind of its settings, and asks nobody yet', (settings) => {
  expect(createStrategy(settings).kind).toBe(settings.kind);
});
