import { describe, expect, it } from 'vitest';
import { changelog } from '../../../lib/checks/code-quality/changelog.ts';
import type { RepositoryFile } from '../../../lib/domain/github.ts';
import type { Release } from '../../../lib/domain/release.ts';
import { ask } from '../../support/ask.ts';
import { release } from '../../support/release.ts';
import { commit, fakeGithub, unseen } from './fakes.ts';

const previous = '89e6c98d92887913cadf06b2adb97f26cde4849b';
const older = '# Changelog\n\n## [1.41.3] - 2026-11-01\n\n- Repairs the cart.\n';
const newer = older.replace('## [1.41.3]', '## [1.42.0] - 2026-11-20\n\n### Added\n\n- Wish lists.\n\n## [1.41.3]');
const blobOf = (text: string): RepositoryFile => ({ text, blob: `blob of ${text.length} ${text.slice(0, 20)}` });

interface Given {
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly release?: Partial<Release>;
  /** Whether the previous commit is there. */
  readonly hasPrevious?: boolean;
  readonly file?: string;
}

async function judge(given: Given = {}) {
  const texts = { before: older, after: newer, ...given };
  const github = fakeGithub({
    file: async (_path, at) => {
      const text = at === commit ? texts.after : texts.before;
      return text === undefined ? undefined : blobOf(text);
    },
    commitStatuses: async () => ((given.hasPrevious ?? true) ? [] : undefined),
  });
  const config = given.file === undefined ? {} : { file: given.file };
  const result = await ask(changelog, {
    config,
    sources: { github },
    ...(given.release && { release: given.release }),
  });
  return { ...result, calls: github.calls };
}

describe('changelog', () => {
  it('passes for a file that the release touched and that has an entry for its version', async () => {
    const result = await judge();
    expect(result).toMatchObject({
      outcome: 'pass',
      summary: 'CHANGELOG.md has an entry for 1.42.0',
      evidence: [
        {
          where: 'CHANGELOG.md of acme/shop-api at commit 3f786850e387',
          observed: 'an entry for 1.42.0',
          expected: 'an entry for 1.42.0 that says what changes',
        },
        {
          where: 'CHANGELOG.md of acme/shop-api, 89e6c98d9288...3f786850e387',
          observed: 'changed',
          expected: 'changed',
        },
      ],
    });
    expect(result.calls).toEqual([`file CHANGELOG.md ${commit}`, `file CHANGELOG.md ${previous}`]);
  });

  it.each([
    ['a CHANGELOG with CRLF', newer.replaceAll('\n', '\r\n')],
    ['a CHANGELOG with lone carriage returns', newer.replaceAll('\n', '\r')],
    ['a CHANGELOG with a BOM', `\uFEFF${newer.replace('# Changelog\n\n', '')}`],
    ['a CHANGELOG with a BOM before the entry itself, and CRLF', '\uFEFF## 1.42.0\r\n\r\n- Wish lists.\r\n'],
  ])('passes for %s', async (_what, after) => {
    await expect(judge({ after })).resolves.toMatchObject({ outcome: 'pass' });
  });

  it('fails for a stale file, whose entry stands but that the release did not touch', async () => {
    await expect(judge({ before: newer })).resolves.toMatchObject({
      outcome: 'fail',
      summary: 'CHANGELOG.md is stale: the release did not touch it',
      evidence: [
        { where: 'CHANGELOG.md of acme/shop-api, 89e6c98d9288...3f786850e387', observed: 'not changed' },
        { observed: 'an entry for 1.42.0' },
      ],
    });
  });

  it.each([
    ['has no entry', `${older}\nmore\n`, 'CHANGELOG.md has no entry for 1.42.0', 'no entry; the first is 1.41.3'],
    [
      'has changes of no version alone',
      older.replace('## [1.41.3]', '## [Unreleased]\n\n- Wish lists.\n\n## [1.41.3]'),
      'CHANGELOG.md has no entry for 1.42.0',
      'no entry; the first is Unreleased',
    ],
    [
      'names no version at all',
      'Nothing to see\n',
      'CHANGELOG.md has no entry for 1.42.0',
      'no entry; no heading names a version',
    ],
    [
      'has an empty entry',
      older.replace('## [1.41.3]', '## [1.42.0]\n\n### Added\n\n## [1.41.3]'),
      'CHANGELOG.md has nothing in its entry for 1.42.0',
      'an entry for 1.42.0, empty',
    ],
    [
      'says that the version is yanked',
      newer.replace('2026-11-20', '2026-11-20 [YANKED]'),
      'CHANGELOG.md says that 1.42.0 is yanked',
      'an entry for 1.42.0, yanked',
    ],
    ['is empty', '', 'CHANGELOG.md has no entry for 1.42.0', 'no entry; no heading names a version'],
  ])('fails for a file that %s', async (_what, after, summary, observed) => {
    const result = await judge({ after });
    expect(result).toMatchObject({ outcome: 'fail', summary, evidence: [{ observed }, { observed: 'changed' }] });
  });

  it('names both where there is no entry and the file was not touched', async () => {
    await expect(judge({ after: older })).resolves.toMatchObject({
      outcome: 'fail',
      summary: 'CHANGELOG.md has no entry for 1.42.0, and is stale: the release did not touch it',
    });
  });

  it('fails for a file that is not there, and passes for one that is new', async () => {
    await expect(judge({ after: undefined })).resolves.toMatchObject({
      outcome: 'fail',
      summary: 'acme/shop-api has no CHANGELOG.md at commit 3f786850e387',
    });
    const result = await judge({ before: undefined });
    expect(result.outcome).toBe('pass');
    expect(result.calls).toHaveLength(3);
  });

  it('fails where the previous commit is not in the repository: that shows nothing about the file', async () => {
    await expect(judge({ before: undefined, hasPrevious: false })).resolves.toMatchObject({
      outcome: 'fail',
      summary: "acme/shop-api has no commit 89e6c98d9288, the release's previous",
    });
  });

  it.each([
    ['names no previous', undefined, 'no previous'],
    ['is its own previous', { version: '1.41.3', commit }, 'a previous.commit that is its own commit'],
  ])('fails for a release that %s, and asks nothing', async (_what, other, observed) => {
    const result = await judge({ release: { previous: other } as object });
    expect(result).toMatchObject({
      outcome: 'fail',
      summary: 'the release does not say what it comes after',
      evidence: [{ where: 'the release', observed, expected: expect.stringContaining('previous: {') }],
    });
    expect(result.calls).toEqual([]);
  });

  it('reads the configured file', async () => {
    const result = await judge({ file: 'docs/History.md', release: { version: 'v1.42.0' } });
    expect(result).toMatchObject({ outcome: 'pass', summary: 'docs/History.md has an entry for v1.42.0' });
    expect(result.calls[0]).toBe(`file docs/History.md ${commit}`);
  });

  it('could not look: GitHub gives no answer', async () => {
    for (const dead of [commit, previous]) {
      const github = fakeGithub({ file: async (_path, at) => (at === dead ? unseen() : blobOf(newer)) });
      await expect(ask(changelog, { config: {}, sources: { github }, release })).resolves.toMatchObject({
        outcome: 'error',
        summary: 'could not look: GitHub: acme/shop-api is not visible',
      });
    }
  });

  it.each([
    '/CHANGELOG.md',
    '../CHANGELOG.md',
    'docs/../CHANGELOG.md',
    './CHANGELOG.md',
    'docs//x',
    'a\\b',
    'a\nb',
    '',
  ])('refuses the file %j', (file) => {
    expect(changelog.config.safeParse({ file }).success).toBe(false);
  });
});
