import { describe, expect, it } from 'vitest';
import { githubReleaseAuthors } from '../../lib/sources/github-release-authors.ts';
import { examplesOf } from '../support/github-openapi.ts';
import type { GithubAnswer } from '../support/github-server.ts';
import {
  asking,
  compare,
  comparing,
  history,
  mona,
  octocat,
  people,
  refusal,
  shaOf,
  since,
  told,
  webFlow,
} from './github-authors-fixture.ts';
import { commit, other as previous, repo, secretsOf } from './github-fixture.ts';

describe('the authors of the commits after the previous release', () => {
  it('are all of their authors, committers and co-authors, each with the commit', async () => {
    const commits = [
      told({ sha: shaOf(1), committer: mona }),
      told({ author: mona, message: 'Gift cards (#118)\n\nCo-authored-by: The Octocat <octocat@acme.example>' }),
    ];
    const { authorsOf, server } = await asking({ [compare]: comparing(commits) });
    expect(await authorsOf()).toEqual([
      { commit: shaOf(1), role: 'author', ...octocat },
      { commit: shaOf(1), role: 'committer', ...mona },
      { commit, role: 'author', ...mona },
      { commit, role: 'co-author', ...octocat, login: undefined },
    ]);
    expect(server.routesAsked()).toEqual([compare]);
  });

  it('are told without GitHub itself, which commits what is merged on its pages', async () => {
    const unknownToIt = { name: 'GitHub', email: 'NoReply@GitHub.com' };
    const commits = [told({ committer: webFlow }), told({ sha: shaOf(1), author: mona, committer: unknownToIt })];
    expect(await people({ [compare]: comparing(commits) })).toEqual([
      'author octocat The Octocat <octocat@acme.example>',
      'author monalisa Mona Lisa <mona@acme.example>',
    ]);
  });

  it('hold GitHub as an author all the same: it writes nothing, so somebody else calls themselves that', async () => {
    expect(await people({ [compare]: comparing([told({ author: webFlow })]) })).toEqual([
      'author web-flow GitHub <noreply@github.com>',
    ]);
  });

  it.each<[string, string, string[]]>([
    ['of two lines', 'Fix\n\nCo-authored-by: A <a@x>\nCo-Authored-By: B <b@x>\n', ['A <a@x>', 'B <b@x>']],
    [
      'between other lines, in messages of a squash',
      '* one\r\n\r\n  * CO-AUTHORED-BY: A <a@x>\r\n\r\n* two',
      ['A <a@x>'],
    ],
    ['of several on a line', 'Fix\n\nCo-authored-by: A <a@x>, B <b@x>', ['A <a@x>', 'B <b@x>']],
    ['without a name', 'Fix\n\nCo-authored-by:<a@x>', [' <a@x>']],
    ['without an address', 'Fix\n\nCo-authored-by: @monalisa', ['@monalisa <>']],
    ['with an address that does not end', 'Fix\n\nCo-authored-by: A <a@x', ['A <a@x>']],
    ['that name nobody', 'Fix\n\nCo-authored-by:  \nCo-authored-by: <>', []],
    ['that are a text about them', 'Say who is co-authored-by: nobody', []],
  ])('are read from trailers %s', async (_what, message, found) => {
    const all = await people({ [compare]: comparing([told({ message })]) });
    expect(all.slice(1)).toEqual(found.map((one) => `co-author - ${one}`));
  });

  it('are read from a hostile message in no time', async () => {
    const message = `${'\n'.repeat(300_000)}Co-authored-by:${' '.repeat(300_000)}<${'<'.repeat(300_000)}`;
    expect(await people({ [compare]: comparing([told({ message })]) })).toHaveLength(1);
  });

  it('are named where GitHub knows no account, no address, or no signature at all', async () => {
    const commits = [
      told({ sha: shaOf(1), author: { name: 'Ada', email: 'ada@acme.example' } }),
      told({ sha: shaOf(2), author: { name: 'Ada' } }),
      told({ author: null }),
    ];
    expect(await people({ [compare]: comparing(commits) })).toEqual([
      'author - Ada <ada@acme.example>',
      'author - Ada <>',
      'author -  <>',
    ]);
  });

  it.each([1, 99, 100, 101, 250, 1000])('are those of all %i commits, page for page', async (count) => {
    const { authorsOf, server } = await asking({ [compare]: comparing(history(count)) });
    const found = await authorsOf();
    expect(new Set(found.map((one) => one.commit)).size).toBe(count);
    const asked = server.asked.map(({ query }) => `${query.get('per_page')} ${query.get('page')}`);
    expect(asked).toEqual(Array.from({ length: Math.ceil(count / 100) }, (_, index) => `100 ${index + 1}`));
  });

  it('are read to the end also where GitHub gives fewer a page than it was asked for', async () => {
    const all = history(70);
    const { authorsOf } = await asking({
      [compare]: ({ query }) => {
        const page = Number(query.get('page'));
        return { body: { status: 'diverged', total_commits: 70, commits: all.slice((page - 1) * 30, page * 30) } };
      },
    });
    expect(await authorsOf()).toHaveLength(70);
  });
});

