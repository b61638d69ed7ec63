import { SourceError } from '../../lib/domain/source-error.ts';
import type { Notice, Notices } from '../../lib/sources/notices.ts';

/** Who is told, in a test. */
export interface MemoryNotices extends Notices {
  readonly told: readonly Notice[];
  /** From now on nobody can be told. */
  fail(): void;
}

/** @param network what each call waits for, once before it acts and once after; without it nothing waits. */
export function memoryNotices(network?: (call: string) => Promise<void>): MemoryNotices {
  const told: Notice[] = [];
  let fails = false;
  return {
    told,
    fail: () => {
      fails = true;
    },
    async tell(notice) {
      await network?.('tell');
      if (fails) throw new SourceError('the topic did not take the message');
      told.push(notice);
      await network?.('tell, answered');
    },
  };
}
