import { normalizeAlias } from '../domain/approvals/alias.ts';
import { iamPrincipal } from '../domain/approvals/iam-principal.ts';
import { knownAs } from '../domain/approvals/identity.ts';
import { checklist, type GroupId, gateGroups, groupIds } from '../domain/checklist.ts';
import { listed } from '../domain/listed.ts';
import type { Problem } from '../domain/problem.ts';
import { quarantineName } from '../domain/quarantine.ts';
import { type Approvals, approvalsSchema } from './approvals.ts';
import { type Askable, askableItems, gateItems } from './askable-items.ts';
import type { Items } from './checks-on.ts';
import { parseWith } from './parsed.ts';
import type { Rollback } from './rollback.ts';

/** What the environment asks people, as far as it could be parsed. */
export interface ChecksSoFar {
  readonly checks: Items;
  readonly rollback: { readonly asks: Rollback['asks'] };
  /** Whether that is all of it: else nobody knows yet that nobody is asked. */
  readonly isWhole: boolean;
}

/**
 * What is wrong with the approval step as a whole, where each of its parts is right by itself.
 * @param input the environment as it was written, but for its checks.
 */
export function approvalProblems(
  input: Readonly<Record<string, unknown>>,
  { checks, rollback, isWhole }: ChecksSoFar,
  path: string,
): Problem[] {
  const parsed = parseWith(approvalsSchema, input['approvals'] ?? {}, path);
  // Then the environment's own schema says what is wrong.
  if (!('value' in parsed)) return [];
  const approvals = parsed.value;
  const ofGate = gateItems({ checks, approvals });
  const asked = askableItems({ checks, approvals, rollback });
  const problems = [
    ...ownItemProblems(approvals),
    ...doublePeople(approvals),
    ...asked.flatMap((one) => unreachable(one, approvals)),
    ...(approvals.signIn === undefined ? poolGroupProblems(asked, approvals) : []),
    ...(input['github'] === undefined ? missingAuthors(ofGate, approvals) : []),
    ...(isWhole ? unusedProblems(approvals, { asked, ofGate }) : []),
  ];
  return problems.map((one) => ({ ...one, path: `${path}.${one.path}` }));
}

/** Step Functions runs 40 iterations of an inline Map at once ("Using Map state in Inline mode"): one waits for each item. */
const mostAtOnce = 40;
const ofChecklist = gateGroups.reduce((sum, group) => sum + checklist[group].checks.length, 0);
const mostOwnItems = mostAtOnce - ofChecklist;

function ownItemProblems({ items }: Approvals): Problem[] {
  const ids = Object.keys(items);
  const taken = ids.flatMap((id): Problem[] => {
    if (id === quarantineName) return [{ path: `approvals.items.${id}`, message: reserved }];
    const group = groupIds.find((one) => (checklist[one].checks as readonly string[]).includes(id));
    return group === undefined ? [] : [{ path: `approvals.items.${id}`, message: takenBy(group, id) }];
  });
  if (ids.length <= mostOwnItems) return taken;
  const message = `must be ${mostOwnItems} items at most, not ${ids.length}: Step Functions waits for ${mostAtOnce} at once, and the checklist has ${ofChecklist}; join some of them`;
  return [...taken, { path: 'approvals.items', message }];
}

/** A report's `blocking` names it beside the items. */
const reserved = 'is what a report calls a release that was rolled back; give yours another name';

const takenBy = (group: GroupId, id: string): string =>
  `is an item of the checklist, which checks.${group}.${id} decides about; give yours another name`;

/** Somebody who is two people could be a quorum of two, and could approve what they wrote. */
function doublePeople({ people }: Approvals): Problem[] {
  const all = Object.entries(people).flatMap(([name, aliases]) =>
    aliases.flatMap((alias) => normalizeAlias(alias).map((normalized) => ({ name, alias, normalized }))),
  );
  const found = [...Map.groupBy(all, ({ normalized }) => normalized).values()].flatMap((some): Problem[] => {
    const names = [...new Set(some.map(({ name }) => name))];
    const [first] = some;
    if (first === undefined || names.length < 2) return [];
    const message = `${first.alias} stands under ${listed(names, 'and')}; write it under one name, with all that this person is known by`;
    return [{ path: `approvals.people.${names.at(-1)}`, message }];
  });
  // One alias may say several things, each of which is found.
  return [...new Map(found.map((one) => [one.message, one])).values()];
}

