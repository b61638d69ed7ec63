import type { WaitingTasks } from '../../lib/stores/waiting-task.ts';

/** The tasks of an execution in a test, by their tokens. */
export interface MemoryWaitingTasks extends WaitingTasks {
  /** What let the execution move on. */
  readonly completed: readonly { readonly token: string; readonly output: unknown }[];
  /** A task begins to wait. @returns once it waits no more: it was completed, or ended in another way. */
  wait(token: string): Promise<'moved on' | 'closed'>;
  /** Ends every task that waits, and the execution with them. */
  closeAll(): void;
}

/** @param network what each call waits for, once before it acts and once after; without it nothing waits. */
export function memoryWaitingTasks(network?: (call: string) => Promise<void>): MemoryWaitingTasks {
  const waiting = new Map<string, (answer: 'moved on' | 'closed') => void>();
  const completed: { token: string; output: unknown }[] = [];
  let isOver = false;
  function end(token: string, answer: 'moved on' | 'closed'): boolean {
    waiting.get(token)?.(answer);
    return waiting.delete(token);
  }
  return {
    completed,
    wait(token) {
      const { promise, resolve } = Promise.withResolvers<'moved on' | 'closed'>();
      waiting.set(token, resolve);
      return promise;
    },
    async hasEnded() {
      return isOver;
    },
    closeAll() {
      isOver = true;
      for (const token of waiting.keys()) end(token, 'closed');
    },
    async complete(token, output) {
      await network?.('complete');
      const moved = end(token, 'moved on');
      if (moved) completed.push({ token, output });
      await network?.('complete, answered');
      return moved ? 'moved on' : 'closed';
    },
  };
}
