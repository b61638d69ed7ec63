import type { RollbackStepName } from '../domain/window/rollback-steps.ts';
import { watchedWords } from '../domain/window/verification.ts';
import type { ReportedAlarm, ReportedCriterion, WindowReport } from '../domain/window/window-report.ts';
import type { Look } from './icons.ts';
import { triggerMomentWords } from './window-trigger-words.ts';
import { durationWords, instantWords } from './words.ts';

export const resultWords = {
  healthy: 'Healthy',
  'rolled-back': 'Rolled back',
  'rollback-failed': 'Rollback failed',
  inconclusive: 'Inconclusive',
  superseded: 'Superseded',
  open: 'Open',
} as const satisfies Record<WindowReport['result'], string>;

/** The outcome whose colour and shape a result has. */
export const resultLooks = {
  healthy: 'pass',
  'rolled-back': 'warn',
  'rollback-failed': 'fail',
  inconclusive: 'error',
  superseded: 'skipped',
  open: 'waived',
} as const satisfies Record<WindowReport['result'], Look>;

/** How a criterion stands at the end: what is wrong first, then what is well, then what nobody watched. */
export const criterionStandings = {
  trigger: { look: 'fail', words: 'Trigger' },
  blind: { look: 'error', words: 'Could not be seen' },
  unseen: { look: 'error', words: 'Never seen' },
  unasked: { look: 'error', words: 'Could not be asked' },
  red: { look: 'warn', words: 'Red' },
  'probe-failed': { look: 'warn', words: 'Probe failed' },
  'was-red': { look: 'warn', words: 'Was red' },
  'probe-had-failed': { look: 'warn', words: 'Probe had failed' },
  well: { look: 'pass', words: 'Not red' },
  'probes-well': { look: 'pass', words: 'Probes passed' },
  'not-yet': { look: 'skipped', words: 'Not asked yet' },
  'not-watched': { look: 'skipped', words: 'Not watched' },
  people: { look: 'skipped', words: 'People alone' },
} as const satisfies Record<string, { readonly look: Look; readonly words: string }>;
export type CriterionStanding = keyof typeof criterionStandings;

export function standingOfCriterion(criterion: ReportedCriterion, report: WindowReport): CriterionStanding {
  const { trigger, blind } = report;
  const { id, alarms, notWatched, probes } = criterion;
  if (trigger?.criterion === id || alarms.some(({ name }) => name === trigger?.alarm)) return 'trigger';
  if (blind.some(({ what }) => [watchedWords(id), ...alarms.map(({ name }) => name)].includes(what))) return 'blind';
  if (notWatched !== undefined) return 'not-watched';
  if (alarms.length === 0) return probes === undefined ? 'people' : standingOfProbes(criterion, report);
  const ofAlarms = standingOfAlarms(criterion);
  if (probes === undefined || ofAlarms !== 'well') return ofAlarms;
  const ofProbes = standingOfProbes(criterion, report);
  return ofProbes === 'probes-well' || ofProbes === 'not-yet' ? 'well' : ofProbes;
}

function standingOfAlarms({ alarms }: ReportedCriterion): CriterionStanding {
  if (alarms.some(({ seen }) => seen?.state === 'ALARM')) return 'red';
  if (alarms.some(({ states }) => states.some(({ state }) => state === 'ALARM'))) return 'was-red';
  return alarms.every(({ seen, states }) => seen !== undefined || states.length > 0) ? 'well' : 'unseen';
}

function standingOfProbes({ id, probes }: ReportedCriterion, { verifications = [] }: WindowReport): CriterionStanding {
  const hasFailed = verifications.some(({ items }) => items.some((one) => one.id === id && one.outcome === 'fail'));
  switch (probes?.last?.outcome) {
    case undefined:
      return 'not-yet';
    case 'fail':
      return 'probe-failed';
    case 'error':
      return 'unasked';
    default:
      return hasFailed ? 'probe-had-failed' : 'probes-well';
  }
}

