import type { StrategySettings } from '../config/window-settings.ts';
import { type StrategyFactory, strategies } from './strategies.ts';
import type { RollbackStrategy } from './strategy.ts';

/**
 * The strategy that the configuration chooses. Asks nobody anything yet.
 * @throws Error in a bundle that was made for another one.
 */
export function createStrategy(settings: StrategySettings): RollbackStrategy {
  const strategy: StrategyFactory<StrategySettings> | undefined = strategies[settings.kind];
  if (strategy === undefined) {
    const bundled = Object.keys(strategies).join(', ');
    throw new Error(
      `the code of this function is bundled for ${bundled}, not for ${settings.kind}; deploy the one for ${settings.kind}`,
    );
  }
  return strategy.create(settings);
}
