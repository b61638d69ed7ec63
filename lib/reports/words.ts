import type { Outcome } from '../domain/outcome.ts';
import type { Report, ReportedCheck } from '../domain/report.ts';

/**
 * Outcomes for people, in the order in which every list of this folder shows them: what is wrong, then what nobody could
 * look at, then what is well.
 */
export const outcomeWords = {
  fail: 'Failed',
  error: 'Could not look',
  warn: 'Warning',
  pass: 'Passed',
  skipped: 'Off',
} as const satisfies Record<Outcome, string>;

export const outcomeMeanings: Record<Outcome, string> = {
  fail: 'we looked, and it is not right',
  error: 'we could not look, so nobody knows',
  warn: 'not right, but no reason to keep the release back',
  pass: 'we looked, and it is right',
  skipped: 'off, so nobody looked',
};

export interface Tally {
  readonly outcome: Outcome;
  readonly count: number;
}

/** How often each outcome occurs, in the order above, without those that do not. */
export function tally(checks: readonly { readonly outcome: Outcome }[]): Tally[] {
  return (Object.keys(outcomeWords) as Outcome[])
    .map((outcome) => ({ outcome, count: checks.filter((check) => check.outcome === outcome).length }))
    .filter(({ count }) => count > 0);
}

const tallyNouns: Record<Outcome, (count: number) => string> = {
  fail: () => 'failed',
  error: () => 'could not look',
  warn: (count) => (count === 1 ? 'warning' : 'warnings'),
  pass: () => 'passed',
  skipped: () => 'off',
};

export function tallyWords({ outcome, count }: Tally): string {
  return `${count} ${tallyNouns[outcome](count)}`;
}

/** `412 ms`, `8.9 s`, `2 min 14 s`, `1 h 5 min`. */
export function durationWords(ms: number): string {
  const rounded = Math.round(ms);
  if (rounded < 1000) return `${rounded} ms`;
  if (rounded < 59_950) return `${Number((rounded / 1000).toFixed(1))} s`;
  const seconds = Math.round(rounded / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (hours > 0) return `${hours} h${minutes > 0 ? ` ${minutes} min` : ''}`;
  return `${minutes} min${rest > 0 ? ` ${rest} s` : ''}`;
}

/** ISO 8601 with a time zone; other texts are shown as they are, never guessed at. */
const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

/** The moment in UTC, to the second: `23 Nov 2026, 12:00:09 UTC`; `undefined` where the text is no moment. */
export function instantWords(text: string): string | undefined {
  if (!instantPattern.test(text) || Number.isNaN(Date.parse(text))) return undefined;
  // `Mon, 23 Nov 2026 12:00:09 GMT`: the one format that is the same on every machine.
  const [, day = '', month, year, time] = new Date(text).toUTCString().split(' ');
  return `${Number(day)} ${month} ${year}, ${time} UTC`;
}

export const verdictWords = { go: 'GO', 'no-go': 'NO-GO' } as const satisfies Record<Report['verdict'], string>;

/** `shop-api 1.42.0`, or the service alone for a run that named no release. */
export function releaseName({ release, service }: Report): string {
  return release === undefined ? service : `${service} ${release.version}`;
}

/** The summary beside a verdict that is already said. */
export function summaryWords({ summary }: Report): string {
  return summary.replace(/^(?:no-)?go: /, '');
}

/** The same as a sentence of its own. */
export function summarySentence(report: Report): string {
  const sentence = summaryWords(report);
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

/** One piece of evidence on a line: `RDS instance shop: 31 h old (expected less than 24 h old; 2026-11-22T…)`. */
export function evidenceWords({ where, observed, expected, when }: ReportedCheck['evidence'][number]): string {
  return `${where}: ${observed} (expected ${expected}${when === undefined ? '' : `; ${when}`})`;
}

/** A check's summary beside its outcome in words: without the words that the outcome says already. */
export function findingWords({ outcome, summary }: { readonly outcome: Outcome; readonly summary: string }): string {
  if (outcome === 'error') return summary.replace(/^could not look: /, '');
  return outcome === 'skipped' ? summary.replace(/^off: /, '') : summary;
}
