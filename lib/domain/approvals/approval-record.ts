import type { Run } from '../gate.ts';
import type { Fingerprint, Release } from '../release.ts';
import type { DecidedGroup } from '../verdict.ts';
import type { ApprovalItem, Excluded, ItemState } from './approval.ts';

/** A run that people are asked about, as the store keeps it for the console. */
export interface AskedRun {
  readonly run: Run;
  readonly service: string;
  readonly environment: string;
  readonly release: Release;
  readonly fingerprint: Fingerprint;
  readonly openedAt: string;
  /** Asked by a rollback window, which waits in rounds: that one of its tasks has ended does not mean that it is too late. */
  readonly window?: true;
  /** Present once the run's execution needs no more decisions. */
  readonly closedAt?: string;
}

/** An item as the store keeps it, with what is needed to decide on it. Never with its task token. */
export interface ItemRecord extends ApprovalItem, ItemState {
  readonly run: string;
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly commit: string;
  readonly excluded: readonly Excluded[];
  /** Why nobody could be asked who wrote the release; only where the configuration says so. */
  readonly authorsOff?: string;
  /** Grows with each change: a change is written only over the revision that it was made from. */
  readonly revision: number;
}

/** A run with all that the console shows of it. */
export interface AskedRunDetails extends AskedRun {
  /** What the checks found. */
  readonly groups: readonly DecidedGroup[];
  readonly items: readonly ItemRecord[];
}
