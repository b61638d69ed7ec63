import type { Outcome } from '../domain/outcome.ts';
import type { AlarmSighting } from '../domain/window/alarm.ts';
import type { WatchedCriterion, WindowRecord } from '../domain/window/window.ts';
import { clean } from './text.ts';

/** How a criterion stands, with the symbol of the outcome that is like it; none where nobody has looked yet. */
export interface CriterionLook {
  readonly outcome: Outcome | undefined;
  readonly text: string;
}

/** The worst that is known of a criterion's alarms. */
export function criterionLook(criterion: WatchedCriterion, record: WindowRecord): CriterionLook {
  const { alarms, notWatched } = criterion;
  if (notWatched !== undefined) return { outcome: 'skipped', text: `not watched: ${clean(notWatched)}` };
  if (alarms.length === 0) return { outcome: 'skipped', text: 'watched by people alone' };
  const looks = alarms.map((name) => alarmLook(name, record));
  return looks.toSorted((a, b) => rank(b) - rank(a))[0] ?? { outcome: undefined, text: '' };
}

/** An alarm that is red is worse than one that nobody sees. */
const ranked: readonly (Outcome | undefined)[] = ['pass', undefined, 'warn', 'error', 'fail'];
const rank = ({ outcome }: CriterionLook): number => ranked.indexOf(outcome);

function alarmLook(name: string, { states = {}, redAtOpen }: WindowRecord): CriterionLook {
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
