import type { StrategyKind } from '../config/window-settings.ts';

/** Functions that use the strategy: each has a bundle for each strategy, with that one alone in it. */
const strategyFunctions = ['open-window', 'roll-back', 'verify-rollback'] as const;
export type StrategyFunction = (typeof strategyFunctions)[number];

export function isStrategyFunction(name: string): name is StrategyFunction {
  return (strategyFunctions as readonly string[]).includes(name);
}

/** The name of its bundle: `open-window-lambda-alias`. */
export function strategyBundle(name: StrategyFunction, kind: StrategyKind): string {
  return `${name}-${kind}`;
}
