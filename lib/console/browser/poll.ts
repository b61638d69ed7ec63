/** Looks again and again: every 2 s while somebody looks at the page, rarely while nobody does or nothing can change. */

const soonMs = 2000;
const rarelyMs = 30_000;

export interface Polling {
  /** Looks at once. */
  now(): void;
  stop(): void;
}

/**
 * @param look never two at a time; says how soon something may have changed.
 * A look that rejects is repeated after 2, 4, 8… s, 30 at most.
 */
export function poll(look: () => Promise<'soon' | 'rarely'>, onTrouble: (cause: unknown) => void): Polling {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLooking = false;
  let isStopped = false;
  let failures = 0;

  async function again(): Promise<void> {
    if (isLooking || isStopped) return;
    isLooking = true;
    clearTimeout(timer);
    let next = rarelyMs;
    try {
      if ((await look()) === 'soon' && !document.hidden) next = soonMs;
      failures = 0;
    } catch (cause) {
      next = Math.min(soonMs * 2 ** failures, rarelyMs);
      failures += 1;
      if (!isStopped) onTrouble(cause);
    }
    isLooking = false;
    if (!isStopped) timer = setTimeout(() => void again(), next);
  }
  const onVisible = (): void => {
    if (!document.hidden) void again();
  };
  document.addEventListener('visibilitychange', onVisible);
  void again();
  return {
    now: () => void again(),
    stop() {
      isStopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    },
  };
}
