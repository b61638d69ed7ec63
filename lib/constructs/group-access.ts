import type { Stack } from 'aws-cdk-lib';
import type { AnyCheck } from '../checks/define-check.ts';
import { groupOf } from '../checks/registry.ts';
import type { Environment } from '../config/environment.ts';
import { groupSettings } from '../config/function-settings.ts';
import type { GroupId } from '../domain/checklist.ts';
import type { SourceName } from '../sources/sources.ts';
import type { Permission } from './permission.ts';
import { sourceGrants } from './source-grants.ts';

/** What a group's function needs around it, from what its checks that are on need. */
export interface GroupAccess {
  readonly permissions: readonly Permission[];
  readonly inNetwork: boolean;
  readonly needs: ReadonlySet<SourceName>;
}

/** @throws Error when a check needs a source whose grant names resources, and names none. */
export function groupAccess(environment: Environment, group: GroupId, stack: Stack): GroupAccess {
  const resources = new Map<SourceName, Set<string>>();
  for (const { check, settings } of checksOn(environment, group)) {
    for (const source of check.needs) {
      const named = namedBy(check, settings, source);
      resources.set(source, new Set([...(resources.get(source) ?? []), ...named]));
    }
  }
  const sources = [...resources].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const permissions = sources.flatMap(([source, names]) =>
    names.size === 0
      ? []
      : (sourceGrants[source].permissions?.({ resources: [...names].toSorted(), environment, stack }) ?? []),
  );
  const needs = new Set(resources.keys());
  return { permissions, needs, inNetwork: [...needs].some((source) => sourceGrants[source].inNetwork) };
}

interface CheckOn {
  readonly check: AnyCheck;
  readonly settings: unknown;
}

function checksOn(environment: Environment, group: GroupId): CheckOn[] {
  const on = groupSettings(environment, group).checks;
  return (groupOf(group)?.checks ?? []).flatMap((check): CheckOn[] =>
    on[check.id] === undefined ? [] : [{ check, settings: on[check.id] }],
  );
}

/** An empty list says that these settings need nothing of the source; none at all is an omission in the check. */
function namedBy(check: AnyCheck, settings: unknown, source: SourceName): readonly string[] {
  if (sourceGrants[source].permissions === undefined) return [];
  const named = check.resources?.(settings as never)[source];
  if (named === undefined) {
    throw new Error(
      `check ${check.id} needs the source ${source}, but its resources() names nothing of it, so nothing can be granted; ` +
        `return { ${source}: [...] } there`,
    );
  }
  return named;
}
