import { isUnasked } from '../domain/check-result.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Report, ReportedCheck } from '../domain/report.ts';

/** How a check stands: by its outcome, but where nobody looked, what is off is not what nobody was asked about. */
export type Standing = Outcome | 'unasked';

/**
 * In words for people, in the order in which every list of this folder shows them: what is wrong, then what nobody could
 * look at, then what is well.
 */
export const outcomeWords = {
  fail: 'Failed',
  error: 'Could not look',
  warn: 'Warning',
  pass: 'Passed',
  unasked: 'Not asked',
  skipped: 'Off',
} as const satisfies Record<Standing, string>;

export const outcomeMeanings: Record<Standing, string> = {
  fail: 'we looked, and it is not right',
  error: 'we could not look, so nobody knows',
  warn: 'not right, but no reason to keep the release back',
  pass: 'we looked, and it is right',
  unasked: 'for people to decide, and nobody was asked',
  skipped: 'off, so nobody looked',
};

interface Stood {
  readonly outcome: Outcome;
  readonly summary: string;
  readonly waiver?: unknown;
}

export function standingOf(check: Stood): Standing {
  return isUnasked(check) ? 'unasked' : check.outcome;
}

export interface Tally {
  readonly standing: Standing;
  readonly outcome: Outcome;
  readonly count: number;
  /** How many of these somebody accepted. */
  readonly waived: number;
}

/** How often each standing occurs, in the order above, without those that do not. */
export function tally(checks: readonly Stood[]): Tally[] {
  return (Object.keys(outcomeWords) as Standing[])
    .map((standing) => {
      const some = checks.filter((check) => standingOf(check) === standing);
      const outcome: Outcome = standing === 'unasked' ? 'skipped' : standing;
      return {
        standing,
        outcome,
        count: some.length,
        waived: some.filter(({ waiver }) => waiver !== undefined).length,
      };
    })
    .filter(({ count }) => count > 0);
}

const tallyNouns: Record<Standing, (count: number) => string> = {
  fail: () => 'failed',
  error: () => 'could not look',
  warn: (count) => (count === 1 ? 'warning' : 'warnings'),
  pass: () => 'passed',
  unasked: () => 'not asked',
  skipped: () => 'off',
};

/** `3 failed (1 waived)` */
export function tallyWords({ standing, count, waived }: Tally): string {
  const accepted = waived === 0 ? '' : ` (${waived === count ? '' : `${waived} `}waived)`;
  return `${count} ${tallyNouns[standing](count)}${accepted}`;
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
export function findingWords({ outcome, summary }: Stood): string {
  if (outcome === 'error') return summary.replace(/^could not look: /, '');
  return outcome === 'skipped' ? summary.replace(/^(?:off|not asked): /, '') : summary;
}
