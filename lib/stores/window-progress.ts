import type { BlindSpot, WindowRecord } from '../domain/window/window.ts';
import { updateIf } from './conditional-write.ts';
import { newestOf } from './newest-of.ts';
import { attributesOf, fieldsOf, type Table } from './table.ts';
import { type PartsUpdate, partsOf } from './window-parts.ts';
import type { SavedLook, WindowStore } from './window-store.ts';

/**
 * How much of each growing list stays, as JSON in bytes. An item has 400 KB at most (DynamoDB's documentation, "Quotas"),
 * and a trigger must find room in it; a release is 32 KiB at most, and the alarms' states come to 1.5 KB each.
 */
const mostBytes = 64 * 1024;

/** What the steps of a window write as they go, each its own parts. */
export function windowProgress(table: Table): Pick<WindowStore, 'saveLook' | 'saveSchema' | 'saveRollback'> {
  async function save(run: string, parts: Partial<WindowRecord>): Promise<void> {
    const { written } = await updateIf(table, partsOf(run, parts));
    if (!written) throw new Error(`there is no window ${run}`);
  }
  return {
    async saveLook(run, look, before) {
      const write = await updateIf(table, lookOf(run, look, before));
      if (write.written) return true;
      if (write.found === undefined) throw new Error(`there is no window ${run}`);
      return write.maybeOwn && fieldsOf<WindowRecord>(write.found).lookedAt === look.lookedAt;
    },
    saveSchema: (run, schema) => save(run, { schema }),
    saveRollback: (run, rollback) => save(run, { rollback }),
  };
}

/** Only over the look that it was made from. */
function lookOf(run: string, { blind, told, ...look }: SavedLook, before: string | undefined): PartsUpdate {
  const parts = {
    ...look,
    ...(blind === undefined ? {} : { blind: fittingSpots(blind) }),
    // What falls out is told once more: better twice than never.
    ...(told === undefined ? {} : { told: newestOf(told, mostBytes) }),
  };
  if (before === undefined) return partsOf(run, parts, ['lookedAt']);
  const update = partsOf(run, parts);
  return {
    ...update,
    ConditionExpression: `${update.ConditionExpression} AND #lookedAt = :before`,
    ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ...attributesOf({ ':before': before }) },
  };
}

/** Spots that go on stay before those that are over: Watch must see them end. One is enough for the result. */
function fittingSpots(blind: readonly BlindSpot[]): readonly BlindSpot[] {
  const isOver = ({ to }: BlindSpot): boolean => to !== undefined;
  const byImportance = [...blind.filter(isOver), ...blind.filter((spot) => !isOver(spot))];
  const kept = new Set(newestOf(byImportance, mostBytes));
  return blind.filter((spot) => kept.has(spot));
}
