import type { StrategyKind, StrategySettings } from '../config/window-settings.ts';
import { codedeploy } from './codedeploy.ts';
import { ecsService } from './ecs-service.ts';
import { githubWorkflow } from './github-workflow.ts';
import { lambdaAlias } from './lambda-alias.ts';
import { none } from './none.ts';
import { stateMachine } from './state-machine.ts';
import type { RollbackStrategy } from './strategy.ts';

export interface StrategyFactory<Settings extends StrategySettings> {
  /** Asks nobody anything yet. */
  create(settings: Settings): RollbackStrategy;
}

type Strategies = {
  readonly [Kind in StrategyKind]: StrategyFactory<Extract<StrategySettings, { readonly kind: Kind }>>;
};

/** Every strategy, or this does not compile. */
const all: Strategies = {
  'lambda-alias': { create: lambdaAlias },
  'ecs-service': { create: ecsService },
  codedeploy: { create: codedeploy },
  'github-workflow': { create: githubWorkflow },
  'state-machine': { create: stateMachine },
  none: { create: none },
};

/** A function's bundle has one of them alone: scripts/one-strategy.ts puts it in the place of this file. */
export const strategies: Partial<Strategies> = all;
