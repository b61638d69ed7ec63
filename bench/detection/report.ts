import { type CriterionId, criterionIds } from '../../lib/domain/window/criterion.ts';
import { levels, type Result } from './bench.ts';
import { columns, seconds, share, thousands } from './columns.ts';
import { type Detection, firstRollback, lowerBound } from './detect.ts';
import { type FaultName, faults } from './faults.ts';
import type { FalseAlarms } from './healthy.ts';
import { calm, noisy } from './latencies.ts';
import { peers } from './peers.ts';
import { watchedAt } from './service.ts';

/** The whole report, as text; the same for the same result. */
export function report(result: Result): string {
  return [
    header(result),
    ...section('How soon each criterion is red', byCriterion(result.detections), criterionNotes),
    ...section('Others on the same windows', byTool(result.detections), toolNotes),
    ...section(
      'Per 1,000 healthy windows of the calm service: 0.1 % errors',
      byLevel(result.healthy, calm.name),
      rateNotes,
    ),
    ...section(
      'Per 1,000 healthy windows of the noisy one: 0.5 % errors, and response times that are spread more',
      byLevel(result.healthy, noisy.name),
      [],
    ),
    ...section('Goals', goals(result), [bound]),
  ].join('\n');
}

const section = (title: string, body: string, notes: readonly string[]): string[] => [
  '',
  title,
  '',
  body,
  ...(notes.length === 0 ? [] : ['', ...notes]),
];

function header({ seed, size }: Result): string {
  return [
    `Detection bench, seed ${seed}`,
    '',
    'Each window lasts an hour and opens at a random time of a day with 0.3 to 1.7 times the requests of its mean. The fault begins at a',
    'random second of its first 20 minutes. A datapoint is seen 60 s after its minute, 5 % of them a minute later, 0.1 % never. From a red',
    `alarm to the trigger: 1 s. ${thousands(size.faulty)} windows for each fault and level, ${thousands(size.healthy)} healthy ones for each level (${thousands(size.between)} at 30, 300, 1,000 and 3,000).`,
  ].join('\n');
}

function byCriterion(detections: readonly Detection[]): string {
  const lines = criterionIds.flatMap((id) =>
    detections
      .filter(({ by }) => by === id)
      .map((one) => [`${id} (${settingsOf(id)})`, whatIs(one.fault), thousands(one.level), ...numbersOf(one)]),
  );
  return columns(
    ['criterion', 'fault', 'req/min', 'p50 s', 'p95 s', 'p99 s', 'max s', 'missed', 'windows'],
    blank(lines, 2),
    2,
  );
}

const numbersOf = (one: Detection): string[] => [
  ...[one.p50, one.p95, one.p99, one.max].map(seconds),
  share(one.missed, one.n),
  thousands(one.n),
];

const whatIs = (name: FaultName): string => faults.find((one) => one.name === name)?.what ?? name;

/** M of N of its alarm, as lib/config makes it. */
function settingsOf(id: CriterionId): string {
  const one = watchedAt(levels[0]).find((watched) => watched.id === id)?.definition;
  return one === undefined ? 'not watched' : `${one.datapointsToAlarm} of ${one.evaluationPeriods}`;
}

/** What stands in the line above already is left out. */
function blank(lines: readonly (readonly string[])[], count: number): string[][] {
  return lines.map((line, index) => {
    const above = lines[index - 1] ?? [];
    const same = line.findIndex((cell, column) => cell !== above[column]);
    return line.map((cell, column) => (column < Math.min(same === -1 ? count : same, count) ? '' : cell));
  });
}

const criterionNotes = [
  `Responses by default: ${criterionIds.map((id) => `${id} ${watchedAt(levels[0]).find((one) => one.id === id)?.response ?? 'none'}`).join(', ')}.`,
  'Seconds from the onset to the trigger, of those that were not missed. Missed: not red until the window ended.',
];

function byTool(detections: readonly Detection[]): string {
  const names = [firstRollback, ...peers.map(({ name }) => name), lowerBound];
  const seen = detections.filter(({ by }) => by === peers[0]?.name).map(({ fault }) => fault);
  const lines = [...new Set(seen)].flatMap((fault) =>
    names.map((by) => [
      whatIs(fault),
      by === firstRollback ? 'Preflight, first rollback' : by,
      ...levels.map((level) =>
        cellOf(detections.find((one) => one.fault === fault && one.by === by && one.level === level)),
      ),
    ]),
  );
  return columns(['fault', 'by', ...levels.map((level) => `${thousands(level)} req/min`)], blank(lines, 1), 2);
}

function cellOf(one: Detection | undefined): string {
  if (one === undefined) return '';
  const early = one.before === 0 ? '' : `, before ${share(one.before, one.n + one.before)}`;
  const missed = one.missed === 0 ? '' : `, missed ${share(one.missed, one.n)}`;
  return `${seconds(one.p50)} / ${seconds(one.p99)}${missed}${early}`;
}

const toolNotes = [
  'p50 / p99, in seconds from the onset. Before: it had gone back before anything was wrong, and the window is not counted. All watch for',
  'the whole hour; usually an analysis ends sooner. Argo Rollouts and Flagger see each minute at its end (Prometheus), CloudWatch with',
  "its ingest delay. Flagger's request-duration is p99 at most 500 ms. Lower bound: one datapoint of a minute, and its ingest delay.",
  'Modelled from:',
  ...peers.map(({ name, source }) => `  ${name}: ${source}`),
];

function byLevel(healthy: readonly FalseAlarms[], profile: string): string {
  const all = healthy.filter((one) => one.profile === profile);
  const columnsOf = [...new Set(all.map(({ level }) => level))];
  const names = [...new Set(all.map(({ by }) => by))];
  const lines = names.map((by) => {
    const response = all.find((one) => one.by === by)?.response;
    const name = by === firstRollback ? 'Preflight, any rollback' : by;
    return [
      response === undefined ? name : `${name} (${response})`,
      ...columnsOf.map((level) => rateOf(all.find((one) => one.by === by && one.level === level))),
    ];
  });
  return columns(['', ...columnsOf.map((level) => `${thousands(level)} req/min`)], lines, 1);
}

const rateOf = (one: FalseAlarms | undefined): string =>
  one === undefined ? '' : `${one.per1000.toFixed(1)} (${one.low.toFixed(1)}-${one.high.toFixed(1)})`;

const rateNotes = [
  "How many went off, with Wilson's interval of 95 %. Of the criteria, only those that roll back by default make a rollback.",
];

function goals({ goals: all }: Result): string {
  return columns(
    ['', 'what', 'goal', 'reached'],
    all.map((one) => [one.met ? 'met' : 'MISSED', one.what, one.goal, one.reached]),
    4,
  );
}

const bound = [
  'What bounds error-rate-critical: M datapoints must be bad. A fault of e percent that begins s seconds into a minute makes that minute bad',
  'while (60 - s) / 60 x e is above the threshold, else the next one is the first. So it takes at most 60 x (M + 1) - s + 60 (ingest) + 1',
  'seconds with the smallest s for which it is not: 180 - 45 + 61 = 196 s for 20 % against 5 % and M = 2, and 60 s more where the last',
  'datapoint is late. Chance moves s: of 100 requests, the share of errors in part of a minute is not always its mean.',
].join('\n');
