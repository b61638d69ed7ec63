import type { CheckId } from '../lib/domain/checklist.ts';
import type { Outcome } from '../lib/domain/outcome.ts';
import type { Verdict } from '../lib/domain/verdict.ts';
import type { WorldChange } from './world/state.ts';

/** A production in a certain state, and what the gate must say of it. */
export interface Scenario {
  /** One line for `npm run sandbox -- --list`. */
  readonly about: string;
  /** How the world differs from the healthy one. */
  readonly world: WorldChange;
  readonly expect: {
    readonly verdict: Verdict;
    /** Every other check passes. */
    readonly outcomes: Readonly<Partial<Record<CheckId, Outcome>>>;
  };
}
