/**
 * The answer, or as soon as the signal aborts the reason instead: for work that does not end with the signal itself.
 * @param reason is asked at the moment of the abort.
 */
export async function orAborted<T>(answer: Promise<T>, signal: AbortSignal, reason: () => Error): Promise<T> {
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(reason());
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
