import type { CheckId, GroupId } from '../domain/checklist.ts';
import type { AnyCheck } from './define-check.ts';

/** The checks that one Lambda runs, in the checklist's order. */
export interface CheckGroup<
  G extends GroupId = GroupId,
  Checks extends readonly AnyCheck<CheckId<G>>[] = readonly AnyCheck<CheckId<G>>[],
> {
  readonly id: G;
  readonly checks: Checks;
}

export function defineGroup<G extends GroupId, const Checks extends readonly AnyCheck<CheckId<G>>[]>(
  id: G,
  checks: Checks,
): CheckGroup<G, Checks> {
  return { id, checks };
}

/** Names of all sources that a group's checks need. */
export type NeedsOf<Group extends CheckGroup> = Group['checks'][number]['needs'][number];
