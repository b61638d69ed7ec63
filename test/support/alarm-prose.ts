/**
 * The user guide's page "Configuring how CloudWatch alarms treat missing data", sentence by sentence: a second formulation, beside
 * lib/alarms and without anything of it. Slow, and as the prose reads. Where the prose can be read in several ways, there are several
 * readings.
 */

/** `0` within the threshold, `X` breaching, `-` missing. */
export type Mark = '0' | 'X' | '-';
export type Treatment = 'missing' | 'ignore' | 'breaching' | 'notBreaching';
export type Outcome = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | 'retain';

export interface Rule {
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly missingData: Treatment;
}

/** One way to read what can be read in several. Letters are those of docs/alarm-evaluation.md. */
export interface Reading {
  /** b: "the alarm does not go immediately into ALARM state": and what is it then? */
  readonly notYet: 'OK' | 'INSUFFICIENT_DATA' | 'retain';
  /** c: whether it does not either where missing datapoints are breaching, although the filled ones make it M. */
  readonly waitsWhenFilled: boolean;
  /** d: "the oldest available breaching datapoint during …": the Evaluation Periods, or the evaluation range. */
  readonly oldestOf: 'evaluation periods' | 'evaluation range';
  /** e: whether a datapoint within the threshold, older than that one, is nothing to "all other more recent data points". */
  readonly olderIsNothing: boolean;
}

export const readings: readonly Reading[] = (['OK', 'INSUFFICIENT_DATA', 'retain'] as const).flatMap((notYet) =>
  [false, true].flatMap((waitsWhenFilled) =>
    (['evaluation periods', 'evaluation range'] as const).flatMap((oldestOf) =>
      [false, true].map((olderIsNothing) => ({ notYet, waitsWhenFilled, oldestOf, olderIsNothing })),
    ),
  ),
);

/** What an alarm becomes by the datapoints of its evaluation range, oldest first. */
export function outcomeOf(range: readonly Mark[], rule: Rule, reading: Reading): Outcome {
  const real = range.filter((mark) => mark !== '-');
  // "the total number of existing data points … is equal to or more than the alarm's Evaluation Periods": "evaluates the alarm state based
  // on the most recent real data points"
  if (real.length >= rule.evaluationPeriods) return counted(real.slice(-rule.evaluationPeriods), rule);
  // "If all data points in the alarm evaluation range are missing"
  if (real.length === 0) return whenAllAreMissing[rule.missingData];
  // "CloudWatch fills in the missing data points with the result you specified for how to treat missing data"
  const fillings = Array.from({ length: rule.evaluationPeriods - real.length }, () => fillingOf[rule.missingData]);
  const filled = [...real, ...fillings];
  const reason = prematurity(range, rule, reading);
  switch (rule.missingData) {
    case 'notBreaching':
      return counted(filled, rule);
    case 'breaching':
      if (reading.waitsWhenFilled && reason === 'not yet' && counted(real, rule) === 'OK') return notYet(rule, reading);
      return counted(filled, rule) === 'ALARM' || reason === 'premature' ? 'ALARM' : 'OK';
    case 'missing':
    case 'ignore':
      if (counted(filled, rule) === 'ALARM') return 'ALARM';
      // Both tables say "Retain current state" where the other one is in ALARM.
      if (reason === 'premature') return rule.missingData === 'ignore' ? 'retain' : 'ALARM';
      return reason === 'not yet' ? notYet(rule, reading) : 'OK';
  }
}

/** "The alarm goes into ALARM" where M of them are breaching. */
function counted(evaluated: readonly Mark[], { datapointsToAlarm }: Rule): 'OK' | 'ALARM' {
  return evaluated.filter((mark) => mark === 'X').length >= datapointsToAlarm ? 'ALARM' : 'OK';
}

const fillingOf = { missing: '-', ignore: '-', breaching: 'X', notBreaching: '0' } as const;
const whenAllAreMissing = {
  missing: 'INSUFFICIENT_DATA',
  ignore: 'retain',
  breaching: 'ALARM',
  notBreaching: 'OK',
} as const;

/** INSUFFICIENT_DATA is what `missing` alone is for. */
function notYet({ missingData }: Rule, reading: Reading): Outcome {
  return missingData !== 'missing' && reading.notYet === 'INSUFFICIENT_DATA' ? 'retain' : reading.notYet;
}

/**
 * "Avoiding premature transitions to alarm state": "alarms are designed to always go into ALARM state when the oldest available breaching
 * datapoint during the Evaluation Periods number of data points is at least as old as the value of Datapoints to Alarm, and all other
 * more recent data points are breaching or missing."
 *
 * @returns 'not yet' where nothing but breaching datapoints is there, and they are too young; 'neither' where one is within the threshold.
 */
function prematurity(range: readonly Mark[], rule: Rule, reading: Reading): 'premature' | 'not yet' | 'neither' {
  const newestFirst = range.toReversed();
  const looked = reading.oldestOf === 'evaluation range' ? newestFirst : newestFirst.slice(0, rule.evaluationPeriods);
  const age = looked.lastIndexOf('X') + 1;
  const isOldEnough = age >= rule.datapointsToAlarm && age > 0;
  const isMoreRecentBad = !newestFirst.slice(0, age).includes('0');
  const isOlderGood = newestFirst.slice(age).includes('0');
  if (isOldEnough && isMoreRecentBad && (reading.olderIsNothing || !isOlderGood)) return 'premature';
  return range.includes('0') ? 'neither' : 'not yet';
}

/** The published tables, oldest datapoint left: MISSING, IGNORE, BREACHING, NOT BREACHING. */
export const publishedTables: readonly {
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly rows: readonly (readonly [string, Outcome, Outcome, Outcome, Outcome])[];
}[] = [
  {
    datapointsToAlarm: 3,
    evaluationPeriods: 3,
    rows: [
      ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
      ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
      ['- - - - -', 'INSUFFICIENT_DATA', 'retain', 'ALARM', 'OK'],
      ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['- - X - -', 'ALARM', 'retain', 'ALARM', 'OK'],
    ],
  },
  {
    datapointsToAlarm: 2,
    evaluationPeriods: 3,
    rows: [
      ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
      ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
      ['- - - X -', 'ALARM', 'retain', 'ALARM', 'OK'],
    ],
  },
];
export const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const satisfies readonly Treatment[];

export const marksOf = (pattern: string): Mark[] => pattern.split(' ').filter((one) => isMark(one));

function isMark(text: string): text is Mark {
  return text === '0' || text === 'X' || text === '-';
}

/** What the tables say of it, where it stands in them. */
export function publishedOf(range: readonly Mark[], rule: Rule): Outcome | undefined {
  const table = publishedTables.find(
    ({ datapointsToAlarm, evaluationPeriods }) =>
      datapointsToAlarm === rule.datapointsToAlarm && evaluationPeriods === rule.evaluationPeriods,
  );
  const row = table?.rows.find(([pattern]) => pattern === range.join(' '));
  if (row === undefined) return undefined;
  const [, ...states] = row;
  return states[treatments.indexOf(rule.missingData)];
}

/** Every state that the page allows: the published one, or else that of each reading. */
export function allowedStates(range: readonly Mark[], rule: Rule): ReadonlySet<Outcome> {
  const published = publishedOf(range, rule);
  if (published !== undefined) return new Set([published]);
  return new Set(readings.map((reading) => outcomeOf(range, rule, reading)));
}
