import type { Drill, Trigger, WindowRecord, WindowResult } from '../domain/window/window.ts';
import { updateIf, type Written } from './conditional-write.ts';
import { fieldsOf, type Table } from './table.ts';
import { partsOf } from './window-parts.ts';
import type { WindowStore } from './window-store.ts';

/** What there is of a window that is over, or is being rolled back. */
const notOpen = ['trigger', 'ended', 'supersededBy', 'closed'] as const;

/**
 * What decides a window: a trigger, its end, its result, and whether it is a drill. Each is one conditional write; of those that
 * exclude each other one wins.
 */
export function windowEnds(table: Table): Pick<WindowStore, 'recordTrigger' | 'end' | 'close' | 'saveDrill'> {
  return {
    async recordTrigger(run, trigger) {
      const write = await updateIf(table, partsOf(run, { trigger }, notOpen));
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
    async saveDrill(run, drill) {
      const write = await updateIf(table, partsOf(run, { drill }, ['drill', ...notOpen]));
      if (write.written) return 'saved';
      const found = foundBy(write, run);
      if (write.maybeOwn && found.drill !== undefined && isSame(found.drill, drill)) return 'saved';
      if ((found.ended ?? found.supersededBy ?? found.closed) !== undefined) return 'over';
      return found.trigger === undefined ? 'drilled before' : 'triggered';
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

function isSame<T extends Drill | Trigger>(one: T, other: T): boolean {
  const [ones, others] = [Object.entries(one), new Map<string, unknown>(Object.entries(other))];
  return ones.length === others.size && ones.every(([name, value]) => others.get(name) === value);
}
