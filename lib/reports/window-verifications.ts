import type { Outcome } from '../domain/outcome.ts';
import type {
  ReportedCriterion,
  ReportedVerification,
  ReportedVerifiedItem,
  ReportedWatchedCheck,
  WindowReport,
} from '../domain/window/window-report.ts';
import type { Look } from './icons.ts';
import { responseWords } from './window-words.ts';
import { durationWords, outcomeWords } from './words.ts';

/** The verifications of a window as a grid: a row for each check and each criterion with probes, a column for each moment. */
export interface VerificationGrid {
  readonly moments: readonly GridMoment[];
  readonly rows: readonly GridRow[];
}

export interface GridMoment {
  readonly dueAt: string;
  /** `after 5 min` */
  readonly words: string;
}

export interface GridRow {
  readonly id: ReportedVerifiedItem['id'];
  readonly title: string;
  /** `high, rolls back` */
  readonly how: string;
  /** What is asked, or why nothing is. */
  readonly note?: string;
  /** One for each moment. */
  readonly cells: readonly GridCell[];
}

export interface GridCell {
  readonly look: Look;
  readonly words: string;
}

/** undefined where the window has neither checks nor probes. */
export function verificationGrid(report: WindowReport): VerificationGrid | undefined {
  const { verifications = [], openedAt } = report;
  const watched = watchedOf(report);
  if (watched.length === 0) return undefined;
  return {
    moments: verifications.map(({ dueAt }) => ({ dueAt, words: afterWords(dueAt, openedAt) })),
    rows: watched.map(({ id, title, severity, response, note, isOff }) => ({
      ...{ id, title, how: `${severity}, ${responseWords[response]}` },
      ...(note === undefined ? {} : { note }),
      cells: verifications.map((one) => (isOff ? offCell : cellOf(id, one))),
    })),
  };
}

type Watched = Pick<ReportedWatchedCheck, 'title' | 'severity' | 'response'> & {
  readonly id: GridRow['id'];
  readonly note: string | undefined;
  readonly isOff: boolean;
};

function watchedOf({ checks = [], criteria }: WindowReport): Watched[] {
  return [
    ...checks.map((check) => ({ ...check, note: check.notWatched, isOff: check.notWatched !== undefined })),
    ...criteria.flatMap((criterion) =>
      criterion.probes === undefined ? [] : [{ ...criterion, note: probeNames(criterion), isOff: false }],
    ),
  ];
}

/** `asks search, GET /cart` */
export function probeNames({ probes }: Pick<ReportedCriterion, 'probes'>): string {
  return `asks ${(probes?.names ?? []).join(', ')}`;
}

const afterWords = (at: string, openedAt: string): string =>
  `after ${durationWords(Math.max(0, Date.parse(at) - Date.parse(openedAt)))}`;

const offCell: GridCell = { look: 'skipped', words: outcomeWords.skipped };

/** Where nothing was seen: why not. */
const unmade = {
  merged: { look: 'skipped', words: 'With the next' },
  running: { look: 'waived', words: 'Going on' },
  overtaken: { look: 'skipped', words: 'Broken off' },
  lost: { look: 'error', words: 'Lost' },
  missed: { look: 'error', words: 'Not made' },
  waiting: { look: 'skipped', words: 'Not due yet' },
  'not-due': { look: 'skipped', words: 'Not due' },
} as const satisfies Record<Exclude<ReportedVerification['state'], 'made'>, GridCell>;

const unmadeMeanings: Readonly<Partial<Record<ReportedVerification['state'], string>>> = {
  merged: 'several were due at once, and were made as one',
  overtaken: 'a rollback or the end of the window came in between',
  lost: 'it was begun, and nobody knows what it saw',
  missed: 'it was due, and nobody made it',
};

/** What those words of the grid mean that are no outcomes and do not tell it themselves. */
export function gridMeanings({
  verifications = [],
}: WindowReport): { readonly words: string; readonly meaning: string }[] {
  return [...new Set(verifications.map(({ state }) => state))].flatMap((state) => {
    const meaning = unmadeMeanings[state];
    return meaning === undefined || state === 'made' ? [] : [{ words: unmade[state].words, meaning }];
  });
}

