import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { githubSettings } from '../../lib/config/github-settings.ts';
import { Secret } from '../../lib/domain/secret.ts';
import { type Github, github } from '../../lib/sources/github.ts';
import { githubCommitStatus } from '../../lib/sources/github-commit-status.ts';
import { githubReleaseAuthors } from '../../lib/sources/github-release-authors.ts';
import type { ReleaseAuthors } from '../../lib/sources/release-authors.ts';
import preflight from '../../preflight.config.ts';
import { createAuthority, issueCertificate } from '../../sandbox/certificates.ts';
import { type GithubApi, githubApi } from '../../sandbox/world/github.ts';
import { newAppKey, shopApp } from '../../sandbox/world/github-app.ts';
import { apiPath, commits } from '../../sandbox/world/github-parts.ts';
import { healthyGithub } from '../../sandbox/world/healthy-github.ts';
import { type AnsweringServer, startAnswering } from '../support/answering-server.ts';
import { breaches, type Exchange } from './github-description.ts';

/** What a release's commit belongs to where it is none of GitHub's. */
const nowhere = 'f'.repeat(40);
const signal = AbortSignal.timeout(60_000);

const appKey = await newAppKey();
const authority = await createAuthority('test');
const exchanges: Exchange[] = [];
let api: GithubApi;
let server: AnsweringServer;
let settings: Parameters<typeof github>[0];
const secretsManager = {
  read: (id: string) => Promise.resolve(id === 'shop/github' ? new Secret(JSON.stringify(appKey)) : undefined),
  credentials: () => Promise.reject(new Error('no credentials are asked for')),
};

beforeAll(async () => {
  const certificate = await issueCertificate({ names: ['localhost'] }, authority);
  server = await startAnswering((request, response) => {
    watch(request, response);
    api.answer(request, response);
  }, certificate);
  const origin = `https://localhost:${server.port}`;
  api = githubApi(origin, healthyGithub(appKey.publicKey));
  const app = { ...shopApp, privateKey: { secret: 'shop/github', key: 'privateKey' } };
  settings = {
    trustedAuthorities: [authority.certificate],
    github: githubSettings.parse({ repository: 'acme/shop-api', apiUrl: `${origin}${apiPath}`, auth: { app } }),
  };
});
beforeEach(() => {
  exchanges.length = 0;
  api.become(healthyGithub(appKey.publicKey));
});
afterAll(() => server.close());

/** Everything that Preflight asks of GitHub. */
const questions: Readonly<Record<string, (source: Github) => Promise<unknown>>> = {
  'check runs': (source) => source.checkRuns(commits.release, signal),
  'check runs of a name': (source) => source.checkRuns(commits.release, signal, 'test'),
  'check runs of an unknown commit': (source) => source.checkRuns(nowhere, signal),
  'commit statuses': (source) => source.commitStatuses(commits.release, signal),
  'commit statuses of an unknown commit': (source) => source.commitStatuses(nowhere, signal),
  'pull requests of a commit': (source) => source.pullRequestsOf(commits.release, signal),
  'pull requests of an unknown commit': (source) => source.pullRequestsOf(nowhere, signal),
  'a pull request': (source) => source.pullRequest(118, signal),
  'a pull request that is none': (source) => source.pullRequest(7, signal),
  reviews: (source) => source.reviews(118, signal),
  'commits of a pull request': (source) => source.commitsOf(118, signal),
  analyses: (source) => source.codeScanning(commits.release, ['CodeQL', 'Trivy'], signal),
  'analyses by a tool that is not there': (source) => source.codeScanning(commits.release, ['Semgrep'], signal),
  'open alerts': (source) => source.openAlerts('refs/heads/main', signal),
  'fixed alerts': (source) => source.alertsFixedSince('refs/heads/main', new Date(0), signal),
  issues: (source) => source.openIssues('release-blocker', signal),
  'a label': (source) => source.hasLabel('release-blocker', signal),
  'a label that is none': (source) => source.hasLabel('splendid', signal),
  'a file': (source) => source.file('CHANGELOG.md', commits.release, signal),
  'a file that is none': (source) => source.file('CHANGES.md', commits.release, signal),
  deployments: (source) => source.deployments(commits.release, 'staging', signal),
};

test.each(Object.entries(questions))(
  '%s: what is asked and what comes back is in the description of the API',
  async (_what, ask) => {
    await ask(github(settings, { deadlineSeconds: 10, secretsManager }));
    // The App's token, and the question.
    expect(exchanges.length).toBeGreaterThanOrEqual(2);
    expect(exchanges.flatMap(breaches)).toEqual([]);
  },
);

