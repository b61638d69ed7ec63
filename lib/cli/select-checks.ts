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
  /** What was left out, since people decide it in the gate: of everything, the team's own items too. */
  readonly leftToPeople: readonly string[];
  /** All items that decide a gate, the team's own included. */
  readonly of: number;
}

/** What a gate is held against. */
export type Everything = Pick<GateSettings, 'expected' | 'ownItems'>;

/** The reasons that a report gives for an item that was left out. */
const asksAboutRelease = 'asks about the release; give --release FILE';
const askedOfPeople = 'a person decides this, in the gate';

/** Items of the named groups and the named items; all when nothing is named. */
export function selectChecks({ expected: all, ownItems }: Everything, choice: Choice): Selection {
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
    checks: group.checks.map((check) => (isLeftOut(group, check) ? left(check, asksAboutRelease) : looked(check))),
  }));
  const leftOut = named.flatMap((group) => group.checks.filter((check) => isLeftOut(group, check))).length;
  const manual = named.flatMap(({ checks }) => checks.flatMap((check) => ('manual' in check ? [check.id] : [])));
  return {
    expected,
    chosen: count(named) - leftOut - manual.length,
    leftOut,
    leftToPeople: [...manual, ...(everything ? ownItems.map(({ id }) => id) : [])],
    of: count(all) + ownItems.length,
  };
}

/** As it is looked at here: nobody is asked to judge an item, nor to accept a failure. */
function looked(check: ExpectedCheck): ExpectedCheck {
  if ('off' in check) return check;
  return 'manual' in check ? left(check, askedOfPeople) : { id: check.id, title: check.title };
}

const left = ({ id, title }: ExpectedCheck, off: string): ExpectedCheck => ({ id, title, off });

/** Names that are not in the gate's checklist, a contradiction, and a selection of which nothing would run. */
export function selectionProblems(all: Everything | undefined, choice: Choice): Problem[] {
  const { group: groups, only } = choice;
  const ids = gateIds();
  const asked = all === undefined ? [] : askedIn(all);
  const problems = [
    ...groups.filter((name) => !(gateGroups as readonly string[]).includes(name)).map((name) => unknownGroup(name)),
    ...only.filter((name) => !ids.includes(name) && !asked.includes(name)).map((name) => unknownCheck(name, ids)),
    ...only.filter((name) => asked.includes(name)).map(wantsPeople),
    ...(choice['without-release'] ? only.filter(needsRelease).map(wantsRelease) : []),
  ];
  if (all === undefined || problems.length > 0) return problems;
  const chosen = selectChecks(all, choice).expected.flatMap(({ checks }) => checks);
  if (chosen.some(isOn)) return [];
  const path = [...groups.map((name) => `--group ${name}`), ...only.map((name) => `--only ${name}`)].join(' ');
  return [{ path: path === '' ? '--env' : path, message: `nothing would run: ${whyOff(chosen)}` }];
}

/** Ids of what people decide: items of the checklist and of the team's own. */
function askedIn({ expected, ownItems }: Everything): string[] {
  const manual = expected.flatMap(({ checks }) => checks.filter((check) => 'manual' in check));
  return [...manual, ...ownItems].map(({ id }) => id);
}

const wantsPeople = (name: string): Problem => ({
  path: '--only',
  message: `${name} is decided by people, in the gate: there is nothing that preflight check could look at`,
});

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
