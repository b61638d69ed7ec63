import { describe, expect, it } from 'vitest';
import { commit, githubWith, never, other, repo, shown } from './github-fixture.ts';

describe('a pull request', () => {
  const pull = {
    number: 118,
    user: null,
    head: { sha: other, repo: null },
    base: { ref: 'main' },
    merged_at: '2026-11-23T10:00:00Z',
    merge_commit_sha: commit,
  };

  it('may be of an account and from a fork that are gone', async () => {
    const { source } = await githubWith({
      [`GET ${repo}/pulls/118`]: { body: pull },
      [`GET ${repo}/commits/${commit}/pulls`]: { body: [pull, { ...pull, number: 119, merged_at: null }] },
    });
    const gone = { author: undefined, head: other, headRepository: undefined, base: 'main', mergeCommit: commit };
    await expect(source.pullRequest(118, never)).resolves.toEqual({ number: 118, merged: true, ...gone });
    await expect(source.pullRequestsOf(commit, never)).resolves.toEqual([
      { number: 118, merged: true, ...gone },
      { number: 119, merged: false, ...gone },
    ]);
  });

  it('of a commit may be none', async () => {
    const { source } = await githubWith({ [`GET ${repo}/commits/${commit}/pulls`]: { body: [] } });
    await expect(source.pullRequestsOf(commit, never)).resolves.toEqual([]);
  });

  it('of this number may not exist', async () => {
    const { source } = await githubWith(shown);
    await expect(source.pullRequest(118, never)).resolves.toBeUndefined();
    await expect(source.reviews(118, never)).rejects.toThrow(/^GitHub has no pull request #118 in acme\/shop-api$/);
    await expect(source.commitsOf(118, never)).rejects.toThrow(/^GitHub has no pull request #118 in acme\/shop-api$/);
  });

  it('has reviews, of bots and of accounts that are gone too', async () => {
    const review = { state: 'APPROVED', commit_id: other, author_association: 'MEMBER' };
    const body = [
      { id: 1, user: { login: 'hubot', type: 'User' }, submitted_at: '2026-11-23T09:00:00Z', ...review },
      { id: 2, user: { login: 'dependabot[bot]', type: 'Bot' }, ...review },
      { id: 3, user: null, ...review, commit_id: null },
    ];
    const { source } = await githubWith({ [`GET ${repo}/pulls/118/reviews`]: { body } });
    const rest = { state: 'APPROVED', association: 'MEMBER' };
    await expect(source.reviews(118, never)).resolves.toEqual([
      { id: 1, reviewer: 'hubot', isBot: false, commit: other, submittedAt: '2026-11-23T09:00:00Z', ...rest },
      { id: 2, reviewer: 'dependabot[bot]', isBot: true, commit: other, submittedAt: undefined, ...rest },
      { id: 3, reviewer: undefined, isBot: false, commit: undefined, submittedAt: undefined, ...rest },
    ]);
  });

  it('has commits, of people whom GitHub knows or not', async () => {
    const body = [
      { sha: 'a', author: { login: 'hubot' }, committer: { login: 'web-flow' }, parents: [{ sha: 'p' }] },
      { sha: 'b', author: {}, committer: null, parents: [{ sha: 'p' }, { sha: 'q' }] },
      { sha: 'c', author: { login: 'hubot' }, committer: { login: 'hubot' }, parents: [] },
    ];
    const { source } = await githubWith({ [`GET ${repo}/pulls/118/commits`]: { body } });
    await expect(source.commitsOf(118, never)).resolves.toEqual([
      { commit: 'a', people: ['hubot', 'web-flow'], isMerge: false },
      { commit: 'b', people: [], isMerge: true },
      { commit: 'c', people: ['hubot'], isMerge: false },
    ]);
  });
});
