import type { GroupFailure } from '../check-result.ts';
import type { Run } from '../gate.ts';
import type { SchemaFinding, WindowResult } from './window.ts';

/**
 * The payload of the window's state machine: who runs, and what each step says is next. All else is in the store, which is the
 * truth; a step reads it there by the run.
 */
export interface WindowPayload {
  readonly run: Run;
  readonly opened: OpenedWindow;
  readonly watch: WatchAnswer;
  /** What CheckSchema saw, or what stands in its place where it could not run. */
  readonly schema: SchemaFinding | { readonly failure: GroupFailure['failure'] };
  readonly decision: RollbackDecision;
  readonly verification: VerificationAnswer;
  readonly closed: { readonly result: WindowResult };
}

/** Why a window does not open because of what was passed to it. */
export const inputRefusals = ['ReleaseRefused', 'NameTooLong', 'NameTaken'] as const;
/** Why it does not open because of how things stand: later it may. */
export const standingRefusals = ['NoGo', 'ReleaseQuarantined', 'RollbackInProgress'] as const;
/** The error of an execution that was refused. */
export type WindowRefusal = (typeof inputRefusals)[number] | (typeof standingRefusals)[number];

/** `refused`: nothing was opened, and the execution fails. `not-opened`: there is nothing to watch, and it succeeds. */
export type OpenedWindow =
  | { readonly next: 'watch'; readonly endsAt: string }
  | { readonly next: 'refused'; readonly error: WindowRefusal; readonly cause: string }
  | { readonly next: 'not-opened'; readonly reason: string };

/** What ends a Watch; without one a minute passed, and it begins anew. `verify`: a verification is due. `look`: something happened, look at once. */
export interface WatchAnswer {
  readonly next: 'trigger' | 'end' | 'superseded' | 'verify' | 'look';
}

/** `back`: roll back. `ask`: wait for people, then decide again. `stay`: no rollback. */
export interface RollbackDecision {
  readonly next: 'back' | 'ask' | 'stay';
  /** The run and the item under which people are asked. */
  readonly ask?: { readonly run: string; readonly item: string };
}

export interface VerificationAnswer {
  readonly next: 'again' | 'verified' | 'failed';
}
