/** Says on the terminal what is going on, and how long each phase took. */
export interface Stopwatch {
  /** Runs a phase; phases may run side by side. */
  time<T>(phase: string, about: string, run: () => Promise<T>): Promise<T>;
  /** Seconds of each phase so far, and `total`. */
  seconds(): Record<string, number>;
}

export function stopwatch(write: (line: string) => void): Stopwatch {
  const started = performance.now();
  const seconds: Record<string, number> = {};
  const since = (from: number): number => Math.round((performance.now() - from) / 10) / 100;
  const say = (line: string): void => write(`${since(started).toFixed(1).padStart(6)} s  ${line}\n`);
  return {
    async time(phase, about, run) {
      const from = performance.now();
      const result = await run();
      seconds[phase] = since(from);
      say(`${about} (${seconds[phase].toFixed(1)} s)`);
      return result;
    },
    seconds: () => ({ ...seconds, total: since(started) }),
  };
}
