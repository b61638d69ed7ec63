import { type CheckId, checklist, type GroupId, gateGroups, groupIds } from '../../lib/domain/checklist.ts';

/*
 * Tests that need the whole checklist take it from here: an item that joins it must not break those that are about
 * something else.
 */

/** Every item, in the checklist's order. */
export const allItems: readonly CheckId[] = groupIds.flatMap((group) => idsOf(group));

/** The items that decide a gate. */
export const gateItems: readonly CheckId[] = gateGroups.flatMap((group) => idsOf(group));

export function idsOf(group: GroupId): readonly CheckId[] {
  return checklist[group].checks;
}
