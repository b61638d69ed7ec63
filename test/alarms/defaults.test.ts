import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replayAlarm } from '../../lib/alarms/replay-alarm.ts';
import { windowSettings } from '../../lib/config/window-settings.ts';
import type { AlarmDefinition } from '../../lib/domain/window/alarm.ts';
import preflight from '../../preflight.config.ts';
import { criterionOf, definitionsOf, everyWatch } from '../config/support/rollback.ts';
import type { Mark, Rule } from '../support/alarm-prose.ts';
import { possibilities, ranges, redAfter, story, turnsOf } from '../support/prose-replay.ts';
import { pointsOf } from './support/points.ts';

/** Every alarm of this repository's own configuration, and every default of everything that may be watched. */
const definitions: readonly AlarmDefinition[] = [
  ...Object.values(preflight.environments).flatMap((one) => windowSettings(one)?.criteria ?? []),
  ...everyWatch.map(({ id, watch }) => criterionOf(id, { watch })),
].flatMap(definitionsOf);

interface Default extends Rule {
  readonly name: string;
}
const nameOf = ({ datapointsToAlarm, evaluationPeriods, missingData }: Rule): string =>
  `${datapointsToAlarm} of ${evaluationPeriods} ${missingData}`;
const defaults: readonly Default[] = [...new Map(definitions.map((one) => [nameOf(one), one]))].map(
  ([name, { datapointsToAlarm, evaluationPeriods, missingData }]) => ({
    name,
    datapointsToAlarm,
    evaluationPeriods,
    missingData,
  }),
);

/** What an alarm does under each possibility; each answer once. */
const answers = <T>(of: (possible: (typeof possibilities)[number]) => T): T[] => [
  ...new Map(possibilities.map((possible) => of(possible)).map((one) => [JSON.stringify(one) ?? '', one])).values(),
];

it('the defaults are these, of periods of a minute', () => {
  expect(defaults.map(({ name }) => name).toSorted()).toEqual([
    '1 of 1 notBreaching',
    '2 of 2 breaching',
    '2 of 3 missing',
    '2 of 3 notBreaching',
    '3 of 5 notBreaching',
    '5 of 10 missing',
    '5 of 10 notBreaching',
  ]);
  expect(new Set(definitions.map(({ periodSeconds }) => periodSeconds))).toEqual(new Set([60]));
});

const seenEveryMinute = [
  ['a fault', '0*5 X*20 0*20'],
  ['one bad minute', '0*5 X 0*20'],
  ['two bad minutes', '0*5 X*2 0*20'],
  ['a fault that comes and goes', '0*5 X 0 X 0 X 0 X 0 X 0 X 0*20'],
  ['a fault, recovery, a fault', '0*5 X*8 0*12 X*8'],
] as const;

describe.each(defaults)('$name, under every reading and with every range from N + 1 to N + 6', (rule) => {
  it.each(seenEveryMinute)(
    'turns at the same minutes: %s, each datapoint seen within its minute or one later',
    (_, text) => {
      for (const late of [0, 1])
        expect(answers((possible) => turnsOf(story(text), rule, possible, late))).toHaveLength(1);
    },
  );

  it('turns at the same minutes as lib/alarms does, where of N + 1 minutes one at most has no datapoint', () => {
    const lost = fc.nat({ max: rule.evaluationPeriods });
    const part = fc.tuple(
      fc.array(fc.constantFrom('0', 'X'), { minLength: rule.evaluationPeriods, maxLength: 12 }),
      lost,
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        const series: Mark[] = parts.flatMap(([seen, gap]): Mark[] => (gap === 0 ? seen : [...seen, '-']));
        const past: Mark[] = Array.from({ length: rule.evaluationPeriods + 6 }, () => '0');
        const changes = replayAlarm({ points: pointsOf([...past, ...series]), rule, before: 'OK' })
          .map(({ period, state }) => ({ after: period - past.length, state }))
          .filter(({ after }) => after > 0);
        expect(answers((possible) => turnsOf(series, rule, possible))).toEqual([changes]);
      }),
      { numRuns: 12 },
    );
  });

  it('is red for silence or is not, after the same or after so many minutes', () => {
    const silence = story('0*5 -*20');
    const after = ranges.map((more) => [
      ...new Set(possibilities.filter((one) => one.more === more).map((one) => redAfter(silence, rule, one, 1))),
    ]);
    // Only where silence is breaching: as many minutes as the range has, since the last datapoint in it is a good one.
    expect(after).toEqual(
      ranges.map((more) => (rule.missingData === 'breaching' ? [5 + rule.evaluationPeriods + more] : [undefined])),
    );
  });

  it('is red or is not, at the same minute, where a fault begins after silence', () => {
    if (rule.missingData === 'breaching') return;
    expect(answers((possible) => redAfter(story('0*5 -*20 X*15'), rule, possible))).toEqual([
      25 + rule.datapointsToAlarm,
    ]);
  });
});