function cellOf(id: GridRow['id'], { state, items }: ReportedVerification): GridCell {
  if (state !== 'made') return unmade[state];
  const item = items.find((one) => one.id === id);
  return item === undefined
    ? { look: 'skipped', words: 'Not looked at' }
    : { look: item.outcome, words: seenWords(item) };
}

/** `Passed`, `Passed at try 2`: more than one look is worth a word where it passed in the end. */
export function seenWords({
  outcome,
  flaky,
  tries,
}: Pick<ReportedVerifiedItem, 'outcome' | 'flaky' | 'tries'>): string {
  return flaky === true ? `${outcomeWords[outcome]} at try ${tries}` : outcomeWords[outcome];
}

/** `each of 3 tries`, `1 try` */
export const triesWords = ({ tries }: Pick<ReportedVerifiedItem, 'tries'>): string =>
  tries === 1 ? '1 try' : `${tries} tries`;

/** From the worst on. */
const ranks: readonly Outcome[] = ['fail', 'error', 'warn', 'pass'];

/** What a verification comes to as a whole; undefined where there is nothing to show of it. */
export function verificationLook({ state, items }: ReportedVerification): GridCell | undefined {
  if (state === 'made') {
    const worst = ranks.find((outcome) => items.some((item) => item.outcome === outcome));
    return worst === undefined ? undefined : { look: worst, words: outcomeWords[worst] };
  }
  return state === 'waiting' || state === 'not-due' || state === 'merged' ? undefined : unmade[state];
}

/** What one check, or one criterion's probes, showed that was not well. */
export interface VerificationProblem {
  readonly id: GridRow['id'];
  readonly title: string;
  readonly how: string;
  /** Those in which it did not pass, the last first. */
  readonly seen: readonly (ReportedVerifiedItem & { readonly dueAt: string; readonly at: string })[];
}

/** What failed first, then what could not be looked at, then warnings; each in the order of the grid. */
export function verificationProblems(report: WindowReport): VerificationProblem[] {
  const { verifications = [] } = report;
  const found = watchedOf(report).map(({ id, title, severity, response }) => ({
    ...{ id, title, how: `${severity}, ${responseWords[response]}` },
    seen: verifications
      .flatMap(({ dueAt, startedAt = dueAt, items }) =>
        items
          .filter((item) => item.id === id && item.outcome !== 'pass')
          .map((item) => ({ ...item, dueAt, at: startedAt })),
      )
      .toReversed(),
  }));
  return found.filter(({ seen }) => seen.length > 0).toSorted((a, b) => worstRank(a) - worstRank(b));
}

const worstRank = ({ seen }: VerificationProblem): number =>
  Math.min(...seen.map(({ outcome }) => ranks.indexOf(outcome)));

/** The outcome by which a problem is shown. */
export const worstOfProblem = (problem: VerificationProblem): ReportedVerifiedItem['outcome'] =>
  problem.seen.find(({ outcome }) => ranks.indexOf(outcome) === worstRank(problem))?.outcome ?? 'error';

/** `4 verifications, 1 of them with something that did not pass.`; undefined where none was to be made. */
export function describeVerifications({ verifications }: WindowReport): string | undefined {
  if (verifications === undefined) return undefined;
  const made = verifications.filter(({ state }) => state === 'made');
  const unwell = made.filter(({ items }) => items.some(({ outcome }) => outcome !== 'pass')).length;
  const blind = verifications.filter(({ state }) => state === 'lost' || state === 'missed').length;
  return [
    `${made.length} of ${verifications.length} ${verifications.length === 1 ? 'verification was' : 'verifications were'} made.`,
    ...(unwell === 0 ? [] : [`In ${unwell} of them something did not pass.`]),
    ...(blind === 0 ? [] : [`Of ${blind} nobody knows what it would have shown.`]),
  ].join(' ');
}
