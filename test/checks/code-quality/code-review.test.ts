import { describe, expect, it } from 'vitest';
import { codeReview } from '../../../lib/checks/code-quality/code-review.ts';
import type { PullRequest, PullRequestCommit, Review } from '../../../lib/domain/github.ts';
import type { Github } from '../../../lib/sources/github.ts';
import { ask } from '../../support/ask.ts';
import { commit, fakeGithub, otherCommit, pullRequest, review, unseen } from './fakes.ts';

type Config = Parameters<typeof ask<'code-review', typeof codeReview.config, 'github'>>[1]['config'];

interface Given {
  readonly of?: readonly PullRequest[] | undefined;
  readonly reviews?: readonly Review[];
  readonly commits?: readonly PullRequestCommit[];
  readonly named?: PullRequest | undefined;
  /** `pullRequest` of the release; none where undefined. */
  readonly number?: number | undefined;
  readonly config?: Config;
  readonly answers?: Partial<Github>;
}

const written = (...people: string[]): PullRequestCommit => ({ commit: otherCommit, people, isMerge: false });
const two = [review('alice'), review('bob')];

function given(what: Given) {
  return fakeGithub({
    pullRequestsOf: async () => ('of' in what ? what.of : [pullRequest()]),
    pullRequest: async () => what.named,
    reviews: async () => what.reviews ?? two,
    commitsOf: async () => what.commits ?? [written('octocat', 'web-flow')],
    ...what.answers,
  });
}

async function judge(what: Given = {}) {
  const github = given(what);
  const number = 'number' in what ? what.number : 118;
  const result = await ask(codeReview, {
    config: what.config ?? {},
    sources: { github },
    release: { pullRequest: number } as object,
  });
  return { ...result, calls: github.calls };
}

/** What became of each review. */
async function opinions(what: Given): Promise<string[]> {
  const { evidence } = await judge(what);
  return evidence.slice(1).map(({ where, observed }) => `${where.replace(/^.*review by /, '')}: ${observed}`);
}

