import type { ItemRecord } from '../approvals/approval-record.ts';
import { listed } from '../listed.ts';
import { rollBackItemOf } from './asked.ts';
import { alarmsOf, blindSpotsAfter, cloudWatch, nextLook, readAt, type SeenAlarms, wasRead } from './blindness.ts';
import type { CriterionId } from './criterion.ts';
import { blindEvents, stateEvents } from './look-events.ts';
import { type DueNotice, noticesOf } from './look-notices.ts';
import type { Red } from './red.ts';
import { redAlarms, redBefore } from './red-alarms.ts';
import {
  dueVerification,
  failedOnes,
  isCheckId,
  isVerificationMissing,
  neverVerified,
  type VerificationRules,
} from './verification.ts';
import type { BlindSpot, Trigger, WindowEvent, WindowRecord } from './window.ts';
import { reasonWords } from './words.ts';

/** What the configuration says about looking. */
export interface LookRules {
  readonly times: { readonly grace: number };
  readonly criteria: readonly {
    readonly id: CriterionId;
    readonly alarms: readonly { readonly name: string; readonly needsData: boolean }[];
  }[];
  readonly runbook: string;
  /** Absent where nothing is verified. */
  readonly verification?: VerificationRules | undefined;
}

/** All that one look saw. */
export interface Seen {
  readonly alarms: SeenAlarms;
  /** What people were asked about criteria; undefined where that could not be read. */
  readonly items: readonly ItemRecord[] | undefined;
  /** The window's time line. */
  readonly events: readonly WindowEvent[];
  readonly now: Date;
}

/** What one look leads to. */
export interface LookDecision {
  /** To be recorded before anything else. */
  readonly trigger?: Trigger;
  /** Whether the window's time is up, and nothing is left to wait for. */
  readonly isOver: boolean;
  /** Whether a verification is to begin, after everything else. */
  readonly isVerificationDue: boolean;
  /** Questions that end with the window, unanswered. */
  readonly expired: readonly ItemRecord[];
  /** What people are to be asked about: once a criterion, or a check. */
  readonly asks: readonly Red[];
  readonly events: readonly WindowEvent[];
  readonly notices: readonly DueNotice[];
  /** What is to be kept of it. */
  readonly look: Pick<WindowRecord, 'readAt' | 'states' | 'blind'> & { readonly lookedAt: string };
}

/** What follows from a look at a window that is open and has no trigger. */
export function decideLook(record: WindowRecord, rules: LookRules, seen: Seen): LookDecision {
  const { alarms, items, events, now } = seen;
  const red = [...redAlarms(record, alarms, events), ...failedOnes(record)];
  const spots = blindSpotsAfter(record, { seen: alarms, needData: needDataOf(rules), events, now });
  const trigger = triggerByRed(red, now) ?? triggerByApproval(items ?? [], red, now);
  const isOver = trigger === undefined && isTimeUp(record, rules, seen, spots);
  const toAsk = red.filter((one) => isUnasked(one, items));
  const blind = isOver ? [...spots, ...unseenToTheEnd(record, toAsk, items ?? [], now)] : spots;
  return {
    ...(trigger === undefined ? {} : { trigger }),
    isOver,
    isVerificationDue: rules.verification !== undefined && dueVerification(record, now) !== undefined,
    expired: isOver ? (items ?? []).filter(({ status }) => status === 'open') : [],
    asks: isOver || items === undefined ? [] : onceACriterion(toAsk),
    events: [...stateEvents(record, alarms, events), ...blindEvents(record, blind, now)],
    notices: noticesOf(record, {
      ...{ red, before: redBefore(record, alarms), spots, now, rules },
      again: red.filter((one) => isAgain(one, items)),
    }),
    look: { ...lookOf(record, alarms, now), blind },
  };
}

const needDataOf = ({ criteria }: LookRules): ReadonlySet<string> =>
  new Set(criteria.flatMap(({ alarms }) => alarms.filter(({ needsData }) => needsData).map(({ name }) => name)));

/**
 * What turned red first, of what is red at this moment, and of all that failed in a verification: an event of an alarm that rolls
 * back has triggered by itself.
 */
function triggerByRed(red: readonly Red[], now: Date): Trigger | undefined {
  const [first] = red
    .filter(({ watched, isSeen }) => watched.response === 'rollback' && isSeen)
    .toSorted((one, other) => Date.parse(one.since) - Date.parse(other.since));
  if (first === undefined) return undefined;
  const recordedAt = now.toISOString();
  return { ...causeOf(first), reason: reasonWords(first.reason), at: first.since, recordedAt, by: 'look' };
}

