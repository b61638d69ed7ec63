import { describe, expect, it } from 'vitest';
import { type GithubRoutes, paged } from '../support/github-server.ts';
import {
  asking,
  commitsOf,
  compare,
  comparing,
  itself,
  mona,
  type Part,
  people,
  pulls,
  refusal,
  shaOf,
  since,
  told,
  webFlow,
} from './github-authors-fixture.ts';
import { commit, pages } from './github-fixture.ts';

describe('without a previous release, or with nothing after it', () => {
  const unconnected = { [itself]: { body: told({}) }, [pulls]: paged([]) };

  it.each<[string, Part, GithubRoutes]>([
    ['where none is named', { commit }, {}],
    ['where it goes out again, or back', since, { [compare]: comparing([]) }],
  ])('the commit itself tells, and its pull request, %s', async (_what, release, routes) => {
    const found = await people(
      {
        ...routes,
        [itself]: { body: told({ committer: webFlow, message: 'Gift cards (#118)' }) },
        [pulls]: paged([{ number: 118, merge_commit_sha: commit }]),
        [commitsOf(118)]: paged([told({ sha: shaOf(1) }), told({ sha: shaOf(2), author: mona })]),
      },
      release,
    );
    expect(found).toEqual([
      'author octocat The Octocat <octocat@acme.example>',
      'author octocat The Octocat <octocat@acme.example>',
      'author monalisa Mona Lisa <mona@acme.example>',
    ]);
  });

  it('the commit itself is enough where no pull request brought it', async () => {
    expect(await people(unconnected, { commit })).toEqual(['author octocat The Octocat <octocat@acme.example>']);
  });

  it('of several pull requests that have the commit, the one whose merge made it counts', async () => {
    const { authorsOf, server } = await asking({
      ...unconnected,
      [pulls]: paged([
        { number: 120, merge_commit_sha: null },
        { number: 118, merge_commit_sha: commit },
      ]),
      [commitsOf(118)]: paged([told({ sha: shaOf(1), author: mona })]),
    });
    expect(await authorsOf({ commit })).toHaveLength(2);
    expect(server.routesAsked()).not.toContain(commitsOf(120));
  });

  it('all of them count where none of them made it, and the one that the release names', async () => {
    const found = await people(
      {
        ...unconnected,
        [pulls]: paged([{ number: 120 }, { number: 121, merge_commit_sha: shaOf(9) }]),
        [commitsOf(120)]: paged([told({ sha: shaOf(1), author: mona })]),
        [commitsOf(121)]: paged([told({})]),
        [commitsOf(118)]: paged([told({ sha: shaOf(2), author: { name: 'Ada' } })]),
      },
      { commit, pullRequest: 118 },
    );
    expect(found).toEqual([
      'author octocat The Octocat <octocat@acme.example>',
      'author monalisa Mona Lisa <mona@acme.example>',
      'author - Ada <>',
    ]);
  });

  it('it cannot be told where GitHub has no such commit, or no such pull request', async () => {
    const unknown = { status: 422, body: { message: `No commit found for SHA: ${commit}` } };
    const gone = await asking({ ...unconnected, [itself]: unknown });
    expect(await refusal(gone.authorsOf({ commit }))).toBe(`GitHub has no commit ${commit} in acme/shop-api`);
    const none = await asking(unconnected);
    expect(await refusal(none.authorsOf({ commit, pullRequest: 7 }))).toBe(
      'GitHub has no pull request #7 in acme/shop-api',
    );
  });

  it('it cannot be told of a pull request of which GitHub may not list all commits', async () => {
    const many = (count: number) => ({
      ...unconnected,
      [commitsOf(118)]: paged(pages(count, (index) => told({ sha: shaOf(index) }))),
    });
    const [whole, cut] = [await asking(many(249)), await asking(many(250))];
    expect(await whole.authorsOf({ commit, pullRequest: 118 })).toHaveLength(250);
    expect(await refusal(cut.authorsOf({ commit, pullRequest: 118 }))).toBe(
      "GitHub lists no more than 250 commits of pull request #118: name the release's previous, so that all can be read",
    );
  });
});
