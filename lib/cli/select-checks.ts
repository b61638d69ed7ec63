import type { AnyCheck } from '../checks/define-check.ts';
import { definitionOf } from '../checks/registry.ts';
import type { Environment } from '../config/environment.ts';
import { type GateSettings, gateSettings, watchedGroup } from '../config/function-settings.ts';
import { type ExpectedCheck, type ExpectedGroup, isOn } from '../domain/gate.ts';

/** What the user chose, as the options name it. */
export interface Choice {
  readonly group: readonly string[];
  readonly only: readonly string[];
  readonly 'without-release': boolean;
  readonly 'deployed-at': string | undefined;
}

export interface Selection {
  /** What the verdict is held against: the chosen items alone, and those that were left out, as off. */
  readonly expected: readonly ExpectedGroup[];
  /** How many were chosen and not left out. */
  readonly chosen: number;
  /** How many of the named ones were left out, by what was not given to look at them. */
  readonly leftOut: { readonly [L in Lack]: number };
  /** What was left out, since people decide it in the gate: of everything, the team's own items too. */
  readonly leftToPeople: readonly string[];
  /** All items that decide a gate, the team's own included; those after the deploy too, where one of them was chosen. */
  readonly of: number;
  /** Whether an item was chosen that is looked at after the deploy: then it says nothing of whether to deploy. */
  readonly isAfterDeploy: boolean;
}

/** All that can be chosen of. */
export interface Everything extends Pick<GateSettings, 'expected' | 'ownItems'> {
  /** What a rollback window verifies: only where it is named. */
  readonly afterDeploy: ExpectedGroup;
}

export function everythingOf(environment: Environment): Everything {
  return { ...gateSettings(environment), afterDeploy: watchedGroup(environment) };
}

/** What a check may need of the command line. */
export type Lack = 'release' | 'deployment';

/** The reasons that a report gives for an item that was left out. */
const reasons: { readonly [L in Lack]: string } = {
  release: 'asks about the release; give --release FILE',
  deployment: 'asks when the release was deployed; give --deployed-at TIME',
};
const askedOfPeople = 'a person decides this, in the gate';

/** Items of the named groups and the named items; all of the gate when nothing is named. */
export function selectChecks({ expected: gate, ownItems, afterDeploy }: Everything, choice: Choice): Selection {
  const { group: groups, only } = choice;
  const everything = groups.length === 0 && only.length === 0;
  const isNamed = (group: string, id: string): boolean => groups.includes(group) || only.includes(id);
  const isAfterDeploy = afterDeploy.checks.some(({ id }) => isNamed(afterDeploy.group, id));
  const all = isAfterDeploy ? [...gate, afterDeploy] : gate;
  const named = all
    .map(({ group, checks }) => ({ group, checks: checks.filter(({ id }) => everything || isNamed(group, id)) }))
    .filter(({ checks }) => checks.length > 0);
  const lackOf = ({ group }: ExpectedGroup, check: ExpectedCheck): Lack | undefined =>
    isOn(check) ? lackingOf(definitionOf(group, check.id), choice) : undefined;
  const expected = named.map((group) => ({
    group: group.group,
    checks: group.checks.map((check) => {
      const lack = lackOf(group, check);
      return lack === undefined ? looked(check) : left(check, reasons[lack]);
    }),
  }));
  const lacking = named.flatMap((group) => group.checks.flatMap((check) => lackOf(group, check) ?? []));
  const manual = named.flatMap(({ checks }) => checks.flatMap((check) => ('manual' in check ? [check.id] : [])));
  return {
    expected,
    chosen: count(named) - lacking.length - manual.length,
    leftOut: {
      release: lacking.filter((lack) => lack === 'release').length,
      deployment: lacking.filter((lack) => lack === 'deployment').length,
    },
    leftToPeople: [...manual, ...(everything ? ownItems.map(({ id }) => id) : [])],
    of: count(all) + ownItems.length,
    isAfterDeploy,
  };
}

/** Without a release, a check that asks about it ends as error unless it is to be left out; without its deployment it always is. */
export function lackingOf(
  definition: Pick<AnyCheck, 'needsRelease' | 'needsDeployment'> | undefined,
  choice: Pick<Choice, 'without-release' | 'deployed-at'>,
): Lack | undefined {
  if (definition?.needsRelease === true && choice['without-release']) return 'release';
  return definition?.needsDeployment === true && choice['deployed-at'] === undefined ? 'deployment' : undefined;
}

/** As it is looked at here: nobody is asked to judge an item, nor to accept a failure. */
function looked(check: ExpectedCheck): ExpectedCheck {
  if ('off' in check) return check;
  return 'manual' in check ? left(check, askedOfPeople) : { id: check.id, title: check.title };
}

const left = ({ id, title }: ExpectedCheck, off: string): ExpectedCheck => ({ id, title, off });

/** What was not looked at though it was named, a line for each reason. */
export function leftOutNotes({ leftOut, leftToPeople }: Selection): string[] {
  const { release, deployment } = leftOut;
  const people =
    leftToPeople.length === 1 ? '1 item that a person decides' : `${leftToPeople.length} items that people decide`;
  return [
    ...(release === 0 ? [] : [`not looked at: ${asking(release)} about the release`]),
    ...(deployment === 0 ? [] : [`not looked at: ${asking(deployment)} when the release was deployed`]),
    ...(leftToPeople.length === 0 ? [] : [`not looked at: ${people}, in the gate (${leftToPeople.join(', ')})`]),
  ];
}

const asking = (number: number): string => (number === 1 ? '1 item that asks' : `${number} items that ask`);

const count = (groups: readonly ExpectedGroup[]): number => groups.reduce((sum, { checks }) => sum + checks.length, 0);
