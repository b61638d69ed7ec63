/**
 * Follows something until it ends, or until somebody interrupts (Ctrl-C), which ends the following alone. From its call on
 * an interruption is told in words; so call it before a word is said.
 * @param what is followed: `the gate`.
 * @param lost what to throw; `why` is the beginning of its sentence.
 */
export async function untilInterrupted<T>(
  what: string,
  follow: (signal: AbortSignal) => Promise<T>,
  lost: (why: string, cause: unknown) => Error,
): Promise<T> {
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await follow(interrupt.signal);
  } catch (cause) {
    const why = interrupt.signal.aborted ? 'stopped following' : `lost sight of ${what}: ${(cause as Error).message}`;
    throw lost(why, cause);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
