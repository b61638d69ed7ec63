import type { WatchedCheck, WatchedCriterion } from './window.ts';

/** One thing that speaks against the deployment: an alarm that turned red, a check that failed, or a criterion whose probes did. */
export interface Red {
  readonly watched: WatchedCriterion | WatchedCheck;
  /** The alarm; absent where a verification saw it. */
  readonly alarm?: string;
  /** Since when the alarm is red, or when the verification had seen it; ISO 8601. */
  readonly since: string;
  readonly reason: string;
  /** Whether an alarm is red at this moment; else its notification told so, and it may have gone back since. */
  readonly isSeen: boolean;
}
