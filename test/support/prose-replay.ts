import { type Mark, type Outcome, outcomeOf, type Reading, type Rule, readings } from './alarm-prose.ts';

/** How CloudWatch may be: everything that is not published. */
export interface Possible {
  readonly reading: Reading;
  /** How many more periods than N it looks at. */
  readonly more: number;
}

export const ranges = [1, 2, 3, 4, 5, 6] as const;

/** Every reading, with every range from N + 1 to N + 6. */
export const possibilities: readonly Possible[] = readings.flatMap((reading) =>
  ranges.map((more) => ({ reading, more })),
);

export interface Turn {
  /** How many periods had passed. */
  readonly after: number;
  readonly state: Outcome;
}

/**
 * The changes of an alarm that was OK, by the prose.
 * @param late how many of the newest periods cannot be seen yet.
 * @param unseen what such a period is to the alarm.
 */
export function turnsOf(
  series: readonly Mark[],
  rule: Rule,
  { reading, more }: Possible,
  late = 0,
  unseen: Mark = '-',
): Turn[] {
  const turns: Turn[] = [];
  let state: Outcome = 'OK';
  for (let after = 1; after <= series.length; after += 1) {
    const all = [...before(rule), ...series.slice(0, after)];
    const known = [...all.slice(0, all.length - late), ...Array.from({ length: late }, () => unseen)];
    const next = outcomeOf(known.slice(-(rule.evaluationPeriods + more)), rule, reading);
    if (next === 'retain' || next === state) continue;
    state = next;
    turns.push({ after, state });
  }
  return turns;
}

/** What was before the story begins: an hour in which all was well. */
const before = (rule: Rule): Mark[] => Array.from({ length: rule.evaluationPeriods + 6 }, () => '0');

/** After how many periods it first turned red; undefined where it never did. */
export const redAfter = (...args: Parameters<typeof turnsOf>): number | undefined =>
  turnsOf(...args).find(({ state }) => state === 'ALARM')?.after;

/** `0*3 X*2 -`: so many of each. */
export function story(text: string): Mark[] {
  return text.split(' ').flatMap((part) => {
    const [mark, times = '1'] = part.split('*');
    if (mark !== '0' && mark !== 'X' && mark !== '-') throw new TypeError(`no datapoint: ${part}`);
    return Array.from({ length: Number(times) }, () => mark);
  });
}