/** How often each standing occurs, in the order above, without those that do not. */
export function standingTally(
  report: WindowReport,
): { readonly standing: CriterionStanding; readonly count: number }[] {
  const all = report.criteria.map((criterion) => standingOfCriterion(criterion, report));
  return (Object.keys(criterionStandings) as CriterionStanding[])
    .map((standing) => ({ standing, count: all.filter((one) => one === standing).length }))
    .filter(({ count }) => count > 0);
}

export const stateWords = {
  OK: 'OK',
  ALARM: 'Alarm',
  INSUFFICIENT_DATA: 'No data',
  'not-red': 'Not red',
} as const satisfies Record<ReportedAlarm['states'][number]['state'], string>;

export const responseWords = {
  rollback: 'rolls back',
  ask: 'asks people',
  notify: 'tells people',
} as const satisfies Record<ReportedCriterion['response'], string>;

const stepWords: Record<RollbackStepName, string> = {
  recorded: 'The trigger was recorded',
  schema: 'The schema was looked at',
  decided: 'People had decided',
  started: 'The rollback started',
  served: 'The old version served',
  recovered: 'The alarm was seen OK',
  verified: 'The rollback was verified',
};

export const eventWords = {
  opened: 'Opened',
  alarm: 'Alarm',
  ignored: 'Ignored',
  told: 'Told',
  verified: 'Verified',
  drill: 'Drill',
  asked: 'Asked',
  trigger: 'Trigger',
  schema: 'Schema',
  rollback: 'Rollback',
  blind: 'Blind',
  ended: 'Ended',
} as const satisfies Record<WindowReport['events'][number]['kind'], string>;

/** `shop-api 1.42.0` */
export const deploymentName = ({ service, release }: WindowReport): string => `${service} ${release.version}`;

/** The summary as a sentence of its own. */
export function windowSentence({ summary }: WindowReport): string {
  // A name keeps its first letter.
  const sentence = summary.replace(/^[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase());
  return `${sentence}${/[.?!…]$/.test(sentence) ? '' : '.'}`;
}

/** A step on a line: what happened, when, and how long after the one before it. */
export interface StepLine {
  readonly words: string;
  /** Absent where it did not come to that. */
  readonly at?: string;
  readonly took?: string;
}

/** All steps from the trigger on, the trigger itself first. */
export function stepLines({ steps, trigger }: WindowReport): StepLine[] {
  if (trigger === undefined) return [];
  return [
    { words: triggerMomentWords(trigger), at: trigger.at },
    ...steps.map(({ step, at, seconds }) => ({
      words: stepWords[step],
      ...(at === undefined ? {} : { at }),
      ...(seconds === undefined ? {} : { took: secondsWords(seconds) }),
    })),
  ];
}

/** `400 ms`, `12 s`, `2 min 5 s` */
export const secondsWords = (seconds: number): string => durationWords(seconds * 1000);

/** A length in milliseconds that one compares with others: `240 ms`, `1,240 ms`. */
export const millisecondsWords = (ms: number): string => `${Number(ms.toFixed(1)).toLocaleString('en-US')} ms`;

/** The moment in UTC; a text that is none stands as it is. */
export const momentWords = (text: string): string => instantWords(text) ?? text;

/** Entries of a long list, the middle of which stands in the JSON alone. */
export interface Excerpt<T> {
  readonly first: readonly T[];
  readonly leftOut: number;
  readonly last: readonly T[];
}

/** A storm of alarms must not make a report that nobody can open. */
const mostEvents = 400;

export function excerptOf<T>(all: readonly T[]): Excerpt<T> {
  if (all.length <= mostEvents) return { first: all, leftOut: 0, last: [] };
  const half = mostEvents / 2;
  return { first: all.slice(0, half), leftOut: all.length - mostEvents, last: all.slice(-half) };
}
