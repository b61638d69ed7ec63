import type {
  BacktestReport,
  FalseRate,
  RedAlarm,
  ReplayedCriterion,
  Suggestion,
  Tried,
} from '../backtest/backtest.ts';
import { durationWords } from './words.ts';

/** How a criterion came out of a backtest: what would have rolled back first. */
export const replayedStandings = {
  red: { look: 'warn', words: 'Red' },
  quiet: { look: 'pass', words: 'Never red' },
  unknown: { look: 'skipped', words: 'Not replayed' },
} as const;
export type ReplayedStanding = keyof typeof replayedStandings;

export function standingOfReplayed({ notReplayed, red }: ReplayedCriterion): ReplayedStanding {
  if (notReplayed !== undefined) return 'unknown';
  return red > 0 ? 'red' : 'quiet';
}

export const countWords = (count: number, one: string, many = `${one}s`): string =>
  `${numberWords(count)} ${count === 1 ? one : many}`;

/** Windows that would have rolled back, the oldest first. */
export const rolledBackOf = ({ windows }: Pick<BacktestReport, 'windows'>) =>
  windows.flatMap(({ rolledBack, ...window }) => (rolledBack === undefined ? [] : [{ ...window, rolledBack }]));

/** `3 of 336 windows would have rolled back` */
export function headlineWords(report: Pick<BacktestReport, 'windows'>): string {
  const all = report.windows.length;
  const some = rolledBackOf(report).length;
  return `${some === 0 ? 'None' : numberWords(some)} of ${countWords(all, 'window')} would have rolled back`;
}

/** `6.0 per 1,000 healthy windows (2 of 334; 95\u00A0% interval: 1.6 to 21.5)` */
export function rateWords(rate: FalseRate): string {
  if (rate.healthy === 0) return 'not known, since no healthy window was replayed, or nothing that rolls back';
  return `${perThousand(rate.per1000)} per 1,000 healthy windows (${numberWords(rate.rolledBack)} of ${numberWords(rate.healthy)}; 95\u00A0% interval: ${boundsWords(rate)})`;
}

/** `1.6 to 21.5` */
export const boundsWords = ({ low, high }: Pick<FalseRate, 'low' | 'high'>): string =>
  `${perThousand(low)} to ${perThousand(high)}`;

/** One digit after the point, below 10. */
export const perThousand = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 1 : 0 });

/** Four digits tell as much as anybody compares at a glance. */
export const numberWords = (value: number): string =>
  (Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4))).toLocaleString('en-US', {
    maximumFractionDigits: 6,
  });

/** `9.2, none, 7.1; threshold 5` */
export function valuesWords({ values, threshold }: Pick<RedAlarm, 'values' | 'threshold'>): string {
  const shown = values.map(({ value }) => (value === null ? 'none' : numberWords(value)));
  return `${shown.length === 0 ? 'no value' : shown.join(', ')}; threshold ${numberWords(threshold)}`;
}

/** `after 19 min`: how long after the opening. */
export function afterWords(openedAt: string, at: string): string {
  const ms = Date.parse(at) - Date.parse(openedAt);
  return ms > 0 ? `after ${durationWords(ms)}` : 'at once';
}

/** `2 of 3, 40 requests or more` */
export const triedWords = ({ datapoints, requestsAtLeast }: Pick<Tried, 'datapoints' | 'requestsAtLeast'>): string =>
  requestsAtLeast === undefined ? datapoints : `${datapoints}, ${countWords(requestsAtLeast, 'request')} or more`;

/** `3 min`, or that half of the faults or more are not found. */
export const missedWords = 'missed';
export const detectionWords = ({ detectionSeconds }: Pick<Tried, 'detectionSeconds'>): string =>
  detectionSeconds === null ? missedWords : durationWords(detectionSeconds * 1000);

/** `a fault is found after 3 min, 22 % are missed` */
export function foundWords({ detectionSeconds, missed }: Pick<Tried, 'detectionSeconds' | 'missed'>): string {
  if (detectionSeconds === null) return `${shareWords(missed)} of the faults are missed`;
  const rest = missed === 0 ? 'none is missed' : `${shareWords(missed)} are missed`;
  return `a fault is found after ${durationWords(detectionSeconds * 1000)}, ${rest}`;
}

/** `0.4 %` */
export const shareWords = (share: number): string =>
  `${(share * 100).toLocaleString('en-US', { maximumFractionDigits: share < 0.1 ? 1 : 0 })}\u00A0%`;

/** What was configured, and what is suggested instead; the latter absent where it is the same, or nothing is good enough. */
export function choiceOf({ tried, configured, suggested }: Suggestion): {
  readonly now: Tried | undefined;
  readonly better: Tried | undefined;
} {
  const isOther = suggested !== undefined && suggested !== configured;
  return { now: tried[configured], better: isOther ? tried[suggested] : undefined };
}

/** `2026-10-03 04:12 UTC`; a text that is none stands as it is. */
export const minuteWords = (text: string): string => {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? text : `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
};

/** Why some windows were not replayed; undefined where all were. */
export function leftOutWords({ leftOut }: Pick<BacktestReport, 'leftOut'>): string | undefined {
  if (leftOut === undefined) return undefined;
  const { early, late, lookBackSeconds } = leftOut;
  const parts = [
    early > 0 &&
      `${countWords(early, 'window')} left out that opened in the first ${durationWords(lookBackSeconds * 1000)} of the history, which an alarm looks back on`,
    late > 0 && `${countWords(late, 'window')} left out that the history ends within`,
  ];
  return parts.filter((part) => part !== false).join('; ');
}
