/** What the process's exit code says. A source that fails is an `error` outcome, so a no-go, so 1. */
export const exitCodes = {
  go: 0,
  noGo: 1,
  /** Wrong usage, configuration or release: nothing was started. */
  refused: 2,
  /** The gate itself could not run, or could not be followed to its end. */
  notRun: 3,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
