import { createHash } from 'node:crypto';
import type { Problem } from '../domain/problem.ts';
import type { Release } from '../domain/release.ts';
import { compactInstant } from './text.ts';

/**
 * Step Functions takes more characters in a name, but says that CloudWatch Logs records only these.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
const namePattern = /^[0-9A-Za-z_-]{1,80}$/;
const longestName = 80;

/** So that of the version enough is left for people: 80 less this, less `-<commit>-`. */
const longestAttempt = 40;
/** 40 bits: attempts of one release are a handful. */
const hashDigits = 10;
const endsLikeHash = new RegExp(`(?:^|-)[0-9a-f]{${hashDigits}}$`);

type Named = Pick<Release, 'version' | 'commit'>;

export interface NameOptions {
  readonly name: string | undefined;
  readonly attempt: string | undefined;
}

export function nameProblems({ name, attempt }: NameOptions): Problem[] {
  const problems: Problem[] = [];
  if (name !== undefined && !namePattern.test(name)) {
    problems.push({ path: '--name', message: 'must be 1 to 80 of the characters A-Z a-z 0-9 _ -' });
  }
  if (attempt !== undefined && (attempt.trim() === '' || attempt.length > 256)) {
    problems.push({ path: '--attempt', message: 'must be 1 to 256 characters, not all of them blank' });
  }
  if (name !== undefined && attempt !== undefined) {
    problems.push({ path: '--attempt', message: 'contradicts --name, which is the whole name; give one of them' });
  }
  return problems;
}

/** The name of a run: as given, or of the release and the attempt, or of the release and the moment. */
export function runName({ name, attempt }: NameOptions, release: Named, now: Date): string {
  if (name !== undefined) return name;
  return attempt === undefined ? nameByMoment(release, now) : nameByAttempt(release, attempt);
}

/** `1-42-0-3f78685-20261123T120000000Z`: version, commit and the moment; never the same twice. */
function nameByMoment({ version, commit }: Named, now: Date): string {
  return fitted(version, `-${shortened(commit)}-${compactInstant(now)}`);
}

/**
 * `1-42-0-3f78685-1712345678-1`: always the same for the same release and attempt. What does not fit, or holds other
 * characters, also gets a hash of the whole; so does what looks as if it had one. Thus attempts that differ never share a name.
 */
function nameByAttempt({ version, commit }: Named, attempt: string): string {
  const plain = `-${shortened(commit)}-${attempt}`;
  const isPlain =
    namePattern.test(attempt) && attempt.length <= longestAttempt && version.length + plain.length <= longestName;
  if (isPlain && !endsLikeHash.test(attempt)) return fitted(version, plain);
  const hash = createHash('sha256')
    .update(JSON.stringify([version, commit, attempt]))
    .digest('hex');
  const kept = sanitized(attempt).slice(0, longestAttempt - hashDigits - 1);
  return fitted(version, `-${shortened(commit)}-${kept}-${hash.slice(0, hashDigits)}`);
}

function fitted(version: string, end: string): string {
  return `${sanitized(version).slice(0, longestName - end.length)}${end}`;
}

const sanitized = (text: string): string => text.replaceAll(/[^0-9A-Za-z_-]/g, '-');

const shortened = (commit: string): string => commit.slice(0, 7);
