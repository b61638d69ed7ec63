import { expect, it } from 'vitest';
import { examplesOf } from '../support/github-openapi.ts';
import { commit, githubWith, never, repo } from './github-fixture.ts';

/** GitHub's published example, however it is named. */
function example(path: string, name?: string): unknown {
  const examples = examplesOf(`/repos/{owner}/{repo}${path}`);
  const found = name === undefined ? [...examples.values()][0] : examples.get(name);
  if (found === undefined || found === null) throw new Error(`GitHub publishes no example ${name ?? ''} for ${path}`);
  return found;
}

const octocat = 'octocat';

it('takes its check runs', async () => {
  const body = example('/commits/{ref}/check-runs');
  const { source } = await githubWith({ [`GET ${repo}/commits/${commit}/check-runs`]: { body } });
  await expect(source.checkRuns(commit, never)).resolves.toEqual([
    {
      id: 4,
      suite: 5,
      name: 'mighty_readme',
      app: 'octoapp',
      status: 'completed',
      conclusion: 'neutral',
      completedAt: '2018-05-04T01:14:52Z',
    },
  ]);
});

it('takes its combined status', async () => {
  const body = example('/commits/{ref}/status');
  const { source } = await githubWith({ [`GET ${repo}/commits/${commit}/status`]: { body } });
  await expect(source.commitStatuses(commit, never)).resolves.toEqual([
    { context: 'continuous-integration/jenkins', state: 'success', updatedAt: '2012-07-20T01:19:13Z' },
    { context: 'security/brakeman', state: 'success', updatedAt: '2012-08-20T01:19:13Z' },
  ]);
});

const itsPullRequest = {
  number: 1347,
  author: octocat,
  head: '6dcb09b5b57875f334f61aebed695e2e4193db5e',
  headRepository: 'octocat/Hello-World',
};

it('takes its pull requests of a commit', async () => {
  const body = example('/commits/{commit_sha}/pulls');
  const { source } = await githubWith({ [`GET ${repo}/commits/${commit}/pulls`]: { body } });
  await expect(source.pullRequestsOf(commit, never)).resolves.toMatchObject([itsPullRequest]);
});

it('takes its pull request', async () => {
  const body = example('/pulls/{pull_number}');
  const { source } = await githubWith({ [`GET ${repo}/pulls/1347`]: { body } });
  await expect(source.pullRequest(1347, never)).resolves.toMatchObject({ ...itsPullRequest, base: 'master' });
});

it('takes its reviews', async () => {
  const body = example('/pulls/{pull_number}/reviews');
  const { source } = await githubWith({ [`GET ${repo}/pulls/1347/reviews`]: { body } });
  await expect(source.reviews(1347, never)).resolves.toMatchObject([
    { id: 80, reviewer: octocat, isBot: false, state: 'APPROVED', association: 'COLLABORATOR' },
  ]);
});

it('takes its commits of a pull request', async () => {
  const body = example('/pulls/{pull_number}/commits');
  const { source } = await githubWith({ [`GET ${repo}/pulls/1347/commits`]: { body } });
  await expect(source.commitsOf(1347, never)).resolves.toEqual([
    { commit: '6dcb09b5b57875f334f61aebed695e2e4193db5e', people: [octocat], isMerge: false },
  ]);
});

it('takes its code scanning analyses', async () => {
  const body = example('/code-scanning/analyses');
  const { source } = await githubWith({ [`GET ${repo}/code-scanning/analyses`]: { body } });
  const analyzed = 'd99612c3e1f2970085cfbaeadf8f010ef69bad83';
  await expect(source.codeScanning(analyzed, ['CodeQL'], never)).resolves.toMatchObject({
    enabled: true,
    analyses: [{ tool: 'CodeQL', ref: 'refs/heads/main', error: '', newest: true }],
    exhausted: true,
  });
});

it('takes its code scanning alerts', async () => {
  const body = example('/code-scanning/alerts');
  const { source } = await githubWith({ [`GET ${repo}/code-scanning/alerts`]: { body } });
  const alerts = await source.openAlerts('refs/heads/main', never);
  expect(alerts[0]).toEqual({
    number: 4,
    tool: 'CodeQL',
    rule: 'js/zipslip',
    severity: 'error',
    securitySeverity: undefined,
    createdAt: '2020-02-13T12:29:18Z',
  });
});

it('takes its issues', async () => {
  const body = example('/issues');
  const { source } = await githubWith({ [`GET ${repo}/issues`]: { body } });
  // Its one example is a pull request.
  await expect(source.openIssues('release-blocker', never)).resolves.toEqual({ issues: [], more: false });
});

it('takes its label', async () => {
  const body = example('/labels/{name}');
  const { source } = await githubWith({ [`GET ${repo}/labels/bug`]: { body } });
  await expect(source.hasLabel('bug', never)).resolves.toBe(true);
});

it('takes its file', async () => {
  const published = example('/contents/{path}', 'response-if-content-is-a-file');
  // The content of the published one is neither base64 of a text, nor as long as it says.
  const body = { ...(published as object), content: 'IyBSZWxl\nYXNlcwo=\n', size: 11 };
  const { source } = await githubWith({ [`GET ${repo}/contents/README.md`]: { body } });
  await expect(source.file('README.md', commit, never)).resolves.toEqual({
    text: '# Releases\n',
    blob: '3d21ec53a331a6f037a91c368710b99387d012c1',
  });
});

it.each(['directory', 'symlink', 'submodule'])('takes a %s for no file', async (kind) => {
  const body = example('/contents/{path}', `response-if-content-is-a-${kind}`);
  const { source } = await githubWith({ [`GET ${repo}/contents/there`]: { body } });
  await expect(source.file('there', commit, never)).resolves.toBeUndefined();
});

it('takes its blob', async () => {
  const sha = 'f00dcafef00dcafef00dcafef00dcafef00dcafe';
  const large = { type: 'file', encoding: 'none', content: '', sha, size: 19 };
  const { source } = await githubWith({
    [`GET ${repo}/contents/CHANGELOG.md`]: { body: large },
    [`GET ${repo}/git/blobs/${sha}`]: { body: example('/git/blobs/{file_sha}') },
  });
  await expect(source.file('CHANGELOG.md', commit, never)).resolves.toEqual({
    text: 'Content of the blob',
    blob: sha,
  });
});

it('takes its deployments and their statuses', async () => {
  const { source } = await githubWith({
    [`GET ${repo}/deployments`]: { body: example('/deployments') },
    [`GET ${repo}/deployments/1/statuses`]: { body: example('/deployments/{deployment_id}/statuses') },
  });
  await expect(source.deployments(commit, 'staging', never)).resolves.toEqual([
    {
      id: 1,
      createdAt: '2012-07-20T01:19:13Z',
      statuses: [{ state: 'success', createdAt: '2012-07-20T01:19:13Z' }],
    },
  ]);
});
