import type { ApprovalItem, Waiver } from './approvals/approval.ts';
import { askedItems, isBlocking } from './approvals/asked-items.ts';
import {
  answeredKeys,
  eachCheck,
  failureKey,
  waivableChecks,
  withCarried,
  withWaiver,
} from './approvals/carried-waivers.ts';
import { type JudgedItem, judgeItems } from './approvals/judged-item.ts';
import { manualResult } from './approvals/manual-result.ts';
import { waiverOf } from './approvals/waiver.ts';
import type { CheckResult } from './check-result.ts';
import type { GroupId } from './checklist.ts';
import type { ApprovalsAnswer, ExpectedGroup, GroupAnswer } from './gate.ts';
import { answeredGroups, answersAgain, answersIn, latestAnswers, unaskedAnswers } from './group-answers.ts';
import { noteOf, type QuarantineNote, quarantineName } from './quarantine.ts';
import { summaryOf } from './verdict-summary.ts';

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
  /**
   * `quarantine` where the release is in it, then check ids that keep it back, in the checklist's order, then the team's own
   * items that were not approved; an answer nobody asked for is named too.
   */
  readonly blocking: readonly string[];
  readonly groups: readonly DecidedGroup[];
  readonly decidedAt: string;
  /** How long a GO holds, ISO 8601; absent for a no-go. */
  readonly expiresAt?: string;
  /** What people decided; absent where nobody was asked. */
  readonly approvals?: readonly JudgedItem[];
  /** Present where the release was rolled back before, and nobody lifted that. */
  readonly quarantine?: QuarantineNote;
}

/** No verdict yet: no check that nobody may waive blocks, and people are asked about these. */
export interface Question {
  readonly ask: readonly ApprovalItem[];
  /** As in a decision: what the checks found so far. */
  readonly groups: readonly DecidedGroup[];
}

export interface DecisionInput {
  /** The run's id: a waiver says in which it was given. */
  readonly run: string;
  readonly expected: readonly ExpectedGroup[];
  readonly answers: readonly GroupAnswer[];
  /** Items of the team's own that people decide. */
  readonly own: readonly ApprovalItem[];
  /** Of earlier runs. */
  readonly waivers: readonly Waiver[];
  /** Present once people were asked: then the verdict falls, whatever they answered. */
  readonly approvals?: ApprovalsAnswer;
  /** Of groups that looked again since; their earlier answers count no longer. */
  readonly refreshed?: readonly GroupAnswer[];
  /** Present where the release was rolled back before, and nobody lifted that. */
  readonly quarantine?: QuarantineNote | undefined;
  readonly now: Date;
  /** How long a GO holds. */
  readonly goExpiresMinutes: number;
}

export function isQuestion(decided: Decision | Question): decided is Question {
  return 'ask' in decided;
}

/**
 * Go or no-go, or whom to ask first; fail closed: only what was asked for, was answered, and does not block leads to a GO.
 * A missing group, a missing check, an answer nobody asked for or nobody can read, and a checklist of which nothing ran
 * all block; so does what people did not approve, and a quarantine. Nobody is asked while something blocks that nobody may
 * waive.
 */
export function decideVerdict(input: DecisionInput): Decision | Question {
  const { approvals } = input;
  return approvals === undefined ? decideOrAsk(input) : decideFinally(input, approvals);
}

function decideOrAsk(input: DecisionInput): Decision | Question {
  const { expected, own, quarantine } = input;
  const answers = answersIn(input.answers);
  const groups = withCarried(answeredGroups(expected, answers), input, new Set());
  const unasked = unaskedAnswers(expected, answers);
  const looked = expected.some(({ checks }) => checks.some((check) => !('off' in check)));
  const decided = !looked || unasked.length > 0 || quarantine !== undefined || hopeless(groups, expected);
  if (decided) return conclude(input, { groups, unasked });
  const ask = askedItems(expected, groups, own);
  if (ask.length === 0) return conclude(input, { groups, unasked });
  const waiting = new Set<string>(ask.filter(({ kind }) => kind === 'manual').map(({ id }) => id));
  return { ask, groups: eachCheck(groups, (check) => (waiting.has(check.id) ? { ...check, summary: notYet } : check)) };
}

const notYet = 'not decided yet: people are asked';

/** Whether something blocks that nobody may waive. */
function hopeless(groups: readonly DecidedGroup[], expected: readonly ExpectedGroup[]): boolean {
  const waivable = waivableChecks(expected);
  return groups.some(({ checks }) => checks.some((check) => isBlocking(check) && !waivable.has(check.id)));
}

function decideFinally(input: DecisionInput, approvals: ApprovalsAnswer): Decision {
  const { expected, own, run } = input;
  const first = answersIn(input.answers);
  // What was answered had been asked, though a waiver of another run may hold by now.
  const seen = withCarried(answeredGroups(expected, first), input, answeredKeys(approvals));
  const { items, unasked } = judgeItems(askedItems(expected, seen, own), approvals);
  const again = answersAgain(input.refreshed);
  const judged = new Map<string, JudgedItem>(items.map((item) => [item.id, item]));
  const decided = eachCheck(answeredGroups(expected, latestAnswers(first, again, approvals)), (check) => {
    const item = judged.get(check.id);
    if (item === undefined) return check;
    return item.kind === 'manual' ? manualResult(check, item) : withWaiver(check, waiverOf(item, run));
  });
  const asked = new Set(items.map(({ id, failure }) => failureKey(id, failure?.outcome)));
  return conclude(input, {
    groups: withCarried(decided, input, asked),
    unasked: [...unaskedAnswers(expected, [...first, ...again]), ...unasked],
    items,
  });
}

interface Findings {
  readonly groups: readonly DecidedGroup[];
  readonly unasked: readonly string[];
  /** Absent where nobody was asked. */
  readonly items?: readonly JudgedItem[];
}

function conclude(input: DecisionInput, { groups, unasked, items }: Findings): Decision {
  const { own, now, goExpiresMinutes, quarantine } = input;
  const checks = groups.flatMap((group) => group.checks);
  const owned = new Set(own.map(({ id }) => id));
  const refused = (items ?? []).filter(({ id, status }) => owned.has(id) && status !== 'approved').map(({ id }) => id);
  const blocking = [
    ...(quarantine === undefined ? [] : [quarantineName]),
    ...checks.filter(isBlocking).map(({ id }) => id),
    ...refused,
    ...unasked,
  ];
  const ran = checks.some(({ outcome }) => outcome !== 'skipped');
  const verdict = ran && blocking.length === 0 ? 'go' : 'no-go';
  const counts = { refused: refused.length, unasked: unasked.length };
  return {
    verdict,
    summary: summaryOf({ verdict, checks, approvals: items ?? [], ...counts, quarantined: quarantine !== undefined }),
    blocking,
    groups,
    decidedAt: now.toISOString(),
    ...(verdict === 'go' ? { expiresAt: new Date(now.getTime() + goExpiresMinutes * 60_000).toISOString() } : {}),
    ...(items === undefined ? {} : { approvals: items }),
    ...(quarantine === undefined ? {} : { quarantine: noteOf(quarantine) }),
  };
}
