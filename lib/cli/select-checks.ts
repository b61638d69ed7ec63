import { definitionOf } from '../checks/registry.ts';
import type { GateSettings } from '../config/function-settings.ts';
import { checklist, gateGroups } from '../domain/checklist.ts';
import { type ExpectedCheck, type ExpectedGroup, isOn } from '../domain/gate.ts';
import { listed } from '../domain/listed.ts';
import type { Problem } from '../domain/problem.ts';
import { didYouMean } from './did-you-mean.ts';

/** What the user chose, as the options name it. */
export interface Choice {
  readonly group: readonly string[];
  readonly only: readonly string[];
  readonly 'without-release': boolean;
}

export interface Selection {
  /** What the verdict is held against: the chosen items alone, and those that were left out, as off. */
  readonly expected: readonly ExpectedGroup[];
  /** How many were chosen and not left out. */
  readonly chosen: number;
  /** How many of the named ones were left out, because they ask about the release. */
  readonly leftOut: number;
  /** All items that decide a gate. */
  readonly of: number;
}

/** The reason that a report gives for an item that was left out. */
const asksAboutRelease = 'asks about the release; give --release FILE';

/** Items of the named groups and the named items; all when nothing is named. */
export function selectChecks(all: GateSettings['expected'], choice: Choice): Selection {
  const { group: groups, only } = choice;
  const everything = groups.length === 0 && only.length === 0;
  const isChosen = (group: string, id: string): boolean => everything || groups.includes(group) || only.includes(id);
  const named = all
    .map(({ group, checks }) => ({ group, checks: checks.filter(({ id }) => isChosen(group, id)) }))
    .filter(({ checks }) => checks.length > 0);
  const isLeftOut = ({ group }: ExpectedGroup, check: ExpectedCheck): boolean =>
    choice['without-release'] && isOn(check) && definitionOf(group, check.id)?.needsRelease === true;
  const expected = named.map((group) => ({
    group: group.group,
    checks: group.checks.map((check) => (isLeftOut(group, check) ? { ...check, off: asksAboutRelease } : check)),
  }));
  const leftOut = named.flatMap((group) => group.checks.filter((check) => isLeftOut(group, check))).length;
  return { expected, chosen: count(named) - leftOut, leftOut, of: count(all) };
}

/** Names that are not in the gate's checklist, a contradiction, and a selection of which nothing would run. */
export function selectionProblems(all: GateSettings['expected'] | undefined, choice: Choice): Problem[] {
  const { group: groups, only } = choice;
  const ids = gateIds();
  const problems = [
    ...groups.filter((name) => !(gateGroups as readonly string[]).includes(name)).map((name) => unknownGroup(name)),
    ...only.filter((name) => !ids.includes(name)).map((name) => unknownCheck(name, ids)),
    ...(choice['without-release'] ? only.filter(needsRelease).map(wantsRelease) : []),
  ];
  if (all === undefined || problems.length > 0) return problems;
  const chosen = selectChecks(all, choice).expected.flatMap(({ checks }) => checks);
  if (chosen.some(isOn)) return [];
  const path = [...groups.map((name) => `--group ${name}`), ...only.map((name) => `--only ${name}`)].join(' ');
  return [{ path: path === '' ? '--env' : path, message: `nothing would run: ${whyOff(chosen)}` }];
}

function needsRelease(name: string): boolean {
  const definitions = gateGroups.flatMap((group) => checklist[group].checks.map((id) => definitionOf(group, id)));
  return definitions.some((definition) => definition?.id === name && definition.needsRelease === true);
}

const wantsRelease = (name: string): Problem => ({
  path: '--only',
  message: `${name} asks about the release: give --release FILE (it is left out without one)`,
});

const gateIds = (): string[] => gateGroups.flatMap((group): string[] => [...checklist[group].checks]);

function unknownGroup(name: string): Problem {
  if (name === 'post-deploy')
    return { path: '--group', message: 'post-deploy is looked at after the deploy, not by the gate' };
  const hint = didYouMean(name, gateGroups) || `; known: ${gateGroups.join(', ')}`;
  return { path: '--group', message: `${JSON.stringify(name)} is not a group of the checklist${hint}` };
}

function unknownCheck(name: string, ids: readonly string[]): Problem {
  const hint = didYouMean(name, ids) || '; preflight checks lists them';
  return { path: '--only', message: `${JSON.stringify(name)} is not a check of the gate${hint}` };
}

/** Those that are off for one reason together. */
function whyOff(checks: readonly ExpectedCheck[]): string {
  const reasons = [...Map.groupBy(checks, (check) => ('off' in check ? check.off : ''))].map(([reason, some]) => {
    const ids = some.map(({ id }) => id);
    return `${listed(ids, 'and')} ${ids.length === 1 ? 'is' : 'are'} off (${reason})`;
  });
  return reasons.join('; ');
}

const count = (groups: readonly ExpectedGroup[]): number => groups.reduce((sum, { checks }) => sum + checks.length, 0);
