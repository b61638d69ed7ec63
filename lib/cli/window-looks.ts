import type { Outcome } from '../domain/outcome.ts';
import type { AlarmSighting } from '../domain/window/alarm.ts';
import { reportedVerifications, seenOf } from '../domain/window/reported-verifications.ts';
import type { VerifiedItem, WatchedCheck, WatchedCriterion, WindowRecord } from '../domain/window/window.ts';
import { seenWords } from '../reports/window-verifications.ts';
import { findingWords } from '../reports/words.ts';
import { clean } from './text.ts';

/** How a criterion or a check stands, with the symbol of the outcome that is like it; none where nobody has looked yet. */
export interface Standing {
  readonly outcome: Outcome | undefined;
  readonly text: string;
}

/** The worst that is known of a criterion's alarms and probes. */
export function criterionLook(criterion: WatchedCriterion, record: WindowRecord): Standing {
  const { id, alarms, notWatched, probes = [] } = criterion;
  if (notWatched !== undefined) return { outcome: 'skipped', text: `not watched: ${clean(notWatched)}` };
  const looks = [
    ...alarms.map((name) => alarmLook(name, record)),
    ...(probes.length === 0 ? [] : [probesLook(id, probes, record)]),
  ];
  if (looks.length === 0) return { outcome: 'skipped', text: 'watched by people alone' };
  return looks.toSorted((a, b) => rank(b) - rank(a))[0] ?? { outcome: undefined, text: '' };
}

/** An alarm that is red is worse than one that nobody sees. */
const ranked: readonly (Outcome | undefined)[] = ['pass', undefined, 'warn', 'error', 'fail'];
const rank = ({ outcome }: Standing): number => ranked.indexOf(outcome);

export function alarmLook(name: string, { states = {}, redAtOpen }: WindowRecord): Standing {
  const seen = Object.hasOwn(states, name) ? states[name] : undefined;
  if (seen === undefined) return { outcome: undefined, text: 'not looked at yet' };
  if (seen.state === 'ALARM') return { outcome: 'fail', text: redText(seen, redAtOpen) };
  if (seen.silenced !== undefined) return { outcome: 'error', text: `silenced: ${clean(seen.silenced)}` };
  const text = `${seen.state} since ${seen.since}`;
  return { outcome: seen.state === 'OK' ? 'pass' : 'error', text: clean(text) };
}

function redText(seen: AlarmSighting, redAtOpen: readonly AlarmSighting[]): string {
  const before = redAtOpen.some(({ name, since }) => name === seen.name && since === seen.since);
  const note = before ? ', before the window opened: only a new transition counts' : '';
  return clean(`ALARM since ${seen.since}${note}: ${seen.reason}`);
}

/** `2 probes, 10:05:00 passed`, as the last verification saw them. */
export function probesLook(id: WatchedCriterion['id'], probes: readonly string[], record: WindowRecord): Standing {
  const what = probes.length === 1 ? '1 probe' : `${probes.length} probes`;
  const { outcome, text } = lastLook(id, record);
  return { outcome, text: `${what}, ${text}` };
}

export function checkLook({ id, notWatched }: WatchedCheck, record: WindowRecord): Standing {
  if (notWatched !== undefined) return { outcome: 'skipped', text: `off: ${clean(notWatched)}` };
  return lastLook(id, record);
}

/** As it was seen last; what did not pass, with what was found. */
function lastLook(id: VerifiedItem['id'], record: WindowRecord): Standing {
  const last = seenOf(id, record).at(-1);
  if (last === undefined) return { outcome: undefined, text: 'not looked at yet' };
  const { outcome, dueAt } = last;
  return { outcome, text: clean(`${timeOf(dueAt)} ${seenWords(last).toLowerCase()}: ${findingWords(last)}`) };
}

/** When the group was looked at last, and when it is due again: `last at 10:05:00, next at 10:15:00`. */
export function verifiedWords(record: WindowRecord): string {
  const moments = reportedVerifications(record) ?? [];
  const last = moments.findLast(({ state }) => state === 'made');
  const running = moments.findLast(({ state }) => state === 'running');
  const next = nextDue(record);
  return [
    ...(last === undefined ? [] : [`last at ${timeOf(last.dueAt)}`]),
    ...(running === undefined ? [] : [`looking since ${timeOf(running.startedAt ?? running.dueAt)}`]),
    next === undefined ? 'none is due any more' : `next at ${timeOf(next)}`,
  ].join(', ');
}

/** When the next verification is due; undefined where none is to come. */
export function nextDue(record: WindowRecord): string | undefined {
  return reportedVerifications(record)?.find(({ state }) => state === 'waiting')?.dueAt;
}

/** Of a moment in ISO 8601 its time of day; of another text that text. */
export const timeOf = (at: string): string => /T(\d\d:\d\d:\d\d)/.exec(at)?.[1] ?? clean(at);
