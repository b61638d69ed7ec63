import { createHash } from 'node:crypto';
import type { Problem } from '../domain/problem.ts';
import type { Release } from '../domain/release.ts';
import { runPattern } from '../domain/run-path.ts';
import { compactInstant } from './text.ts';

/**
 * Step Functions takes more characters in a name, but says that CloudWatch Logs records only these.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
const namePattern = /^[0-9A-Za-z_-]+$/;
export const longestName = 80;

/** So that of the version enough is left for people: the longest name less this, less `-<commit>-`. */
const longestAttempt = 40;
/** 40 bits: attempts of one release are a handful. */
const hashDigits = 10;
const endsLikeHash = new RegExp(`(?:^|-)[0-9a-f]{${hashDigits}}$`);

type Named = Pick<Release, 'version' | 'commit'>;

export interface NameOptions {
  readonly name: string | undefined;
  readonly attempt: string | undefined;
}

/** @param longest how many characters a name may have. @default 80 */
export function nameProblems({ name, attempt }: NameOptions, longest = longestName): Problem[] {
  const problems: Problem[] = [];
  if (name !== undefined && !isName(name, longest)) {
    const not = name.length > longest ? `, not ${name.length}` : '';
    problems.push({ path: '--name', message: `must be 1 to ${longest} of the characters A-Z a-z 0-9 _ -${not}` });
  }
  if (attempt !== undefined && (attempt.trim() === '' || attempt.length > 256)) {
    problems.push({ path: '--attempt', message: 'must be 1 to 256 characters, not all of them blank' });
  }
  if (name !== undefined && attempt !== undefined) {
    problems.push({ path: '--attempt', message: 'contradicts --name, which is the whole name; give one of them' });
  }
  return problems;
}

const anyName = new RegExp(`^${runPattern}$`, 'u');

/**
 * What is wrong with the name of a run that somebody started, by whatever means.
 * @param printedBy what tells people that name: `the gate`.
 */
export function runProblems(run: string | undefined, printedBy: string): Problem[] {
  if (run === undefined || anyName.test(run)) return [];
  return [
    { path: '--run', message: `must be a run's name as ${printedBy} printed it, at most ${longestName} characters` },
  ];
}

const isName = (text: string, longest: number): boolean => text.length <= longest && namePattern.test(text);

/**
 * The name of a run: as given, or of the release and the attempt, or of the release and the moment.
 * @param longest how many characters it may have. @default 80
 */
export function runName(
  { name, attempt }: NameOptions,
  release: Named,
  now: Date,
  longest: number = longestName,
): string {
  if (name !== undefined) return name;
  return attempt === undefined ? nameByMoment(release, now, longest) : nameByAttempt(release, attempt, longest);
}

/** `1-42-0-3f78685-20261123T120000000Z`: version, commit and the moment; never the same twice. */
function nameByMoment({ version, commit }: Named, now: Date, longest: number): string {
  return fitted(version, `-${shortened(commit)}-${compactInstant(now)}`, longest);
}

/**
 * `1-42-0-3f78685-1712345678-1`: always the same for the same release and attempt. What does not fit, or holds other
 * characters, also gets a hash of the whole; so does what looks as if it had one. Thus attempts that differ never share a name.
 */
function nameByAttempt({ version, commit }: Named, attempt: string, longest: number): string {
  const plain = `-${shortened(commit)}-${attempt}`;
  const isPlain =
    namePattern.test(attempt) && attempt.length <= longestAttempt && version.length + plain.length <= longest;
  if (isPlain && !endsLikeHash.test(attempt)) return fitted(version, plain, longest);
  const hash = createHash('sha256')
    .update(JSON.stringify([version, commit, attempt]))
    .digest('hex');
  const kept = sanitized(attempt).slice(0, longestAttempt - hashDigits - 1);
  return fitted(version, `-${shortened(commit)}-${kept}-${hash.slice(0, hashDigits)}`, longest);
}

function fitted(version: string, end: string, longest: number): string {
  return `${sanitized(version).slice(0, longest - end.length)}${end}`;
}

const sanitized = (text: string): string => text.replaceAll(/[^0-9A-Za-z_-]/g, '-');

const shortened = (commit: string): string => commit.slice(0, 7);
