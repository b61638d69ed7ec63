import { checklist, type PostDeployCheckId } from '../checklist.ts';
import type { Red } from './red.ts';
import type { BlindSpot, Verification, VerifiedItem, WatchedCheck, WatchedCriterion, WindowRecord } from './window.ts';
import { reasonWords } from './words.ts';

/** How long a verification takes; see `VerificationSettings`. */
export interface VerificationRules {
  readonly tries: number;
  readonly everySeconds: number;
  readonly deadlineSeconds: number;
}

export type Begun = NonNullable<WindowRecord['verifying']>[number];

/** For its function to start, to be called again where Lambda failed, and to write down what it saw, in seconds. */
const marginSeconds = 60;

const timeOf = (at: string): number => Date.parse(at);

/**
 * The moment by which the verification is known that is to begin now. Where several are due, one stands for all of them, by
 * the last one's. None is due after the window's end.
 */
export function dueVerification(record: WindowRecord, now: Date): string | undefined {
  const { verifiesAt = [], verifying = [], verifications = [], endsAt } = record;
  const last = Math.max(...[...verifying, ...verifications].map(({ dueAt }) => timeOf(dueAt)));
  const latest = Math.min(now.getTime(), timeOf(endsAt));
  return verifiesAt.findLast((dueAt) => timeOf(dueAt) <= latest && timeOf(dueAt) > last);
}

/** What was begun, and of which nobody knows yet what it saw. */
const unknownOnes = ({ verifying = [], verifications = [] }: WindowRecord): readonly Begun[] =>
  verifying.filter(({ dueAt }) => !verifications.some((one) => one.dueAt === dueAt));

/**
 * Whether nobody will know any more what a verification saw: a later one was begun, or it had more time than it can take. While a
 * Watch looks no verification goes on, unless that Watch is one that an event has ended.
 */
function isLost({ begunAt }: Begun, { verifying = [] }: WindowRecord, rules: VerificationRules, now: Date): boolean {
  if (verifying.some((other) => timeOf(other.begunAt) > timeOf(begunAt))) return true;
  return now.getTime() > timeOf(begunAt) + longestVerificationMs(rules);
}

/** From its beginning to the moment at which it counts as lost, in milliseconds. */
export function longestVerificationMs({ tries, everySeconds, deadlineSeconds }: VerificationRules): number {
  return (tries * deadlineSeconds + (tries - 1) * everySeconds + marginSeconds) * 1000;
}

/** Verifications of which nobody will know what they saw. */
export function lostVerifications(record: WindowRecord, rules: VerificationRules, now: Date): readonly Begun[] {
  return unknownOnes(record).filter((begun) => isLost(begun, record, rules, now));
}

/** Whether one is still to begin, or to tell what it saw: the window is not over before that. */
export function isVerificationMissing(record: WindowRecord, rules: VerificationRules, now: Date): boolean {
  if (dueVerification(record, now) !== undefined) return true;
  return unknownOnes(record).some((begun) => !isLost(begun, record, rules, now));
}

/** Whether it is a check of the group `post-deploy`, and no criterion. */
export const isCheckId = (id: WatchedCheck['id'] | WatchedCriterion['id']): id is PostDeployCheckId =>
  checklist['post-deploy'].checks.some((check) => check === id);

/** All that a verification looks at: the checks that are on, and the criteria that have probes. */
export function verifiedOnes({ checks = [], criteria }: WindowRecord): readonly (WatchedCheck | WatchedCriterion)[] {
  return [...checks, ...criteria.filter(({ probes = [] }) => probes.length > 0)].filter(
    ({ notWatched }) => notWatched === undefined,
  );
}

/** Checks and probes that failed, each time that they did. */
export function failedOnes(record: WindowRecord): readonly Red[] {
  const all = verifiedOnes(record);
  return (record.verifications ?? []).flatMap(({ endedAt: since, items }) =>
    items.flatMap(({ id, outcome, summary: reason }): Red[] => {
      const watched = all.find((one) => one.id === id);
      return watched === undefined || outcome !== 'fail' ? [] : [{ watched, since, reason, isSeen: true }];
    }),
  );
}

/** Those at which a verification could not look. */
export function unseenItems(record: WindowRecord, { items }: Verification): readonly VerifiedItem[] {
  const ids = new Set(verifiedOnes(record).map(({ id }) => id));
  return items.filter(({ id, outcome }) => outcome === 'error' && ids.has(id));
}

/** Of checks, and of criteria that nothing but probes watches, those that no verification of the window could look at. */
export function neverVerified(record: WindowRecord, now: Date): readonly BlindSpot[] {
  const { openedAt: from, verifications = [] } = record;
  const to = now.toISOString();
  return verifiedOnes(record)
    .filter((one) => !('alarms' in one) || one.alarms.length === 0)
    .flatMap(({ id }): BlindSpot[] => {
      const seen = verifications.flatMap(({ items }) => items.filter((item) => item.id === id));
      if (seen.some(({ outcome }) => outcome !== 'error')) return [];
      const last = seen.at(-1);
      const why = last === undefined ? 'no verification looked at it' : `no verification could look: ${last.summary}`;
      return [{ what: watchedWords(id), why: reasonWords(why), from, to }];
    });
}

/** `the check user-login`, `the probes of feature-broken` */
export const watchedWords = (id: WatchedCheck['id'] | WatchedCriterion['id']): string =>
  isCheckId(id) ? `the check ${id}` : `the probes of ${id}`;
