import type { ItemStatus, VoteChoice } from '../lib/domain/approvals/approval.ts';
import type { CheckId, PostDeployCheckId } from '../lib/domain/checklist.ts';
import type { Outcome } from '../lib/domain/outcome.ts';
import type { Rehearsal, RehearsalStep } from '../lib/domain/rehearsal.ts';
import type { Verdict } from '../lib/domain/verdict.ts';
import type { AlarmState } from '../lib/domain/window/alarm.ts';
import type { CriterionId } from '../lib/domain/window/criterion.ts';
import type { TriggerSource, WindowResult } from '../lib/domain/window/window.ts';
import type { SandboxTimes } from './addresses.ts';
import type { WorldChange } from './world/state.ts';
import type { TrafficState } from './world/traffic.ts';
import type { UserName } from './world/users.ts';

/** Which environment of `preflight.config.ts` is deployed: in the attended one people are asked; staging rehearses what production goes through. */
export type SandboxEnvironment = 'production' | 'production-attended' | 'staging';

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
  /** How long the gate waits, and how long a window lasts. @default - the sandbox's usual ones */
  readonly times?: Partial<SandboxTimes>;
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
  /** What happens after a GO, once the shop is deployed. @default - nothing: its rollback window ends healthy */
  readonly window?: WindowScenario;
}

/** What happens around a rollback window, and how it must end. */
export interface WindowScenario {
  /** Whether its rollback is provoked as soon as it is open, to see that it works. @default - not */
  readonly drill?: true;
  /** After the deployment, before the window opens. */
  readonly before?: readonly WindowStep[];
  /** Once it is open. */
  readonly script: readonly WindowStep[];
  readonly expect: {
    readonly result: WindowResult;
    /** @default - nothing triggers */
    readonly trigger?: ExpectedTrigger;
    /** What the last verification sees of a check of the group `post-deploy`; every other check passes. */
    readonly checks?: Readonly<Partial<Record<PostDeployCheckId, Outcome>>>;
    /** What the window records of the release, for the gate of the environment that is rehearsed. @default - nothing */
    readonly rehearsals?: Readonly<Partial<Record<RehearsalStep, Rehearsal['status']>>>;
    /** The version of the shop that serves in the end. */
    readonly serves: string;
    /** Every item that people are asked about. @default - nobody is asked */
    readonly approvals?: Readonly<Record<string, ItemStatus>>;
  };
}

/** Of an alarm, of a check that a verification saw failing, or of a person. Where no criterion is named, any is right. */
export interface ExpectedTrigger {
  readonly criterion?: CriterionId;
  readonly check?: PostDeployCheckId;
  readonly by: TriggerSource;
}

export type WindowStep =
  | Decide
  | { readonly waitSeconds: number }
  | { readonly world: WorldChange }
  /** How the traffic of every minute differs from the usual, while what serves now serves, or whatever serves; `{}` is as usual. */
  | { readonly traffic: Partial<TrafficState>; readonly whateverServes?: true }
  /** The alarms of these criteria change by hand, all at once, until they are evaluated at the end of a minute. */
  | { readonly alarms: readonly CriterionId[]; readonly become: AlarmState }
  /** Until every alarm of these criteria is in this state. */
  | { readonly untilAlarms: readonly CriterionId[]; readonly are: AlarmState }
  /** SNS delivers their last notification once more. */
  | { readonly tellAgain: readonly CriterionId[] }
  /** Somebody deletes a criterion's alarm. */
  | { readonly deleteAlarm: CriterionId }
  /** Whether notifications of alarms arrive. */
  | { readonly deliver: boolean }
  /** A version of the shop is deployed. */
  | { readonly deploy: string }
  /** Somebody opens another window for the same release. */
  | { readonly openAnother: true }
  | { readonly untilServes: string };
