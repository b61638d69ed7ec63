import type { Stack } from 'aws-cdk-lib';
import { asks, type CheckOn, checksOn, resourcesOf } from '../config/checks-on.ts';
import type { Environment } from '../config/environment.ts';
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
  for (const on of checksOn(environment.checks).filter((one) => one.group === group)) {
    for (const source of on.check.needs) {
      const named = grantedTo(on, source);
      if (named === undefined) continue;
      resources.set(source, new Set([...(resources.get(source) ?? []), ...named]));
    }
  }
  const sources = [...resources].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const permissions = sources.flatMap(([source, names]) => {
    const grant = sourceGrants[source];
    const named = { resources: [...names].toSorted(), environment, stack };
    return [
      ...(grant.always?.({ environment, stack }) ?? []),
      ...(names.size === 0 ? [] : (grant.permissions?.(named) ?? [])),
    ];
  });
  const needs = new Set(resources.keys());
  return { permissions, needs, inNetwork: [...needs].some((source) => isInNetwork(source, environment)) };
}

export function isInNetwork(source: SourceName, environment: Environment): boolean {
  const { inNetwork } = sourceGrants[source];
  return typeof inNetwork === 'boolean' ? inNetwork : inNetwork(environment);
}

/** Undefined where the check does not ask the source; to name nothing is an omission where names are what is granted. */
function grantedTo(on: CheckOn, source: SourceName): readonly string[] | undefined {
  if (!asks(on, source)) return undefined;
  if (sourceGrants[source].permissions === undefined) return [];
  const named = resourcesOf(on, source);
  if (named === undefined) {
    throw new Error(
      `check ${on.check.id} needs the source ${source}, but its resources() names nothing of it, so nothing can be granted; ` +
        `return { ${source}: [...] } there`,
    );
  }
  return named;
}