describe('code-review', () => {
  it('passes with two approvals', async () => {
    const result = await judge();
    expect(result).toMatchObject({
      outcome: 'pass',
      summary: 'pull request #118: 2 approvals count',
      evidence: [
        {
          where: 'acme/shop-api pull request #118 (by octocat, merged into main)',
          observed: '2 approvals count',
          expected: '2 or more, no changes requested',
        },
        {
          where: 'acme/shop-api pull request #118, review by alice',
          observed: 'approved',
          when: '2026-11-22T09:00:00Z',
        },
        { where: 'acme/shop-api pull request #118, review by bob', observed: 'approved' },
      ],
    });
    expect(result.calls).toEqual([`pullRequestsOf ${commit}`, 'reviews 118', 'commitsOf 118']);
  });

  it.each([
    [1, 2, 'fail', 'pull request #118: 1 approval counts, 2 are needed'],
    [2, 2, 'pass', 'pull request #118: 2 approvals count'],
    [3, 2, 'pass', 'pull request #118: 3 approvals count'],
    [2, 3, 'fail', 'pull request #118: 2 approvals count, 3 are needed'],
    [0, 1, 'fail', 'pull request #118: 0 approvals count, 1 is needed'],
    [1, 1, 'pass', 'pull request #118: 1 approval counts'],
  ])('with %i approvals of %i: %s', async (given, approvals, outcome, summary) => {
    const reviews = ['alice', 'bob', 'carol'].slice(0, given).map((login) => review(login));
    await expect(judge({ reviews, config: { approvals } })).resolves.toMatchObject({ outcome, summary });
  });

  it('fails for changes that somebody requests, though two approve', async () => {
    const result = await judge({ reviews: [...two, review('carol', { state: 'CHANGES_REQUESTED' })] });
    expect(result).toMatchObject({ outcome: 'fail', summary: 'pull request #118: changes are requested by carol' });
    expect(result.evidence[1]).toMatchObject({ observed: 'requested changes' });
  });

  it('fails for the self-review of an author, in whatever case', async () => {
    const reviews = [review('OctoCat'), review('alice')];
    const what: Given = { reviews, config: { commitAuthorsMayApprove: true } };
    await expect(judge(what)).resolves.toMatchObject({ outcome: 'fail' });
    await expect(opinions(what)).resolves.toEqual([
      'OctoCat: approved, which does not count: the pull request is their own',
      'alice: approved',
    ]);
  });

  it('lets nobody approve who wrote a commit of it, unless configured', async () => {
    const what: Given = { commits: [written('octocat'), written('Bob', 'web-flow')] };
    await expect(judge(what)).resolves.toMatchObject({ outcome: 'fail' });
    await expect(opinions(what)).resolves.toEqual([
      'bob: approved, which does not count: they wrote commit fedcba987654 of it',
      'alice: approved',
    ]);
    const allowed = await judge({ ...what, config: { commitAuthorsMayApprove: true } });
    expect(allowed.outcome).toBe('pass');
    expect(allowed.calls).toEqual([`pullRequestsOf ${commit}`, 'reviews 118']);
  });

  it('lets a reviewer approve who only merged the base branch into it', async () => {
    const merge = { ...written('bob', 'web-flow'), isMerge: true };
    await expect(judge({ commits: [written('octocat'), merge] })).resolves.toMatchObject({ outcome: 'pass' });
  });

  it.each([
    [249, {}, 'pass'],
    [250, {}, 'error'],
    [250, { commitAuthorsMayApprove: true }, 'pass'],
    [250, { approvals: 3 }, 'fail'],
  ])('judges a pull request of %i commits with %j: %s', async (count, config, outcome) => {
    const commits = Array.from({ length: count }, () => written('octocat'));
    const result = await judge({ commits, config });
    expect(result.outcome).toBe(outcome);
    if (outcome === 'error') expect(result.summary).toMatch(/only the first 250 commits of pull request #118/);
  });

  it.each([
    ['a bot', review('renovate[bot]', { isBot: true }), 'renovate[bot]: approved, which does not count: it is a bot'],
    [
      'an account that is gone',
      review(undefined),
      'an account that is gone: approved, which does not count: its account is gone',
    ],
    [
      'a stranger',
      review('mallory', { association: 'NONE' }),
      'mallory: approved, which does not count: to GitHub they are NONE, not OWNER, MEMBER or COLLABORATOR (a private member is one only to an App that may read members)',
    ],
    ['a comment alone', review('carol', { state: 'COMMENTED' }), 'carol: no opinion, comments at most'],
    ['a review that is not sent', review('carol', { state: 'PENDING' }), 'carol: no opinion, comments at most'],
    ['a dismissed approval', review('carol', { state: 'DISMISSED' }), 'carol: dismissed'],
    ['a state that nobody knows', review('carol', { state: 'BLESSED' }), 'carol: no opinion, comments at most'],
  ])('does not count %s', async (_what, other, opinion) => {
    const what: Given = { reviews: [review('alice'), other] };
    await expect(judge(what)).resolves.toMatchObject({ outcome: 'fail' });
    await expect(opinions(what)).resolves.toEqual([opinion, 'alice: approved']);
  });

  it.each([
    ['an objection that became an approval', ['CHANGES_REQUESTED', 'APPROVED'], 'pass'],
    ['an approval that became an objection', ['APPROVED', 'CHANGES_REQUESTED'], 'fail'],
    ['an approval that a comment follows', ['APPROVED', 'COMMENTED'], 'pass'],
    ['an objection that a comment follows', ['CHANGES_REQUESTED', 'COMMENTED'], 'fail'],
    ['an approval that was dismissed', ['APPROVED', 'DISMISSED'], 'fail'],
    ['a dismissed approval that was given again', ['DISMISSED', 'APPROVED'], 'pass'],
    ['two approvals by one person', ['APPROVED', 'APPROVED'], 'pass'],
  ])('lets the latest opinion of each reviewer count: %s', async (_what, states, outcome) => {
    const reviews = [review('alice'), ...states.map((state, index) => review(index === 0 ? 'bob' : 'BOB', { state }))];
    await expect(judge({ reviews })).resolves.toMatchObject({ outcome });
  });

  it('counts two approvals by one person once', async () => {
    await expect(judge({ reviews: [review('bob'), review('Bob')] })).resolves.toMatchObject({ outcome: 'fail' });
  });

  it.each([
    ['a stranger', { association: 'CONTRIBUTOR' }, 'pass'],
    ['a bot', { isBot: true }, 'pass'],
    ['a member', {}, 'fail'],
  ])('where %s requests changes: %s', async (_what, change, outcome) => {
    const reviews = [...two, review('carol', { state: 'CHANGES_REQUESTED', ...change })];
    await expect(judge({ reviews })).resolves.toMatchObject({ outcome });
  });

  it('lets a co-author object, though not approve', async () => {
    const reviews = [...two, review('carol', { state: 'CHANGES_REQUESTED' })];
    await expect(judge({ reviews, commits: [written('carol')] })).resolves.toMatchObject({ outcome: 'fail' });
  });

  it('lets other reviewers count where they are configured', async () => {
    const reviews = [review('alice', { association: 'CONTRIBUTOR' }), review('bob', { association: 'MEMBER' })];
    const config: Config = { reviewers: ['CONTRIBUTOR'], approvals: 1 };
    await expect(judge({ reviews, config })).resolves.toMatchObject({ outcome: 'pass' });
    await expect(opinions({ reviews, config })).resolves.toContain(
      'bob: approved, which does not count: to GitHub they are MEMBER, not CONTRIBUTOR',
    );
  });

  it.each([
    ['of the head', otherCommit, 'pass'],
    ['of an older head', commit, 'fail'],
    ['of a head that is gone', undefined, 'fail'],
  ])('counts an approval %s as configured', async (_what, reviewed, outcome) => {
    const reviews = [review('alice'), review('bob', { commit: reviewed })];
    await expect(judge({ reviews })).resolves.toMatchObject({ outcome: 'pass' });
    await expect(judge({ reviews, config: { approvalsOfHeadOnly: true } })).resolves.toMatchObject({ outcome });
  });

  it('judges a pull request from a fork the same, and names the fork', async () => {
    const result = await judge({ of: [pullRequest({ headRepository: 'mallory/shop-api' })] });
    expect(result).toMatchObject({ outcome: 'pass' });
    expect(result.evidence[0]?.where).toBe(
      'acme/shop-api pull request #118 (by octocat, merged into main, from the fork mallory/shop-api)',
    );
    const gone = await judge({ of: [pullRequest({ headRepository: undefined, author: undefined })] });
    expect(gone.evidence[0]?.where).toMatch(/by an account that is gone, .*, from a fork that is gone/);
  });

  it('holds a thousand reviews of strangers, and names those that count', async () => {
    const strangers = Array.from({ length: 1000 }, (_, index) => review(`stranger-${index}`, { association: 'NONE' }));
    await expect(judge({ reviews: [...strangers, ...two] })).resolves.toMatchObject({
      outcome: 'pass',
      summary: 'pull request #118: 2 approvals count',
    });
  });
});

describe('the pull request of code-review', () => {
  const merged = (number: number, mergeCommit: string = otherCommit) => pullRequest({ number, mergeCommit });
  const open = (number: number, head: string = commit) =>
    pullRequest({ number, head, merged: false, mergeCommit: undefined });

  it.each([
    ['the one whose merge made the commit', [merged(5), merged(6, commit), open(7)], 6],
    ['the only merged one, of which it is one commit of several', [open(5), merged(6), open(7)], 6],
    ['the only open one', [open(7)], 7],
  ])('is found from the commit where the release names none: %s', async (_what, of, number) => {
    const result = await judge({ of, number: undefined });
    expect(result).toMatchObject({ outcome: 'pass', summary: `pull request #${number}: 2 approvals count` });
  });

  it.each([
    ['no pull request', [], /^no pull request brought commit 3f786850e387/],
    [
      'two merged ones',
      [merged(5), merged(6), open(7)],
      /^commit 3f786850e387 belongs to pull requests #5 and #6; name one in the release's pullRequest$/,
    ],
    ['two that one merge made', [merged(5, commit), merged(6, commit)], /belongs to pull requests #5 and #6;/],
    ['three open ones', [open(5), open(6), open(7)], /belongs to pull requests #5, #6 and #7;/],
  ])('is not guessed for a commit that belongs to %s', async (_what, of, summary) => {
    const result = await judge({ of, number: undefined });
    expect(result).toMatchObject({
      outcome: 'fail',
      evidence: [{ where: 'commit 3f786850e387 of acme/shop-api', expected: 'the pull request that brought it' }],
    });
    expect(result.summary).toMatch(summary);
    expect(result.calls).toHaveLength(1);
  });

  it('is the one that the release names, of two that the commit belongs to', async () => {
    const result = await judge({ of: [merged(5), merged(6)], number: 5 });
    expect(result).toMatchObject({ outcome: 'pass', summary: 'pull request #5: 2 approvals count' });
  });

  it('is the one that the release names though GitHub does not list it for the commit of a release branch', async () => {
    const config = { into: ['main', 'release/*'] };
    const result = await judge({ of: [], named: pullRequest({ base: 'release/1.42' }), config });
    expect(result.outcome).toBe('pass');
    expect(result.calls.slice(0, 2)).toEqual([`pullRequestsOf ${commit}`, 'pullRequest 118']);
  });

  it.each([
    ['made another commit', pullRequest({ mergeCommit: otherCommit }), [], /^pull request #118 did not bring commit/],
    [
      'is not merged, and only would make the commit',
      pullRequest({ merged: false }),
      [merged(6)],
      /^pull request #118 did not bring commit 3f786850e387; it belongs to pull request #6$/,
    ],
    ['does not exist', undefined, [], /^acme\/shop-api has no pull request #118$/],
  ])('fails where the one that the release names %s', async (_what, named, of, summary) => {
    const result = await judge({ of, named });
    expect(result.outcome).toBe('fail');
    expect(result.summary).toMatch(summary);
  });

  it.each([
    ['main', undefined, 'pass'],
    ['master', undefined, 'pass'],
    ['feature/checkout', undefined, 'fail'],
    ['main-2', undefined, 'fail'],
    ['production', ['production'], 'pass'],
    ['main', ['production'], 'fail'],
    ['release/1.42', ['main', 'release/*'], 'pass'],
    ['release', ['main', 'release/*'], 'fail'],
    ['hotfix/release/1', ['release/*'], 'fail'],
    ['aba', ['ab*ba'], 'fail'],
  ])('goes into a branch that is reviewed as a whole: %s, where %j are, is a %s', async (base, into, outcome) => {
    const config = into === undefined ? {} : { into };
    for (const merged of [true, false]) {
      const of = [pullRequest({ base, merged, head: commit })];
      const reviews = two.map((one) => ({ ...one, commit }));
      await expect(judge({ of, reviews, config })).resolves.toMatchObject({ outcome });
    }
  });

  it('says of a pull request into another branch what is not known', async () => {
    await expect(judge({ of: [pullRequest({ base: 'next' })] })).resolves.toMatchObject({
      outcome: 'fail',
      summary: 'pull request #118 goes into next, not into main or master: nobody knows who reviewed what next held',
    });
  });

  it('fails for a force-pushed head, and says which it is now', async () => {
    for (const number of [7, undefined]) {
      await expect(judge({ of: [open(7, otherCommit)], number })).resolves.toMatchObject({
        outcome: 'fail',
        summary: 'pull request #7 is open and its head is fedcba987654 now, not commit 3f786850e387',
      });
    }
  });

  it('fails for a commit within a merged one, where only approvals of the head count', async () => {
    const reviews = two.map((one) => ({ ...one, commit: otherCommit }));
    const of = [pullRequest({ number: 6, head: otherCommit, mergeCommit: 'f'.repeat(40) })];
    for (const number of [6, undefined]) {
      await expect(judge({ of, number, reviews, config: { approvalsOfHeadOnly: true } })).resolves.toMatchObject({
        outcome: 'fail',
        summary:
          'commit 3f786850e387 is neither the head of pull request #6 nor what merging it made: approvals of the head are none of it',
      });
    }
    const made = [pullRequest({ number: 6, head: otherCommit, mergeCommit: commit })];
    const config = { approvalsOfHeadOnly: true };
    await expect(judge({ of: made, number: 6, reviews, config })).resolves.toMatchObject({ outcome: 'pass' });
    await expect(judge({ of, number: 6, reviews })).resolves.toMatchObject({ outcome: 'pass' });
  });

  it('fails for a commit that is not in the repository', async () => {
    await expect(judge({ of: undefined })).resolves.toMatchObject({
      outcome: 'fail',
      summary: 'acme/shop-api has no commit 3f786850e387',
    });
  });

  it.each(['pullRequestsOf', 'reviews', 'commitsOf'] as const)('could not look: %s gives no answer', async (method) => {
    await expect(judge({ answers: { [method]: unseen } })).resolves.toMatchObject({
      outcome: 'error',
      summary: 'could not look: GitHub: acme/shop-api is not visible',
    });
  });

  it.each([
    [{ approvals: 0 }],
    [{ approvals: 11 }],
    [{ approvals: 1.5 }],
    [{ reviewers: [] }],
    [{ reviewers: ['FRIEND'] }],
    [{ approver: 2 }],
    [{ into: [] }],
    [{ into: [''] }],
    [{ into: ['a*b*'] }],
    [{ into: ['a b'] }],
  ])('refuses the settings %j', (config) => {
    expect(codeReview.config.safeParse(config).success).toBe(false);
  });

  it('takes 1 to 10 approvals', () => {
    for (const approvals of [1, 10]) expect(codeReview.config.safeParse({ approvals }).success).toBe(true);
  });
});
