import type { ItemStatus, VoteChoice } from '../lib/domain/approvals/approval.ts';
import type { CheckId } from '../lib/domain/checklist.ts';
import type { Outcome } from '../lib/domain/outcome.ts';
import type { Verdict } from '../lib/domain/verdict.ts';
import type { SandboxTimes } from './addresses.ts';
import type { WorldChange } from './world/state.ts';
import type { UserName } from './world/users.ts';

/** Which environment of `preflight.config.ts` is deployed: in the attended one people are asked. */
export type SandboxEnvironment = 'production' | 'production-attended';

/** What somebody does while the run waits for people. */
export type ScriptStep = Decide | { readonly waitSeconds: number } | { readonly world: WorldChange };

export interface Decide {
  readonly as: UserName;
  /** The item's id. */
  readonly item: string;
  readonly decision: VoteChoice;
  readonly comment?: string;
  /** Of a waiver: how many days from today it holds; for its own run alone where there is none. */
  readonly untilDays?: number;
  /** Whether the gate refuses it, and in these words. */
  readonly refused?: RegExp;
}

/** A production in a certain state, and what the gate must say of it. */
export interface Scenario {
  /** One line for `npm run sandbox -- --list`. */
  readonly about: string;
  /** @default - production */
  readonly environment?: SandboxEnvironment;
  /** How long the gate waits. @default - the usual times */
  readonly times?: SandboxTimes;
  /** How the world differs from the healthy one. */
  readonly world: WorldChange;
  /** What its people do once the run waits for them. @default - nothing */
  readonly script?: readonly ScriptStep[];
  readonly expect: {
    readonly verdict: Verdict;
    /** Every other check passes. */
    readonly outcomes: Readonly<Partial<Record<CheckId, Outcome>>>;
    /** Every item that people are asked about. @default - nobody is asked */
    readonly approvals?: Readonly<Record<string, ItemStatus>>;
  };
}
