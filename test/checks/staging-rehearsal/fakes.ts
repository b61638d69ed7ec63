import type { Rehearsal, RehearsalStep } from '../../../lib/domain/rehearsal.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import type { Rehearsals } from '../../../lib/sources/rehearsals.ts';
import { now } from '../../support/ask.ts';
import { release } from '../../support/release.ts';

export { fakeGithub } from '../../support/fake-github.ts';

export const minute = 60_000;
export const day = 24 * 60 * minute;
export const anotherCommit = '89e6c98d92887913cadf06b2adb97f26cde4849b';
export const ago = (milliseconds: number): string => new Date(now.getTime() - milliseconds).toISOString();

export function recordOf(step: RehearsalStep, changes: Partial<Rehearsal> = {}): Rehearsal {
  return {
    service: 'shop-api',
    environment: 'staging',
    commit: release.commit,
    step,
    status: 'ok',
    by: 'pipeline:staging',
    at: ago(10 * minute),
    link: 'https://ci.example.com/runs/7',
    ...changes,
  };
}

/** Answers as the table does: of these records the newest. */
export function fakeRehearsals(...records: readonly Rehearsal[]): Rehearsals {
  const newestOf = (some: readonly Rehearsal[]) => some.toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];
  return {
    environment: 'staging',
    ofCommit: async (step, commit) => newestOf(records.filter((one) => one.step === step && one.commit === commit)),
    newest: async (step) => newestOf(records.filter((one) => one.step === step)),
  };
}

const dead = () => Promise.reject(new SourceError('DynamoDB did not answer in time'));
export const deadRehearsals: Rehearsals = { environment: 'staging', ofCommit: dead, newest: dead };

export const limited = () => Promise.reject(new SourceError('GitHub allows no more requests until 12:30 UTC'));

/** A record of this status so many minutes ago, GitHub's word so many minutes ago, and the outcome: the newest decides. */
export const newestDecides = [
  ['ok', 2, 'failure', 3, 'pass'],
  ['ok', 3, 'failure', 2, 'fail'],
  ['failed', 2, 'success', 3, 'fail'],
  ['failed', 3, 'success', 2, 'pass'],
] as const;
