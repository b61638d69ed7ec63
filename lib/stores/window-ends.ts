import type { Trigger, WindowRecord, WindowResult } from '../domain/window/window.ts';
import { updateIf, type Written } from './conditional-write.ts';
import { fieldsOf, type Table } from './table.ts';
import { partsOf } from './window-parts.ts';
import type { WindowStore } from './window-store.ts';

/** What decides a window: a trigger, its end, its result. Each is one conditional write; of those that exclude each other one wins. */
export function windowEnds(table: Table): Pick<WindowStore, 'recordTrigger' | 'end' | 'close'> {
  return {
    async recordTrigger(run, trigger) {
      const unless = ['trigger', 'ended', 'supersededBy', 'closed'] as const;
      const write = await updateIf(table, partsOf(run, { trigger }, unless));
      if (write.written) return 'recorded';
      const found = foundBy(write, run);
      if (found.trigger === undefined) return 'over';
      return write.maybeOwn && isSame(found.trigger, trigger) ? 'recorded' : 'triggered before';
    },
    async end(run, ended) {
      const write = await updateIf(table, partsOf(run, { ended }, ['trigger', 'supersededBy', 'ended']));
      if (write.written) return 'ended';
      const found = foundBy(write, run);
      if (found.trigger !== undefined) return 'triggered';
      return found.supersededBy === undefined ? 'ended' : 'superseded';
    },
    async close(run, closed) {
      const write = await updateIf(table, partsOf(run, { closed }, ['closed', ...excludedBy(closed.result)]));
      return write.written ? closed.result : (foundBy(write, run).closed?.result ?? 'changed');
    },
  };
}

/** A window that was triggered, or that another took over from, has no result that says otherwise. */
function excludedBy(result: WindowResult): readonly ('trigger' | 'supersededBy')[] {
  return result === 'healthy' || result === 'inconclusive' ? ['trigger', 'supersededBy'] : [];
}

/** The window as it was when the write was refused. */
function foundBy({ found }: Extract<Written, { written: false }>, run: string): WindowRecord {
  if (found === undefined) throw new Error(`there is no window ${run}`);
  return fieldsOf<WindowRecord>(found);
}

function isSame(one: Trigger, other: Trigger): boolean {
  const [ones, others] = [Object.entries(one), new Map<string, unknown>(Object.entries(other))];
  return ones.length === others.size && ones.every(([name, value]) => others.get(name) === value);
}
