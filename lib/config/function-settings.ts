import type { ApprovalItem, Approvers } from '../domain/approvals/approval.ts';
import type { People } from '../domain/approvals/identity.ts';
import { type CheckId, checklist, checkTitles, type GroupId, gateGroups } from '../domain/checklist.ts';
import type { ExpectedCheck, ExpectedGroup } from '../domain/gate.ts';
import type { ReleaseRules } from '../domain/release.ts';
import { asksPeople, gateAsksPeople, ownItems } from './askable-items.ts';
import type { Environment, Item } from './environment.ts';
import type { GithubSettings } from './github-settings.ts';
import { isOff } from './off.ts';
import type { VariableLocation } from './variable-location.ts';

/** A verdict waits for it, so no longer than a check does by default. */
const commitStatusDeadlineSeconds = 10;
/** Nobody waits for the authors at a terminal, and without them nobody may decide: time for some pages of commits. */
const authorsDeadlineSeconds = 30;
const onlyWindowAsks =
  'only the rollback window asks people, and whoever wrote a release may say that it should go back';
/** How people sign in where the stack makes a user pool of Amazon Cognito for them. */
const cognitoSignIn: SignInSettings = { groupsClaim: 'cognito:groups', scopes: ['openid', 'email', 'profile'] };

/** What sources need of the environment's configuration, beside what the checks pass them. */
export interface SourceSettings {
  readonly variables: Readonly<Record<string, VariableLocation>>;
  /** PEM certificates to trust beside the default ones. */
  readonly trustedAuthorities: readonly string[];
  /** Absent where the environment does not configure it. */
  readonly github?: GithubSettings;
  readonly rehearsals: RehearsalSettings;
}

/** What everything that asks GitHub needs of it. */
export type GithubSourceSettings = Pick<SourceSettings, 'github' | 'trustedAuthorities'>;

/** Whose rehearsals count. */
export interface RehearsalSettings {
  readonly service: string;
  readonly environment: string;
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
  /** Items of the team's own that people decide. */
  readonly ownItems: readonly ApprovalItem[];
  /** Why people decide though nobody looked up who wrote the release; absent where GitHub is asked, or nobody is. */
  readonly authorsOff?: string;
  readonly goExpiresMinutes: number;
  /** Where the environment has a rollback window: what was rolled back is a no-go, and the window is told each verdict. */
  readonly hasWindow?: true;
}

/** Settings of the functions of the approval step. */
export interface ApprovalSettings {
  readonly service: string;
  readonly environment: string;
  readonly people: People;
  /** Who may decide everything, alone, where it must be. */
  readonly breakGlass: Approvers;
  /** Why the release's authors are not looked for; absent where GitHub is asked for them. */
  readonly authorsOff?: string;
  /** For how long a group's evidence counts, in seconds; of other groups it counts however old it is. */
  readonly evidenceHolds: Readonly<Partial<Record<GroupId, number>>>;
  readonly sources: GithubSourceSettings;
  /** How long GitHub may take to tell the release's authors, in seconds. */
  readonly deadlineSeconds: number;
  readonly signIn: SignInSettings;
}

/** How people sign in to the console. */
export interface SignInSettings {
  /** The claim that lists the groups of whoever signs in: `groups`, `cognito:groups`. */
  readonly groupsClaim: string;
  readonly scopes: readonly string[];
}

/** Settings of the function that tells the verdict on the release's commit. */
export interface CommitStatusSettings {
  /** The status's name. */
  readonly context: string;
  readonly sources: GithubSourceSettings;
  /** How long GitHub may take for it, the way to its credentials included. */
  readonly deadlineSeconds: number;
}

/** undefined where nobody is asked anything. */
export function approvalSettings(environment: Environment): ApprovalSettings | undefined {
  if (!asksPeople(environment)) return undefined;
  const { service, name, github, trustedAuthorities, approvals } = environment;
  const { people, breakGlass = { groups: [], principals: [] }, authors, evidenceHolds, signIn } = approvals;
  // Without the gate's questions nobody needs GitHub's access for them.
  const authorsOff = authors?.off ?? (gateAsksPeople(environment) ? undefined : onlyWindowAsks);
  return {
    service,
    environment: name,
    people,
    breakGlass,
    ...(authorsOff === undefined ? {} : { authorsOff }),
    evidenceHolds: withoutAbsent(evidenceHolds),
    sources: { trustedAuthorities, ...(github === undefined ? {} : { github }) },
    deadlineSeconds: authorsDeadlineSeconds,
    signIn: signIn === undefined ? cognitoSignIn : { groupsClaim: signIn.groupsClaim, scopes: signIn.scopes },
  };
}

/** Without the keys whose value is undefined, which JSON would drop too. */
function withoutAbsent(holds: Environment['approvals']['evidenceHolds']): ApprovalSettings['evidenceHolds'] {
  return Object.fromEntries(Object.entries(holds).filter(([, seconds]) => seconds !== undefined));
}

export function gateSettings(environment: Environment): GateSettings {
  return {
    service: environment.service,
    environment: environment.name,
    configuration: environment.configuration,
    rules: { service: environment.service, images: environment.images },
    expected: gateGroups.map((group) => expectedGroup(environment, group)),
    ownItems: ownItems(environment.approvals),
    ...(environment.approvals.authors === undefined ? {} : { authorsOff: environment.approvals.authors.off }),
    goExpiresMinutes: environment.goExpiresMinutes,
    ...(isOff(environment.rollback) ? {} : { hasWindow: true }),
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
    sources: sourceSettings(environment),
    checkDeadlineSeconds: environment.checkDeadlineSeconds,
  };
}

/** undefined where no commit status is configured. */
export function commitStatusSettings(environment: Environment): CommitStatusSettings | undefined {
  const { name, github, trustedAuthorities } = environment;
  if (github?.commitStatus === undefined) return undefined;
  const context = github.commitStatus.context ?? `preflight/${name}`;
  return { context, sources: { github, trustedAuthorities }, deadlineSeconds: commitStatusDeadlineSeconds };
}

export function sourceSettings(environment: Environment): SourceSettings {
  const { variables, trustedAuthorities, github, service, rehearsedOn } = environment;
  return {
    variables,
    trustedAuthorities,
    ...(github === undefined ? {} : { github }),
    rehearsals: { service, environment: rehearsedOn },
  };
}

/** What a rollback window verifies after the deploy: nothing of it decides a gate. */
export function watchedGroup(environment: Environment): ExpectedGroup {
  return expectedGroup(environment, 'post-deploy');
}

function expectedGroup(environment: Environment, group: GroupId): ExpectedGroup {
  const checks = itemsOf(environment, group).map(([id, item]): ExpectedCheck => {
    const title = checkTitles[id];
    if ('off' in item) return { id, title, off: item.off };
    if ('manual' in item) return { id, title: item.manual.title, manual: item.manual };
    return { id, title, ...(item.waivable === undefined ? {} : { waivable: item.waivable }) };
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
