import type { AnyCheck } from '../checks/define-check.ts';
import { definitionOf } from '../checks/registry.ts';
import { type CheckId, checklist, type GroupId, groupIds, type PostDeployCheckId } from '../domain/checklist.ts';
import type { Watch } from './check-watch.ts';
import type { Item } from './environment.ts';

type SourceName = AnyCheck['needs'][number];

/** A check that is on. */
export interface CheckOn {
  readonly group: GroupId;
  readonly check: AnyCheck;
  readonly settings: unknown;
}

/** What the configuration says of each item; while it is parsed, of some. */
export type Items = { readonly [G in GroupId]?: Readonly<Record<string, Item>> };

/** The checks that are on, group by group. */
export function checksOn(items: Items): CheckOn[] {
  return groupIds.flatMap((group) =>
    Object.entries(items[group] ?? {}).flatMap(([id, item]): CheckOn[] => {
      const check = definitionOf(group, id as CheckId);
      return check === undefined || !('settings' in item) ? [] : [{ group, check, settings: item.settings }];
    }),
  );
}

/** The checks of the group `post-deploy` that are on, in the checklist's order: what a rollback window verifies. */
export function watchedChecks(
  items: Items,
): (Watch & { readonly id: PostDeployCheckId; readonly settings: unknown })[] {
  const group = items['post-deploy'] ?? {};
  return checklist['post-deploy'].checks.flatMap((id) => {
    const item = group[id];
    return item === undefined || !('settings' in item) || item.watch === undefined
      ? []
      : [{ id, settings: item.settings, ...item.watch }];
  });
}

/** What a check reads from a source, by name; undefined where it names nothing at all. */
export function resourcesOf({ check, settings }: CheckOn, source: SourceName): readonly string[] | undefined {
  return check.resources?.(settings as never)[source];
}

/** Whether a check asks a source: it may need one for some settings only, and says by an empty list that these do not. */
export function asks(on: CheckOn, source: SourceName): boolean {
  return on.check.needs.includes(source) && resourcesOf(on, source)?.length !== 0;
}
