import { type CheckResult, type GroupFailure, type GroupResult, remediationOfError } from './check-result.ts';
import type { CheckId, GroupId } from './checklist.ts';
import { cutText } from './evidence.ts';
import { type ExpectedCheck, type ExpectedGroup, isOn } from './gate.ts';
import { blocks, type Outcome, worstOf } from './outcome.ts';
import { isReportable } from './report.ts';

export type Verdict = 'go' | 'no-go';

/** All checks of a group as they stand in the report. */
export interface DecidedGroup {
  readonly group: GroupId;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly checks: readonly CheckResult[];
}

export interface Decision {
  readonly verdict: Verdict;
  /** `no-go: 2 of 13 checks block`, one line. */
  readonly summary: string;
  /** Check ids that keep the release back, in the checklist's order; an answer nobody asked for is named too. */
  readonly blocking: readonly string[];
  readonly groups: readonly DecidedGroup[];
  readonly decidedAt: string;
  /** How long a GO holds, ISO 8601; absent for a no-go. */
  readonly expiresAt?: string;
}

export interface DecisionInput {
  readonly expected: readonly ExpectedGroup[];
  readonly answers: readonly (GroupResult | GroupFailure)[];
  readonly now: Date;
  /** How long a GO holds. */
  readonly goExpiresMinutes: number;
}

/**
 * Go or no-go, fail closed: only what was asked for, was answered, and does not block leads to a GO.
 * A missing group, a missing check, an answer nobody asked for or nobody can read, and a checklist of which nothing ran
 * all block. Answers come out of other functions, so their types are a promise that is held against what is there.
 */
export function decideVerdict({ expected, answers: given, now, goExpiresMinutes }: DecisionInput): Decision {
  const answers = (Array.isArray(given) ? given : []) as readonly Answer[];
  const groups = expected.map((group) => decideGroup(group, answers));
  const checks = groups.flatMap((group) => group.checks);
  const ran = checks.filter((check) => check.outcome !== 'skipped');
  const unasked = unaskedAnswers(expected, answers);
  const blocking = [...ran.filter((check) => blocks(check.outcome)).map((check) => check.id), ...unasked];
  const worst = worstOf(ran.map((check) => check.outcome));
  const verdict = worst !== undefined && !blocks(worst) && unasked.length === 0 ? 'go' : 'no-go';
  return {
    verdict,
    summary: summarize(verdict, ran, unasked),
    blocking,
    groups,
    decidedAt: now.toISOString(),
    ...(verdict === 'go' ? { expiresAt: new Date(now.getTime() + goExpiresMinutes * 60_000).toISOString() } : {}),
  };
}

/** What a group answered, as far as it can be trusted to be there. */
type Answer = (Partial<Omit<GroupResult, 'group'> & Omit<GroupFailure, 'group'>> & { readonly group?: unknown }) | null;

function decideGroup(expected: ExpectedGroup, answers: readonly Answer[]): DecidedGroup {
  const found = answers.filter((answer) => answer?.group === expected.group);
  const [answer] = found;
  const problem = found.length > 1 ? 'its group answered twice' : problemOf(answer);
  const result = problem === undefined && answer ? (answer as GroupResult) : undefined;
  const checks = expected.checks.map((check) => decideCheck(expected.group, check, result, problem));
  return { group: expected.group, ...(result && { startedAt: result.startedAt, endedAt: result.endedAt }), checks };
}

function problemOf(answer: Answer | undefined): string | undefined {
  if (!answer) return 'its group gave no result';
  if (!('failure' in answer)) return Array.isArray(answer.checks) ? undefined : "its group's answer cannot be read";
  const cause = causeOf(answer.failure?.Cause ?? '');
  const error = answer.failure?.Error ?? 'an unknown error';
  return `its group's function did not answer: ${error}${cause === '' ? '' : ` (${cutText(cause, 200)})`}`;
}

/** Lambda's causes are JSON with an errorMessage; Step Functions' own are plain text. */
function causeOf(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause);
    if (typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed) return String(parsed.errorMessage);
  } catch {
    // not JSON: the text itself is the cause
  }
  return cause;
}

function decideCheck(
  group: GroupId,
  expected: ExpectedCheck,
  result: GroupResult | undefined,
  problem: string | undefined,
): CheckResult {
  const base = { id: expected.id, group, title: expected.title, evidence: [] };
  if ('off' in expected) return { ...base, outcome: 'skipped', summary: `off: ${expected.off}` };
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
  // An outcome that nobody knows blocks nothing by itself, so it must not get any further.
  if (!isReportable(answer) || answer.group !== group)
    return notSeen("could not look: the check's answer cannot be read");
  // A check that is on cannot skip itself.
  return answer.outcome === 'skipped' ? notSeen('could not look: the check was skipped though it is on') : answer;
}

function unaskedAnswers(expected: readonly ExpectedGroup[], answers: readonly Answer[]): string[] {
  return answers.flatMap((answer) => {
    const group = expected.find((one) => one.group === answer?.group);
    if (group === undefined) return [`${nameIn(answer?.group)} (unknown group)`];
    const known = new Set<CheckId>(group.checks.filter(isOn).map((check) => check.id));
    const checks = Array.isArray(answer?.checks) ? answer.checks : [];
    return checks.filter((check) => !known.has(check?.id)).map((check) => `${nameIn(check?.id)} (unknown check)`);
  });
}

const nameIn = (id: unknown): string => (typeof id === 'string' ? cutText(id, 80) : 'an answer without a name');

function summarize(verdict: Verdict, ran: readonly CheckResult[], unasked: readonly string[]): string {
  if (ran.length === 0) return 'no-go: no check ran';
  const count = (outcome: Outcome): number => ran.filter((check) => check.outcome === outcome).length;
  if (verdict === 'go') {
    const warnings = count('warn');
    return `go: ${ran.length === 1 ? '1 check' : `${ran.length} checks`} ran, none blocks${warnings === 0 ? '' : `, ${warnings} with a warning`}`;
  }
  const failed = count('fail') > 0 ? [`${count('fail')} failed`] : [];
  const unseen = count('error') > 0 ? [`${count('error')} could not look`] : [];
  const blocking = count('fail') + count('error');
  const blockers = `${blocking} of ${ran.length} checks ${blocking === 1 ? 'blocks' : 'block'}`;
  const parts = [
    ...(blocking > 0 ? [`${blockers}: ${[...failed, ...unseen].join(', ')}`] : []),
    ...(unasked.length > 0 ? [`${unasked.length} answered unasked`] : []),
  ];
  return `no-go: ${parts.join('; ')}`;
}
