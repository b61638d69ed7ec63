import type { GateSettings } from '../config/function-settings.ts';
import { checklist, gateGroups } from '../domain/checklist.ts';
import { type ExpectedCheck, type ExpectedGroup, isOn } from '../domain/gate.ts';
import type { Problem } from '../domain/problem.ts';
import { didYouMean } from './did-you-mean.ts';

export interface Selection {
  /** What the verdict is held against: the chosen items alone. */
  readonly expected: readonly ExpectedGroup[];
  readonly chosen: number;
  /** All items that decide a gate. */
  readonly of: number;
}

/** Items of the named groups and the named items; all when nothing is named. */
export function selectChecks(
  all: GateSettings['expected'],
  groups: readonly string[],
  only: readonly string[],
): Selection {
  const everything = groups.length === 0 && only.length === 0;
  const isChosen = (group: string, id: string): boolean => everything || groups.includes(group) || only.includes(id);
  const expected = all
    .map(({ group, checks }) => ({ group, checks: checks.filter(({ id }) => isChosen(group, id)) }))
    .filter(({ checks }) => checks.length > 0);
  return { expected, chosen: count(expected), of: count(all) };
}

/** Names that are not in the gate's checklist, and a selection of which nothing would run. */
export function selectionProblems(
  all: GateSettings['expected'] | undefined,
  groups: readonly string[],
  only: readonly string[],
): Problem[] {
  const ids = gateIds();
  const problems = [
    ...groups.filter((name) => !(gateGroups as readonly string[]).includes(name)).map((name) => unknownGroup(name)),
    ...only.filter((name) => !ids.includes(name)).map((name) => unknownCheck(name, ids)),
  ];
  if (all === undefined || problems.length > 0) return problems;
  const chosen = selectChecks(all, groups, only).expected.flatMap(({ checks }) => checks);
  if (chosen.some(isOn)) return [];
  const path = [...groups.map((name) => `--group ${name}`), ...only.map((name) => `--only ${name}`)].join(' ');
  return [{ path: path === '' ? '--env' : path, message: `nothing would run: ${chosen.map(whyOff).join('; ')}` }];
}

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

const whyOff = (check: ExpectedCheck): string => `${check.id} is off (${'off' in check ? check.off : ''})`;

const count = (groups: readonly ExpectedGroup[]): number => groups.reduce((sum, { checks }) => sum + checks.length, 0);