test('so is the status that is set', async () => {
  const status = { context: 'preflight/production', state: 'success', description: 'GO' } as const;
  await githubCommitStatus(settings, { deadlineSeconds: 10, secretsManager }).set(commits.release, status, signal);
  expect(exchanges.map(({ status: sent }) => sent)).toEqual([201, 201]);
  expect(exchanges.flatMap(breaches)).toEqual([]);
  expect(api.record.statuses.at(-1)).toMatchObject({ sha: commits.release, ...status });
});

const ofRelease = { commit: commits.release, previous: { version: '1.41.3', commit: commits.previous } };

test.each<[string, Parameters<ReleaseAuthors['authorsOf']>[0]]>([
  ['after the previous one', ofRelease],
  ['without a previous one', { commit: commits.release, pullRequest: 118 }],
  ['that goes out again', { ...ofRelease, previous: { version: '1.42.0', commit: commits.release } }],
  ['that goes back', { commit: commits.previous, previous: { version: '1.42.0', commit: commits.release } }],
])('so are the authors of a release %s', async (_what, release) => {
  const authors = await githubReleaseAuthors(settings, { deadlineSeconds: 10, secretsManager }).authorsOf(
    release,
    signal,
  );
  expect(authors).not.toEqual([]);
  expect(exchanges.flatMap(breaches)).toEqual([]);
});

test('the healthy release is by octocat, with a commit by another, and merged by GitHub', async () => {
  const source = githubReleaseAuthors(settings, { deadlineSeconds: 10, secretsManager });
  expect(await source.authorsOf(ofRelease, signal)).toEqual([
    {
      commit: commits.release,
      role: 'author',
      name: 'octocat',
      email: 'octocat@users.noreply.localhost',
      login: 'octocat',
    },
    {
      commit: commits.release,
      role: 'co-author',
      name: 'margaret-hamilton',
      email: 'margaret-hamilton@users.noreply.localhost',
      login: undefined,
    },
  ]);
});

test('a changelog of more than a mebibyte is read through its blob', async () => {
  const text = `# Changelog\n\n${'- A line of history.\n'.repeat(60_000)}`;
  api.become({ ...healthyGithub(appKey.publicKey), changelog: { release: text } });
  const file = await github(settings, { deadlineSeconds: 10, secretsManager }).file(
    'CHANGELOG.md',
    commits.release,
    signal,
  );
  expect(file?.text).toBe(text);
  expect(exchanges.map(({ path }) => path.split('/')[4])).toContain('git');
  expect(exchanges.flatMap(breaches)).toEqual([]);
});

test('the healthy repository reads as a person would tell it', async () => {
  const source = github(settings, { deadlineSeconds: 10, secretsManager });
  const reviews = await source.reviews(118, signal);
  expect(reviews.map(({ reviewer, state }) => `${reviewer} ${state}`)).toEqual([
    'hubot COMMENTED',
    'monalisa DISMISSED',
    'ada-lovelace APPROVED',
    'monalisa APPROVED',
  ]);
  const pullRequest = await source.pullRequest(118, signal);
  expect(pullRequest).toMatchObject({ author: 'octocat', merged: true, mergeCommit: commits.release, base: 'main' });
  const attempts = (await source.checkRuns(commits.release, signal))?.filter(({ name }) => name === 'test') ?? [];
  expect(attempts.toSorted((a, b) => a.id - b.id).map(({ conclusion }) => conclusion)).toEqual(['failure', 'success']);
  expect((await source.openAlerts('refs/heads/main', signal)).map(({ number }) => number)).toEqual([17]);
  expect((await source.openIssues('release-blocker', signal)).issues).toEqual([]);
});

test("the example configuration names the sandbox's App", () => {
  const { auth } = preflight.environments['production']?.github ?? {};
  expect(auth).toEqual({ app: { ...shopApp, privateKey: { secret: 'shop/production/github', key: 'privateKey' } } });
});

/** Keeps what is asked and answered. */
function watch(request: IncomingMessage, response: ServerResponse): void {
  const end = response.end.bind(response);
  response.end = ((text?: string) => {
    exchanges.push({
      method: request.method ?? '',
      path: (request.url ?? '').slice(apiPath.length),
      status: response.statusCode,
      body: text === undefined ? undefined : (JSON.parse(text) as unknown),
    });
    return end(text);
  }) as typeof response.end;
}