describe('the authors cannot be told', () => {
  it('where there are more commits than are looked through, which the first page tells', async () => {
    const { authorsOf, server } = await asking({ [compare]: comparing(history(100), 1001) });
    expect(await refusal(authorsOf())).toBe(
      'GitHub counts 1001 commits in bbbbbbbbbbbb...7d9f6a1c2b3e of acme/shop-api, more than the 1000 whose authors are looked for; name a later release as previous',
    );
    expect(server.asked).toHaveLength(1);
  });

  it.each([
    ['fewer', history(150), 151],
    ['more', history(150), 120],
    ['none', [], 3],
  ])('where GitHub lists %s than it counts', async (_what, listed, total) => {
    const { authorsOf } = await asking({ [compare]: comparing(listed, total) });
    expect(await refusal(authorsOf())).toBe(
      `GitHub counts ${total} commits in bbbbbbbbbbbb...7d9f6a1c2b3e of acme/shop-api, and lists ${listed.length}: not all were read`,
    );
  });

  it("where the release's own commit is not among them", async () => {
    const { authorsOf } = await asking({ [compare]: comparing([told({ sha: shaOf(1) })]) });
    expect(await refusal(authorsOf())).toContain("does not list the release's own commit");
  });

  it('where GitHub has one of the two commits not', async () => {
    const { authorsOf } = await asking({ [compare]: { status: 404, body: { message: 'Not Found' } } });
    expect(await refusal(authorsOf())).toBe(
      `GitHub cannot compare the release's previous commit ${previous} with its commit ${commit} in acme/shop-api: one of them is not there, or they have no history in common`,
    );
  });

  it('where the repository is not shown', async () => {
    const { authorsOf } = await asking({ [`GET ${repo}`]: { status: 404, body: { message: 'Not Found' } } });
    expect(await refusal(authorsOf())).toMatch(/^GitHub shows no repository acme\/shop-api to this App or token/);
  });

  it('where the configuration names no repository', async () => {
    const source = githubReleaseAuthors(
      { trustedAuthorities: [] },
      { deadlineSeconds: 10, secretsManager: secretsOf({}) },
    );
    expect(await refusal(source.authorsOf(since, AbortSignal.timeout(20_000)))).toMatch(/^GitHub is not asked/);
  });

  const form = /^GitHub answered the question for .+ with something that is not its API's format$/;
  it.each<[string, GithubAnswer, RegExp]>([
    ['a comparison without its count', { body: { commits: history(1) } }, form],
    ['a comparison without its commits', { body: { total_commits: 1 } }, form],
    ['a commit without its message', { body: { total_commits: 1, commits: [{ sha: commit, commit: {} }] } }, form],
    ['a list', { body: [] }, form],
    ['a page of a proxy', { body: '<html>' }, /^GitHub/],
    ['an error of its own', { status: 502, body: { message: 'Server Error' } }, /HTTP 502/],
    ['a redirect', { status: 301, headers: { location: 'http://127.0.0.1:9/x' } }, /HTTP 301/],
  ])('where GitHub answers with %s', async (_what, answer, message) => {
    const { authorsOf } = await asking({ [compare]: answer });
    expect(await refusal(authorsOf())).toMatch(message);
  });

  it('where GitHub does not answer in time', async () => {
    const time = new AbortController();
    const { authorsOf } = await asking({
      [compare]: () => {
        time.abort();
        return 'hang';
      },
    });
    expect(await refusal(authorsOf(since, time.signal))).toMatch(/^GitHub.* did not answer in time$/);
  });
});

describe("GitHub's own examples", () => {
  it('are read', async () => {
    const example = examplesOf('/repos/{owner}/{repo}/compare/{basehead}').get('default') as {
      commits: { sha: string }[];
      total_commits: number;
    };
    const own = { ...example, total_commits: example.commits.length, commits: example.commits };
    const release = { commit: example.commits[0]?.sha ?? '', previous: { version: '1', commit: previous } };
    const routes = { [`GET ${repo}/compare/${previous}...${release.commit}`]: { body: own } };
    expect(await people(routes, release)).toEqual(['author octocat Monalisa Octocat <mona@github.com>']);
  });
});