const byName = (name: string): Rule => {
  const found = defaults.find((one) => one.name === name);
  if (found === undefined) throw new TypeError(`no default is ${name}`);
  return found;
};
const isRed = (name: string, text: string, late = 0) =>
  answers((possible) => redAfter(story(text), byName(name), possible, late) !== undefined).toSorted(
    (one, other) => Number(one) - Number(other),
  );

describe('where it depends on a reading all the same, as docs/alarm-evaluation.md lists', () => {
  it.each(['2 of 3 missing', '5 of 10 missing'])(
    '%s: one bad datapoint, then silence: red, or blind in the end',
    (name) => {
      expect(isRed(name, '0*5 X -*30')).toEqual([false, true]);
      const ends = answers((possible) => turnsOf(story('0*5 X -*30'), byName(name), possible).at(-1)?.state);
      expect(ends).toEqual(['INSUFFICIENT_DATA']);
    },
  );

  it('5 of 10 missing: up to four of them', () => {
    expect(isRed('5 of 10 missing', '0*5 X*4 -*30')).toEqual([false, true]);
    expect(isRed('5 of 10 missing', '0*5 X*5 -*30')).toEqual([true]);
  });

  it.each([
    ['2 of 3 notBreaching', '- - -', '- -'],
    ['3 of 5 notBreaching', '- -', '-'],
    ['5 of 10 notBreaching', '- -', '-'],
  ])('%s: bad datapoints so far apart that few are in the range: %j between two', (name, far, near) => {
    const apart = (gap: string) => `0*5 ${Array.from({ length: 8 }, () => `${gap} X`).join(' ')}`;
    expect(isRed(name, apart(far))).toEqual([false, true]);
    expect(isRed(name, apart(near))).toEqual([true]);
  });

  it('2 of 2 breaching: three minutes without a request are an outage or are none; two are none', () => {
    expect(isRed('2 of 2 breaching', '0*5 - - - 0*9')).toEqual([false, true]);
    expect(isRed('2 of 2 breaching', '0*5 - - 0*9')).toEqual([false]);
  });

  it.each(['1 of 1 notBreaching', '2 of 2 breaching'])('%s: datapoints that come two minutes late', (name) => {
    expect(isRed(name, '0*5 X*20', 2)).toEqual([false, true]);
  });

  it.each(['2 of 3 notBreaching', '2 of 3 missing', '3 of 5 notBreaching', '5 of 10 missing', '5 of 10 notBreaching'])(
    '%s: not by these two minutes',
    (name) => {
      expect(isRed(name, '0*5 X*20', 2)).toEqual([true]);
    },
  );

  it('2 of 3: three minutes late', () => {
    expect(isRed('2 of 3 notBreaching', '0*5 X*20', 3)).toEqual([false, true]);
    expect(isRed('2 of 3 missing', '0*5 X*20', 3)).toEqual([false, true]);
  });

  it('1 of 1 notBreaching: bad again after two silent minutes: red anew, or still', () => {
    const reds = answers(
      (possible) =>
        turnsOf(story('0*5 X - - X 0*9'), byName('1 of 1 notBreaching'), possible).filter(
          ({ state }) => state === 'ALARM',
        ).length,
    );
    expect(reds).toHaveLength(2);
    expect(new Set(reds)).toEqual(new Set([1, 2]));
  });

  it('2 of 2 breaching: with datapoints a minute late, two', () => {
    expect(isRed('2 of 2 breaching', '0*5 - - 0*9', 1)).toEqual([false, true]);
    expect(isRed('2 of 2 breaching', '0*5 - 0*9', 1)).toEqual([false]);
  });
});

/** A rate's minute in which nothing is counted: of no value as we read metric math, and 0 where "missing values are treated as 0" always. */
describe('the reading of metric math, under which a minute that cannot be seen yet is a good one', () => {
  const rates = ['2 of 3 notBreaching', '3 of 5 notBreaching', '5 of 10 notBreaching'];
  const late = (name: string, text: string, unseen: Mark) =>
    answers((possible) => redAfter(story(text), byName(name), possible, 1, unseen));

  it.each(rates)('%s: a fault is red at the same minute', (name) => {
    const minute = 5 + byName(name).datapointsToAlarm + 1;
    expect(late(name, '0*5 X*20', '-')).toEqual([minute]);
    expect(late(name, '0*5 X*20', '0')).toEqual([minute]);
  });

  it('2 of 3 and 3 of 5: one that is there every second minute is red under one reading alone', () => {
    const everySecond = `0*5 ${Array.from({ length: 12 }, () => 'X 0').join(' ')}`;
    expect(late('2 of 3 notBreaching', everySecond, '-')).toEqual([9]);
    expect(late('2 of 3 notBreaching', everySecond, '0')).toEqual([undefined]);
    expect(late('3 of 5 notBreaching', everySecond, '-')).toEqual([11]);
    expect(late('3 of 5 notBreaching', everySecond, '0')).toEqual([undefined]);
    expect(late('5 of 10 notBreaching', everySecond, '0')).toEqual(late('5 of 10 notBreaching', everySecond, '-'));
  });
});
