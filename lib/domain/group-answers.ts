import { type CheckResult, type GroupFailure, type GroupResult, remediationOfError } from './check-result.ts';
import type { CheckId, GroupId } from './checklist.ts';
import { cutText } from './evidence.ts';
import {
  type ApprovalsAnswer,
  type ClosedApprovals,
  type ExpectedCheck,
  type ExpectedGroup,
  type GroupAnswer,
  isOn,
} from './gate.ts';
import { isAnswered } from './report.ts';
import type { DecidedGroup } from './verdict.ts';

/** What a group answered, as far as it can be trusted to be there. */
export type Answer =
  | (Partial<Omit<GroupResult, 'group'> & Omit<GroupFailure, 'group'>> & { readonly group?: unknown })
  | null;

/** Answers come out of other functions, so their types are a promise that is held against what is there. */
export function answersIn(given: readonly GroupAnswer[]): readonly Answer[] {
  return Array.isArray(given) ? given : [];
}

/** What the approval step answered, as far as it can be trusted to be there. */
export function closedIn(answer: ApprovalsAnswer): Partial<ClosedApprovals> {
  return { ...(answer as Partial<ClosedApprovals> | null) };
}

/** What looked again answered; in place of a list, one answer that nobody can read. */
export function answersAgain(given: readonly GroupAnswer[] | undefined): readonly Answer[] {
  return given === undefined || Array.isArray(given) ? answersIn(given ?? []) : [null];
}

/**
 * The newest answer of each group. Of a group that was to look again only the second answer counts, also where there is
 * none: what it saw before was too old.
 */
export function latestAnswers(
  first: readonly Answer[],
  again: readonly Answer[],
  approvals: ApprovalsAnswer,
): readonly Answer[] {
  const { stale } = closedIn(approvals);
  const replaced = new Set<unknown>([...(Array.isArray(stale) ? stale : []), ...again.map((answer) => answer?.group)]);
  return [...first.filter((answer) => !replaced.has(answer?.group)), ...again];
}

/**
 * Every item of the checklist with what its group answered. What nobody answered, or nobody can read, is an error; what
 * people decide is left to them.
 */
export function answeredGroups(expected: readonly ExpectedGroup[], answers: readonly Answer[]): DecidedGroup[] {
  return expected.map((group) => answeredGroup(group, answers));
}

function answeredGroup(expected: ExpectedGroup, answers: readonly Answer[]): DecidedGroup {
  const found = answers.filter((answer) => answer?.group === expected.group);
  const [answer] = found;
  const problem = found.length > 1 ? 'its group answered twice' : problemOf(answer);
  const result = problem === undefined && answer ? (answer as GroupResult) : undefined;
  const checks = expected.checks.map((check) => answeredCheck(expected.group, check, result, problem));
  return { group: expected.group, ...(result && { startedAt: result.startedAt, endedAt: result.endedAt }), checks };
}

function problemOf(answer: Answer | undefined): string | undefined {
  if (!answer) return 'its group gave no result';
  if (!('failure' in answer)) return Array.isArray(answer.checks) ? undefined : "its group's answer cannot be read";
  return `its group's function did not answer: ${failureWords(answer.failure)}`;
}

/** A failure as Step Functions catches it: `Sandbox.Timedout (Task timed out after 15.00 seconds)`. */
export function failureWords(failure: unknown): string {
  const { Error: error, Cause } = (failure ?? {}) as Partial<Record<'Error' | 'Cause', unknown>>;
  const cause = typeof Cause === 'string' ? causeIn(Cause) : '';
  const name = typeof error === 'string' ? cutText(error, 100) : 'an unknown error';
  return `${name}${cause === '' ? '' : ` (${cutText(cause, 200)})`}`;
}

/** Lambda's causes are JSON with an errorMessage; Step Functions' own are plain text. */
function causeIn(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause);
    if (typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed) return String(parsed.errorMessage);
  } catch {
    // not JSON: the text itself is the cause
  }
  return cause;
}

function answeredCheck(
  group: GroupId,
  expected: ExpectedCheck,
  result: GroupResult | undefined,
  problem: string | undefined,
): CheckResult {
  const base = { id: expected.id, group, title: expected.title, evidence: [] };
  if ('off' in expected) return { ...base, outcome: 'skipped', summary: `off: ${expected.off}` };
  if ('manual' in expected) return { ...base, outcome: 'skipped', summary: notAsked };
  const notSeen = (summary: string): CheckResult => ({
    ...base,
    outcome: 'error',
    summary,
    remediation: remediationOfError,
  });
  if (problem !== undefined) return notSeen(`could not look: ${problem}`);
  const answers = result?.checks.filter((check) => check?.id === expected.id) ?? [];
  if (answers.length > 1) return notSeen('could not look: the check answered twice');
  const [answer] = answers;
  if (answer === undefined) return notSeen('could not look: the group gave no outcome for this check');
  // An outcome that nobody knows blocks nothing by itself, so it must not get any further; nor must a waiver of its own.
  if (!isAnswered(answer) || answer.group !== group)
    return notSeen("could not look: the check's answer cannot be read");
  // A check that is on cannot skip itself.
  return answer.outcome === 'skipped' ? notSeen('could not look: the check was skipped though it is on') : answer;
}

const notAsked = 'not asked: what blocks the release already is nothing that people may waive';

/** Names of what was answered, but not asked for. */
export function unaskedAnswers(expected: readonly ExpectedGroup[], answers: readonly Answer[]): string[] {
  return answers.flatMap((answer) => {
    const group = expected.find((one) => one.group === answer?.group);
    if (group === undefined) return [`${nameIn(answer?.group)} (unknown group)`];
    const known = new Set<CheckId>(group.checks.filter(isOn).map((check) => check.id));
    const checks = Array.isArray(answer?.checks) ? answer.checks : [];
    return checks.filter((check) => !known.has(check?.id)).map((check) => `${nameIn(check?.id)} (unknown check)`);
  });
}

const nameIn = (id: unknown): string => (typeof id === 'string' ? cutText(id, 80) : 'an answer without a name');
