import * as z from 'zod/mini';
import { type ChangelogEntry, readEntry } from '../../domain/changelog.ts';
import { type Finding, fail, pass } from '../../domain/check-result.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { shortCommit } from '../../domain/short-commit.ts';
import { defineCheck } from '../define-check.ts';

const file = z.string().check(
  z.maxLength(255),
  z.refine(
    (path) => /^[^\\\p{Cc}]+$/u.test(path) && path.split('/').every((part) => !['', '.', '..'].includes(part)),
    'must be a path from the root of the repository, for example docs/CHANGELOG.md',
  ),
);

export const changelog = defineCheck({
  id: 'changelog',
  needs: ['github'],
  needsRelease: true,
  config: z.strictObject({
    /** In the repository, from its root. */
    file: z._default(file, 'CHANGELOG.md'),
  }),
  remediation:
    'Write what the version changes under a heading of its own, release that commit, and run the gate again.',
  async run({ config, sources: { github }, release: { version, commit, previous }, signal }) {
    if (previous === undefined || previous.commit === commit) {
      const observed = previous === undefined ? 'no previous' : 'a previous.commit that is its own commit';
      const expected = 'previous: { version, commit } of what is in production: else nothing shows what was touched';
      return fail('the release does not say what it comes after', [{ where: 'the release', observed, expected }]);
    }
    const { repository } = github;
    const [after, before] = await Promise.all([
      github.file(config.file, commit, signal),
      github.file(config.file, previous.commit, signal),
    ]);
    const [now, then] = [shortCommit(commit), shortCommit(previous.commit)];
    const where = `${config.file} of ${repository} at commit ${now}`;
    if (after === undefined) {
      const evidence = [{ where, observed: 'no such file', expected: `an entry for ${version}` }];
      return fail(`${repository} has no ${config.file} at commit ${now}`, evidence);
    }
    // A file that was not there before is new. A commit that is not there has no files at all, which shows nothing.
    if (before === undefined && (await github.commitStatuses(previous.commit, signal)) === undefined) {
      const missing = { where: `commit ${then} of ${repository}`, observed: 'no such commit' };
      const expected = 'the commit that is in production';
      return fail(`${repository} has no commit ${then}, the release's previous`, [{ ...missing, expected }]);
    }
    const isTouched = before?.blob !== after.blob;
    const change = {
      where: `${config.file} of ${repository}, ${then}...${now}`,
      observed: isTouched ? 'changed' : 'not changed',
      expected: 'changed',
    };
    return judge(config.file, readEntry(after.text, version), { where, version, isTouched, change });
  },
});

interface Seen {
  readonly where: string;
  readonly version: string;
  readonly isTouched: boolean;
  readonly change: Evidence;
}

function judge(file: string, { state, newest }: ChangelogEntry, { where, version, isTouched, change }: Seen): Finding {
  const entry = `an entry for ${version}`;
  const first = newest === undefined ? 'no heading names a version' : `the first is ${newest}`;
  const observed = {
    written: entry,
    missing: `no entry; ${first}`,
    empty: `${entry}, empty`,
    yanked: `${entry}, yanked`,
  };
  const problem = {
    written: undefined,
    missing: `has no entry for ${version}`,
    empty: `has nothing in its entry for ${version}`,
    yanked: `says that ${version} is yanked`,
  };
  const problems = [problem[state], isTouched ? undefined : 'is stale: the release did not touch it'];
  const found = problems.filter((one) => one !== undefined);
  const seen = { where, observed: observed[state], expected: `${entry} that says what changes` };
  if (found.length === 0) return pass(`${file} has ${entry}`, [seen, change]);
  return fail(`${file} ${found.join(', and ')}`, state === 'written' ? [change, seen] : [seen, change]);
}
