import type { ApprovalStore } from '../../../lib/stores/approval-store.ts';
import type { WaitingTasks } from '../../../lib/stores/waiting-task.ts';

/** What goes wrong with one call of a request: it is never sent, its answer is lost, or it is sent twice, as an SDK does. */
export interface Fault {
  readonly call: number;
  readonly kind: 'not sent' | 'answer lost' | 'sent twice';
}

/** A process that crashed, or a call that timed out. */
class Lost extends Error {}

/** undefined where whoever asked never heard of it again. */
export async function orLost<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Lost) return undefined;
    throw error;
  }
}

interface Services {
  readonly store: ApprovalStore;
  readonly tasks: WaitingTasks;
}

/** What one request sees of store and tasks: one of its calls goes wrong. */
export function faulty({ store, tasks }: Services, fault: Fault | undefined): Services {
  let calls = 0;
  async function through<T>(call: () => Promise<T>): Promise<T> {
    const isIt = fault?.call === calls;
    calls += 1;
    if (!isIt) return call();
    if (fault.kind === 'not sent') throw new Lost();
    const answer = await call();
    if (fault.kind === 'answer lost') throw new Lost();
    return call().then((second) => second ?? answer);
  }
  return {
    store: {
      ...store,
      item: (...given) => through(() => store.item(...given)),
      replace: (...given) => through(() => store.replace(...given)),
      token: (...given) => through(() => store.token(...given)),
      saveToken: (...given) => through(() => store.saveToken(...given)),
      close: (...given) => through(() => store.close(...given)),
    },
    tasks: { ...tasks, complete: (...given) => through(() => tasks.complete(...given)) },
  };
}
