import { expect, it } from 'vitest';
import { paged } from '../support/github-server.ts';
import { commit, githubWith, never, repo } from './github-fixture.ts';

it('tells the workflow runs apart that have a job of the same name', async () => {
  const run = { name: 'test', app: { slug: 'github-actions' }, status: 'completed', conclusion: 'success' };
  const check_runs = [
    { ...run, id: 2, check_suite: { id: 71 } },
    { ...run, id: 1, check_suite: null },
  ];
  const { source } = await githubWith({
    [`GET ${repo}/commits/${commit}/check-runs`]: { body: { total_count: 2, check_runs } },
  });
  await expect(source.checkRuns(commit, never)).resolves.toMatchObject([{ suite: 71 }, { suite: undefined }]);
});

const analysis = (commit_sha: string, category: string, error = '') => ({
  ref: 'refs/heads/main',
  commit_sha,
  category,
  error,
  created_at: '2026-11-23T10:00:00Z',
  tool: { name: 'CodeQL' },
});

it("looks for the commit's analyses beyond a page that ends among them", async () => {
  const others = Array.from({ length: 99 }, () => analysis('f'.repeat(40), 'go'));
  const list = [...others, analysis(commit, 'js'), analysis(commit, 'go', 'no code'), ...others, ...others];
  const { source, server } = await githubWith({ [`GET ${repo}/code-scanning/analyses`]: paged(list) });
  await expect(source.codeScanning(commit, ['CodeQL'], never)).resolves.toMatchObject({
    analyses: [{ category: 'js' }, { category: 'go', error: 'no code' }],
  });
  expect(server.asked).toHaveLength(2);
});

it('takes an alert for fixed later that does not say readably when', async () => {
  const alert = { number: 7, created_at: 'once', updated_at: 'lately', fixed_at: 'just now', rule: {}, tool: {} };
  const { source } = await githubWith({ [`GET ${repo}/code-scanning/alerts`]: paged([alert]) });
  const fixed = source.alertsFixedSince('refs/heads/main', new Date('2026-11-23T10:00:00Z'), never);
  await expect(fixed).resolves.toMatchObject([{ number: 7 }]);
});

it.each(['<https://github.example/x>; title="a"; rel="next"', 'more; rel="next"'])(
  'does not take half a list for the whole, where the next page is named as: %s',
  async (link) => {
    const body = { total_count: 1, check_runs: [] };
    const { source } = await githubWith({
      [`GET ${repo}/commits/${commit}/check-runs`]: { body, headers: { link } },
    });
    const message =
      "GitHub answered the question for the next page of a list with something that is not its API's format";
    await expect(source.checkRuns(commit, never)).rejects.toThrow(message);
  },
);