/** Both of them, the criterion and its alarm; a check; or a criterion alone, of which a probe failed. */
function causeOf({ watched: { id }, alarm }: Red): Pick<Trigger, 'criterion' | 'check' | 'alarm'> {
  if (isCheckId(id)) return { check: id };
  return { criterion: id, ...(alarm === undefined ? {} : { alarm }) };
}

function triggerByApproval(items: readonly ItemRecord[], red: readonly Red[], now: Date): Trigger | undefined {
  const item = items.find(({ status }) => status === 'approved');
  if (item === undefined) return undefined;
  const about = red.find(({ watched }) => rollBackItemOf(watched.id) === item.id);
  const votes = item.votes.filter(({ choice }) => choice === 'approve');
  const person = listed([...new Set(votes.map(({ by }) => by))], 'and');
  const comment = votes.map((vote) => vote.comment).find((one) => one !== '');
  const recordedAt = now.toISOString();
  return {
    ...(about === undefined ? {} : causeOf(about)),
    reason: reasonWords([`approved: ${item.title}`, ...(comment === undefined ? [] : [comment])].join(': ')),
    at: item.decidedAt ?? recordedAt,
    recordedAt,
    by: 'approval',
    ...(person === '' ? {} : { person }),
  };
}

/**
 * Not before everything was seen once that turned red within the window, unless CloudWatch goes on without an answer: then
 * that is a blind spot. What people decided must be known, too, and every verification was made that was due, or is lost.
 */
function isTimeUp(record: WindowRecord, rules: LookRules, seen: Seen, spots: readonly BlindSpot[]): boolean {
  const { times, verification } = rules;
  if (verification !== undefined && isVerificationMissing(record, verification, seen.now)) return false;
  const endsAt = Date.parse(record.endsAt);
  if (seen.now.getTime() < endsAt + times.grace * 1000 || seen.items === undefined) return false;
  if (seen.alarms.alarms !== undefined || Date.parse(readAt(record)) >= endsAt) return true;
  return spots.some(({ what, to }) => what === cloudWatch && to === undefined);
}

function isUnasked({ watched }: Red, items: readonly ItemRecord[] = []): boolean {
  return watched.response === 'ask' && !items.some(({ id }) => id === rollBackItemOf(watched.id));
}

/** After people decided to stay, nobody is asked once more: they are told. */
function isAgain({ watched, since }: Red, items: readonly ItemRecord[] = []): boolean {
  const item = items.find(({ id }) => id === rollBackItemOf(watched.id));
  return item?.status === 'rejected' && Date.parse(since) > Date.parse(item.decidedAt ?? item.openedAt);
}

function onceACriterion(red: readonly Red[]): readonly Red[] {
  return [...new Map(red.toReversed().map((one) => [one.watched.id, one])).values()].toReversed();
}

/** What keeps a window from ending healthy, and is known only at its end. */
function unseenToTheEnd(
  record: WindowRecord,
  unasked: readonly Red[],
  items: readonly ItemRecord[],
  now: Date,
): readonly BlindSpot[] {
  const known = new Set((record.blind ?? []).map(({ what }) => what));
  return [...unanswered(record, unasked, items, now), ...neverVerified(record, now)].filter(
    ({ what }) => !known.has(what),
  );
}

/** Where people were to decide and did not, nobody knows whether all was well. */
function unanswered(
  record: WindowRecord,
  unasked: readonly Red[],
  items: readonly ItemRecord[],
  now: Date,
): readonly BlindSpot[] {
  const to = now.toISOString();
  const open = items.filter(({ status }) => status === 'open' || status === 'expired');
  return [
    ...onceACriterion(unasked).map(({ watched, since }) => ({ title: watched.title, from: since })),
    ...open.map(({ id, openedAt }) => ({ title: titleOf(record, id), from: openedAt })),
  ].map(({ title, from }) => ({ what: `the decision about ${title}`, why: 'nobody decided in time', from, to }));
}

const titleOf = ({ criteria, checks = [] }: WindowRecord, item: string): string =>
  [...criteria, ...checks].find(({ id }) => rollBackItemOf(id) === item)?.title ?? item;

function lookOf(record: WindowRecord, { alarms }: SeenAlarms, now: Date): Omit<LookDecision['look'], 'blind'> {
  const lookedAt = nextLook(record, now);
  if (alarms === undefined) return { lookedAt };
  // Another look may have been written that came later: its word on whether CloudWatch answers is the last.
  const isLast = Date.parse(lookedAt) === now.getTime();
  const sightings = alarmsOf(record).flatMap((name) => alarms.get(name) ?? []);
  const states = Object.fromEntries(sightings.map((one) => [one.name, { ...one, reason: reasonWords(one.reason) }]));
  return { lookedAt, ...(isLast || wasRead(record) ? { readAt: lookedAt } : {}), states };
}
