import type { Release } from '../domain/release.ts';
import type { NoTarget, RollbackTarget, Trigger } from '../domain/window/window.ts';

/** The deployment that is to be taken back. */
export interface Deployment {
  /** The window's run: what is done twice for the same run is done once. */
  readonly run: string;
  readonly release: Release;
  /** Why it is taken back; absent while nothing is. */
  readonly trigger?: Trigger;
  /** An attempt before this one may have begun already, and its answer was lost. */
  readonly again?: true;
}

/** What an earlier window remembered of a commit: `details` of `serving`. */
export type Remembered = Readonly<Record<string, string>>;

/** `going`: ask again. `failed`: it will not come to it, and why. */
export interface Progress {
  readonly status: 'done' | 'going' | 'failed';
  /** In words, for people. */
  readonly detail: string;
  /** What `progress` needs; kept from one call to the next. */
  readonly handle?: Readonly<Record<string, string>>;
}

/** One way to go back. Every method may be called again for the same deployment, and then changes nothing more. */
export interface RollbackStrategy {
  readonly kind: string;
  /**
   * Looks, when the window opens, for what a rollback would go back to. Changes nothing.
   * @param remembered what an earlier window remembered of the previous release's commit.
   * @returns NoTarget where there is none, or it is the release itself.
   * @throws SourceError when that could not be looked at.
   */
  findTarget(
    deployment: Deployment,
    remembered: Remembered | undefined,
    signal: AbortSignal,
  ): Promise<RollbackTarget | NoTarget>;
  /** What serves now, to be remembered under the release's commit; undefined where the strategy knows of nothing to remember. */
  serving(signal: AbortSignal): Promise<Remembered | undefined>;
  /** Goes back, or begins to. @throws SourceError when it is not known whether it did: then it is called again. */
  rollBack(target: RollbackTarget, deployment: Deployment, signal: AbortSignal): Promise<Progress>;
  /** How far that has come; `done` only once the old version serves. @throws SourceError when that could not be looked at. */
  progress(
    target: RollbackTarget,
    deployment: Deployment,
    handle: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Progress>;
}
