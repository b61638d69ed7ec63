import type { ItemRecord } from '../approvals/approval-record.ts';
import { listed } from '../listed.ts';
import { itemOfCriterion } from './asked.ts';
import { alarmsOf, blindSpotsAfter, cloudWatch, nextLook, readAt, type SeenAlarms, wasRead } from './blindness.ts';
import type { CriterionId } from './criterion.ts';
import { blindEvents, stateEvents } from './look-events.ts';
import { type DueNotice, noticesOf } from './look-notices.ts';
import { type Red, redBefore, redOnes } from './red-alarms.ts';
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
  /** Questions that end with the window, unanswered. */
  readonly expired: readonly ItemRecord[];
  /** What people are to be asked about: once a criterion. */
  readonly asks: readonly Red[];
  readonly events: readonly WindowEvent[];
  readonly notices: readonly DueNotice[];
  /** What is to be kept of it. */
  readonly look: Pick<WindowRecord, 'readAt' | 'states' | 'blind'> & { readonly lookedAt: string };
}

/** What follows from a look at a window that is open and has no trigger. */
export function decideLook(record: WindowRecord, rules: LookRules, seen: Seen): LookDecision {
  const { alarms, items, events, now } = seen;
  const red = redOnes(record, alarms, events);
  const spots = blindSpotsAfter(record, { seen: alarms, needData: needDataOf(rules), events, now });
  const trigger = triggerByAlarm(red, now) ?? triggerByApproval(items ?? [], red, now);
  const isOver = trigger === undefined && isTimeUp(record, rules, seen, spots);
  const toAsk = red.filter((one) => isUnasked(one, items));
  const blind = isOver ? [...spots, ...unanswered(record, toAsk, items ?? [], now)] : spots;
  return {
    ...(trigger === undefined ? {} : { trigger }),
    isOver,
    expired: isOver ? (items ?? []).filter(({ status }) => status === 'open') : [],
    asks: isOver || items === undefined ? [] : onceACriterion(toAsk),
    events: [...stateEvents(record, alarms, events), ...blindEvents(record, blind, now)],
    notices: noticesOf(record, {
      ...{ red, before: redBefore(record, alarms), spots, runbook: rules.runbook },
      again: red.filter((one) => isAgain(one, items)),
    }),
    look: { ...lookOf(record, alarms, now), blind },
  };
}

const needDataOf = ({ criteria }: LookRules): ReadonlySet<string> =>
  new Set(criteria.flatMap(({ alarms }) => alarms.filter(({ needsData }) => needsData).map(({ name }) => name)));

/** What turned red first, of what is red at this moment: an event of an alarm that rolls back has triggered by itself. */
function triggerByAlarm(red: readonly Red[], now: Date): Trigger | undefined {
  const [first] = red
    .filter(({ criterion, isSeen }) => criterion.response === 'rollback' && isSeen)
    .toSorted((one, other) => Date.parse(one.alarm.since) - Date.parse(other.alarm.since));
  if (first === undefined) return undefined;
  const { name, since, reason } = first.alarm;
  const recordedAt = now.toISOString();
  return {
    criterion: first.criterion.id,
    alarm: name,
    reason: reasonWords(reason),
    at: since,
    recordedAt,
    by: 'look',
  };
}

function triggerByApproval(items: readonly ItemRecord[], red: readonly Red[], now: Date): Trigger | undefined {
  const item = items.find(({ status }) => status === 'approved');
  if (item === undefined) return undefined;
  const about = red.find(({ criterion }) => itemOfCriterion(criterion.id) === item.id);
  const votes = item.votes.filter(({ choice }) => choice === 'approve');
  const person = listed([...new Set(votes.map(({ by }) => by))], 'and');
  const comment = votes.map((vote) => vote.comment).find((one) => one !== '');
  const recordedAt = now.toISOString();
  return {
    ...(about === undefined ? {} : { criterion: about.criterion.id, alarm: about.alarm.name }),
    reason: reasonWords([`approved: ${item.title}`, ...(comment === undefined ? [] : [comment])].join(': ')),
    at: item.decidedAt ?? recordedAt,
    recordedAt,
    by: 'approval',
    ...(person === '' ? {} : { person }),
  };
}

/**
 * Not before everything was seen once that turned red within the window, unless CloudWatch goes on without an answer: then
 * that is a blind spot. What people decided must be known, too.
 */
function isTimeUp(record: WindowRecord, { times }: LookRules, seen: Seen, spots: readonly BlindSpot[]): boolean {
  const endsAt = Date.parse(record.endsAt);
  if (seen.now.getTime() < endsAt + times.grace * 1000 || seen.items === undefined) return false;
  if (seen.alarms.alarms !== undefined || Date.parse(readAt(record)) >= endsAt) return true;
  return spots.some(({ what, to }) => what === cloudWatch && to === undefined);
}

function isUnasked({ criterion }: Red, items: readonly ItemRecord[] = []): boolean {
  return criterion.response === 'ask' && !items.some(({ id }) => id === itemOfCriterion(criterion.id));
}

/** After people decided to stay, nobody is asked once more: they are told. */
function isAgain({ criterion, alarm }: Red, items: readonly ItemRecord[] = []): boolean {
  const item = items.find(({ id }) => id === itemOfCriterion(criterion.id));
  return item?.status === 'rejected' && Date.parse(alarm.since) > Date.parse(item.decidedAt ?? item.openedAt);
}

function onceACriterion(red: readonly Red[]): readonly Red[] {
  return [...new Map(red.toReversed().map((one) => [one.criterion.id, one])).values()].toReversed();
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
    ...onceACriterion(unasked).map(({ criterion, alarm }) => ({ title: criterion.title, from: alarm.since })),
    ...open.map(({ id, openedAt }) => ({ title: titleOf(record, id), from: openedAt })),
  ]
    .map(({ title, from }) => ({ what: `the decision about ${title}`, why: 'nobody decided in time', from, to }))
    .filter(({ what }) => !(record.blind ?? []).some((spot) => spot.what === what));
}

const titleOf = ({ criteria }: WindowRecord, item: string): string =>
  criteria.find(({ id }) => itemOfCriterion(id) === item)?.title ?? item;

function lookOf(record: WindowRecord, { alarms }: SeenAlarms, now: Date): Omit<LookDecision['look'], 'blind'> {
  const lookedAt = nextLook(record, now);
  if (alarms === undefined) return { lookedAt };
  // Another look may have been written that came later: its word on whether CloudWatch answers is the last.
  const isLast = Date.parse(lookedAt) === now.getTime();
  const sightings = alarmsOf(record).flatMap((name) => alarms.get(name) ?? []);
  const states = Object.fromEntries(sightings.map((one) => [one.name, { ...one, reason: reasonWords(one.reason) }]));
  return { lookedAt, ...(isLast || wasRead(record) ? { readAt: lookedAt } : {}), states };
}
