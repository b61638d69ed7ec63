import type { Stack } from 'aws-cdk-lib';
import { asks, type CheckOn, checksOn, resourcesOf } from '../config/checks-on.ts';
import type { Environment } from '../config/environment.ts';
import type { VerificationSettings } from '../config/window-settings.ts';
import type { GroupId } from '../domain/checklist.ts';
import { type Probe, secretsOfProbes } from '../domain/probe.ts';
import type { SourceName } from '../sources/sources.ts';
import type { Permission } from './permission.ts';
import { sourceGrants } from './source-grants.ts';

/** What a function needs around it, from what its checks that are on need. */
export interface GroupAccess {
  readonly permissions: readonly Permission[];
  readonly inNetwork: boolean;
  readonly needs: ReadonlySet<SourceName>;
}

/** What is asked of a source: resources of it by name, none where its grant names none. */
interface Asked {
  readonly source: SourceName;
  readonly resources: readonly string[];
}

/** @throws Error when a check needs a source whose grant names resources, and names none. */
export function groupAccess(environment: Environment, group: GroupId, stack: Stack): GroupAccess {
  return accessTo(askedBy(environment, group), environment, stack);
}

/**
 * Of the function that verifies a deployment: it runs the checks of the group `post-deploy`, and asks the probes of criteria.
 * @throws Error as `groupAccess`.
 */
export function verificationAccess(
  environment: Environment,
  { probes }: Pick<VerificationSettings, 'probes'>,
  stack: Stack,
): GroupAccess {
  const ofProbes = askedByProbes(Object.values(probes).flat());
  return accessTo([...askedBy(environment, 'post-deploy'), ...ofProbes], environment, stack);
}

function askedBy({ checks }: Environment, group: GroupId): Asked[] {
  const on = checksOn(checks).filter((one) => one.group === group);
  return on.flatMap((one) =>
    one.check.needs.flatMap((source): Asked[] => {
      const resources = grantedTo(one, source);
      return resources === undefined ? [] : [{ source, resources }];
    }),
  );
}

function askedByProbes(probes: readonly Probe[]): Asked[] {
  const ways = probes.map(({ inNetwork }): Asked => ({ source: inNetwork ? 'networkWeb' : 'web', resources: [] }));
  const secrets = secretsOfProbes(probes);
  return secrets.length === 0 ? ways : [...ways, { source: 'secretsManager', resources: secrets }];
}

function accessTo(asked: readonly Asked[], environment: Environment, stack: Stack): GroupAccess {
  const bySource = Map.groupBy(asked, ({ source }) => source);
  const sources = [...bySource].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const permissions = sources.flatMap(([source, all]) => {
    const grant = sourceGrants[source];
    const names = [...new Set(all.flatMap(({ resources }) => resources))].toSorted();
    return [
      ...(grant.always?.({ environment, stack }) ?? []),
      ...(names.length === 0 ? [] : (grant.permissions?.({ resources: names, environment, stack }) ?? [])),
    ];
  });
  const needs = new Set(bySource.keys());
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
