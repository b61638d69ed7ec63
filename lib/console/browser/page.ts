import type { You } from '../api.ts';

/** What is shown below the console's address: the list, or a run. */
export interface Page {
  /** Asks the API and shows what it answers; rejects with an ApiError. */
  look(): Promise<{ readonly you: You; readonly next: 'soon' | 'rarely' }>;
}

export interface PageContext {
  readonly main: HTMLElement;
  readonly base: string;
  readonly signIn: () => void;
  /** Looks again now. */
  readonly lookNow: () => void;
}