/** Of principals alone it is known how many people they can be at most. */
function unreachable({ path, approvers, quorum }: Askable, { people }: Approvals): Problem[] {
  if (approvers.groups.length > 0 || approvers.principals.some(isOneEachSession)) return [];
  const reach = new Set(approvers.principals.map((arn) => personBehind(arn, people))).size;
  if (reach >= quorum) return [];
  const are = reach === 1 ? 'the principals are 1 person' : `the principals are ${reach} people`;
  const message = `must be at most ${reach}, not ${quorum}: ${are}, since all sessions of a role are one; name more principals, or groups`;
  return [{ path: `${path}.quorum`, message }];
}

/** Sessions of these roles are named by IAM Identity Center itself, so each user of it is a person. */
const isOneEachSession = (arn: string): boolean => /^AWSReservedSSO_/i.test(iamPrincipal(arn)?.name ?? '');

function personBehind(arn: string, people: Approvals['people']): string {
  const aliases = normalizeAlias(`aws:${arn}`);
  return knownAs(aliases, people)[0]?.aliases.join(' ') ?? aliases.join(' ');
}

/** What a user pool takes as a group's name ("CreateGroup" of the Amazon Cognito API reference). */
const poolGroup = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u;

function poolGroupProblems(asked: readonly Askable[], { breakGlass }: Approvals): Problem[] {
  const all = [...asked.map(({ path, approvers }) => ({ path: `${path}.approvers`, groups: approvers.groups }))];
  if (breakGlass !== undefined) all.push({ path: 'approvals.breakGlass', groups: breakGlass.groups });
  return all.flatMap(({ path, groups }) =>
    groups
      .filter((name) => !poolGroup.test(name))
      .map((name) => ({
        path: `${path}.groups`,
        message: `must be names without spaces, not ${JSON.stringify(name)}: a user pool of Amazon Cognito is made with these groups, as approvals.signIn names no issuer`,
      })),
  );
}

/** Nobody decides on a release of their own: the gate must know whose it is. */
function missingAuthors(asked: readonly Askable[], { authors }: Approvals): Problem[] {
  if (asked.length === 0 || authors !== undefined) return [];
  const ids = asked.map(({ id }) => id);
  const message = `is missing; people decide on ${listed(ids, 'and')}, and GitHub tells who wrote the release, who must not: write { repository: 'owner/name', auth: { token: secret('name', 'key') } }, or approvals: { authors: off('reason') }`;
  return [{ path: 'github', message }];
}

/**
 * These say that people decide something: whoever wrote them would find out in an emergency that they do nothing. `people`
 * and `evidenceHolds` say nothing of the kind, and may be shared with an environment that asks.
 */
const promising = ['signIn', 'consoleUrl', 'breakGlass', 'authors'] as const;

function unusedProblems(
  approvals: Approvals,
  { asked, ofGate }: { readonly asked: readonly Askable[]; readonly ofGate: readonly Askable[] },
): Problem[] {
  if (asked.length > 0) return ofGate.length > 0 ? [] : unusedAuthors(approvals);
  const given = promising.filter((key) => approvals[key] !== undefined);
  if (given.length === 0) return [];
  const does = given.length === 1 ? 'does' : 'do';
  const message = `asks nobody anything, so ${listed(given, 'and')} ${does} nothing; write manual({ … }) for an item, waivable beside a check's settings, or items of your own, or remove ${given.length === 1 ? 'it' : 'them'}`;
  return [{ path: 'approvals', message }];
}

/** Whoever wrote a release may say that it should go back. */
function unusedAuthors({ authors }: Approvals): Problem[] {
  if (authors === undefined) return [];
  const message =
    'does nothing: only the rollback window asks people, and there its authors may decide as everybody else; remove it';
  return [{ path: 'approvals.authors', message }];
}
