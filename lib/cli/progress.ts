import type { ExpectedGroup } from '../domain/gate.ts';
import type { Outcome } from '../domain/outcome.ts';
import { liveProgress } from './live-progress.ts';
import type { Io } from './output.ts';
import { plainProgress } from './plain-progress.ts';

/** As much of a check's result as progress shows. */
export interface EndedCheck {
  readonly id: string;
  readonly outcome: Outcome;
  readonly summary: string;
  readonly durationMs?: number | undefined;
}

/** What a person has not decided yet. */
export interface WaitingItem {
  readonly id: string;
  readonly title: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

export interface Progress {
  /** A check has its outcome; looked at once more, it has another. */
  ended(result: EndedCheck): void;
  /** These checks are looked at once more. */
  again(ids: readonly string[]): void;
  /** What waits for people from now on; nothing, once it is decided. */
  waiting(items: readonly WaitingItem[]): void;
  /** Lines that stay: an address to open, a command to copy. */
  say(lines: readonly string[]): void;
  /** What is going on beside the checks: `writing the report`. */
  now(activity: string): void;
  /** No more progress; what follows is the result. */
  close(): void;
}

export interface ProgressInput {
  /** `check of shop-api for production` */
  readonly title: string;
  readonly expected: readonly ExpectedGroup[];
  /** Milliseconds since the command began. */
  readonly elapsed: () => number;
}

/** Draws again in place where a person looks at a terminal; elsewhere writes a line for each check. */
export function showProgress(io: Io, input: ProgressInput): Progress {
  // The result repeats every line, so the live ones go where it is shown on the same terminal.
  return io.err.live
    ? liveProgress(io.err, { ...input, clock: io.clock, erase: io.out.live })
    : plainProgress(io.err, input);
}
