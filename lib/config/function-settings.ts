import { type CheckId, checklist, checkTitles, type GroupId, gateGroups } from '../domain/checklist.ts';
import type { ExpectedCheck, ExpectedGroup } from '../domain/gate.ts';
import type { ReleaseRules } from '../domain/release.ts';
import type { Environment, Item } from './environment.ts';
import type { VariableLocation } from './variable-location.ts';

/** What sources need of the environment's configuration, beside what the checks pass them. */
export interface SourceSettings {
  readonly variables: Readonly<Record<string, VariableLocation>>;
  /** PEM certificates to trust beside the default ones. */
  readonly trustedAuthorities: readonly string[];
}

/** Settings of the function that runs one group: they lie beside its code, as `settings.json`. */
export interface GroupSettings {
  readonly group: GroupId;
  /** Settings of the checks that are on. */
  readonly checks: Readonly<Partial<Record<CheckId, unknown>>>;
  readonly sources: SourceSettings;
  readonly checkDeadlineSeconds: number;
}

/** Settings of the functions that frame the groups: ParseRelease, DecideVerdict, WriteReport. */
export interface GateSettings {
  readonly service: string;
  readonly environment: string;
  readonly configuration: string;
  readonly rules: ReleaseRules;
  readonly expected: readonly ExpectedGroup[];
  readonly goExpiresMinutes: number;
}

export function gateSettings(environment: Environment): GateSettings {
  return {
    service: environment.service,
    environment: environment.name,
    configuration: environment.configuration,
    rules: { service: environment.service, images: environment.images },
    expected: gateGroups.map((group) => expectedGroup(environment, group)),
    goExpiresMinutes: environment.goExpiresMinutes,
  };
}

/** Groups with at least one check that is on: each gets a function. */
export function groupsToRun(environment: Environment): GroupId[] {
  return gateGroups.filter((group) => Object.keys(groupSettings(environment, group).checks).length > 0);
}

export function groupSettings(environment: Environment, group: GroupId): GroupSettings {
  const on = itemsOf(environment, group).flatMap(([id, item]) => ('settings' in item ? [[id, item.settings]] : []));
  return {
    group,
    checks: Object.fromEntries(on),
    sources: { variables: environment.variables, trustedAuthorities: environment.trustedAuthorities },
    checkDeadlineSeconds: environment.checkDeadlineSeconds,
  };
}

function expectedGroup(environment: Environment, group: GroupId): ExpectedGroup {
  const checks = itemsOf(environment, group).map(([id, item]): ExpectedCheck => {
    const title = checkTitles[id];
    return 'off' in item ? { id, title, off: item.off } : { id, title };
  });
  return { group, checks };
}

/** A group's items in the checklist's order. */
function itemsOf(environment: Environment, group: GroupId): [CheckId, Item][] {
  const items: Readonly<Partial<Record<CheckId, Item>>> = environment.checks[group];
  return checklist[group].checks.flatMap((id): [CheckId, Item][] => {
    const item = items[id];
    return item === undefined ? [] : [[id, item]];
  });
}
