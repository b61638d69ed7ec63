/** The whole group with the real source, asking the sandbox's GitHub: what each odd repository comes to, in words. */
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeQuality } from '../../../lib/checks/code-quality/index.ts';
import type { GithubSettings } from '../../../lib/config/github-settings.ts';
import type { CheckResult } from '../../../lib/domain/check-result.ts';
import type { Outcome } from '../../../lib/domain/outcome.ts';
import type { Release } from '../../../lib/domain/release.ts';
import { github } from '../../../lib/sources/github.ts';
import { runCheckGroup } from '../../../lib/steps/run-check-group.ts';
import { scenarios } from '../../../sandbox/scenarios/index.ts';
import { type GithubApi, githubApi } from '../../../sandbox/world/github.ts';
import { newAppKey, shopApp } from '../../../sandbox/world/github-app.ts';
import { apiPath, repositoryPath } from '../../../sandbox/world/github-parts.ts';
import { pullRequestSimpleBody } from '../../../sandbox/world/github-review-bodies.ts';
import type { GithubState } from '../../../sandbox/world/github-state.ts';
import { healthyWorld } from '../../../sandbox/world/healthy.ts';
import { changelogOf, healthyGithub } from '../../../sandbox/world/healthy-github.ts';
import { changed } from '../../../sandbox/world/state.ts';
import { secretsOf } from '../../sources/github-fixture.ts';
import { type AnsweringServer, startAnswering } from '../../support/answering-server.ts';
import { release } from '../../support/release.ts';

const [appKey, otherKey] = await Promise.all([newAppKey(), newAppKey()]);
const healthy = healthyGithub(appKey.publicKey);
const unnamed: Release = { ...release, pullRequest: undefined };

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface Given {
  readonly state?: Partial<GithubState>;
  /** In place of the sandbox's own answers, by the path below the API; `*` is every path. */
  readonly answers?: Readonly<Record<string, Answer>>;
  readonly settings?: Partial<GithubSettings>;
  readonly secret?: string;
  readonly release?: Release;
}

let server: AnsweringServer;
let api: GithubApi;
let answers: Readonly<Record<string, Answer>> = {};
beforeAll(async () => {
  server = await startAnswering((request, response) => {
    const path = new URL(request.url ?? '', 'http://localhost').pathname.slice(apiPath.length);
    const other = answers['*'] ?? answers[path];
    if (other === undefined) api.answer(request, response);
    else send(other, response);
  });
  api = githubApi(`http://127.0.0.1:${server.port}`, healthy);
});
afterAll(() => server.close());

function send({ status = 200, headers = {}, body }: Answer, response: ServerResponse): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

const settings = {
  'ci-checks': { required: ['lint', 'test', 'build'] },
  'code-review': { approvalsOfHeadOnly: true },
  'security-scans': { tools: ['CodeQL', 'Trivy'] },
  'blocking-issues': { labels: ['release-blocker'] },
  changelog: {},
} as const;

async function judge(given: Given): Promise<{ readonly checks: readonly CheckResult[]; readonly calls: number }> {
  answers = given.answers ?? {};
  api.become({ ...healthy, ...given.state });
  const privateKey = { secret: 'shop/github' };
  const source = github(
    {
      trustedAuthorities: [],
      github: {
        repository: 'acme/shop-api',
        apiUrl: `http://127.0.0.1:${server.port}${apiPath}`,
        auth: { app: { ...shopApp, privateKey } },
        inNetwork: false,
        ...given.settings,
      },
    },
    {
      deadlineSeconds: 20,
      secretsManager: secretsOf({ 'shop/github': given.secret ?? appKey.privateKey }),
      secondMs: 1,
    },
  );
  const before = server.requests.length;
  const { checks } = await runCheckGroup({
    group: codeQuality,
    settings: Object.fromEntries(codeQuality.checks.map(({ id, config }) => [id, config.parse(settings[id])])),
    sources: { github: source },
    release: given.release ?? release,
    deadlineSeconds: 20,
    clock: () => new Date(),
  });
  return { checks, calls: server.requests.length - before };
}

type Expected = Partial<Record<keyof typeof settings, readonly [Outcome, RegExp]>>;

/** All others must pass. */
function expectOnly(checks: readonly CheckResult[], expected: Expected): void {
  const outcomes = Object.fromEntries(checks.map(({ id, outcome, summary }) => [id, [outcome, summary]]));
  const wanted = Object.keys(settings).map((id) => {
    const [outcome, summary] = expected[id as keyof typeof settings] ?? ['pass', /./];
    return [id, [outcome, expect.stringMatching(summary)]];
  });
  expect(outcomes).toEqual(Object.fromEntries(wanted));
}

const every = (outcome: Outcome, summary: RegExp): Expected =>
  Object.fromEntries(Object.keys(settings).map((id) => [id, [outcome, summary]]));

const pulls = `${repositoryPath}/commits/${release.commit}/pulls`;
const pullRequest = (): ReturnType<typeof pullRequestSimpleBody> =>
  pullRequestSimpleBody({ state: healthy, at: new Date(), origin: 'http://127.0.0.1' });
const analyses = `${repositoryPath}/code-scanning/analyses`;
const alerts = `${repositoryPath}/code-scanning/alerts`;
const blocked = Object.fromEntries(
  Array.from({ length: 10_000 }, (_, index) => [
    index + 1000,
    { title: `Report ${index}`, labels: ['release-blocker'], state: 'open' } as const,
  ]),
);
const unblocked = Object.fromEntries(
  Object.entries(blocked).map(([number, one]) => [number, { ...one, labels: ['bug'] }]),
);
const inAnHour = Math.floor(Date.now() / 1000) + 3600;
const until = new Date(inAnHour * 1000).toISOString().replace('.000Z', 'Z');

describe('the group code-quality judges', () => {
  it.each<[string, () => Given, Expected]>([
    [
      'a repository without code scanning',
      () => ({
        answers: {
          [analyses]: {
            status: 403,
            body: { message: 'Code Security must be enabled for this repository to use code scanning.' },
          },
        },
      }),
      { 'security-scans': ['fail', /^acme\/shop-api has no code scanning$/] },
    ],
    [
      'a repository in which nothing was ever analyzed',
      () => ({ state: { analyses: {} } }),
      { 'security-scans': ['fail', /CodeQL has not analyzed the commit.*Trivy has not analyzed the commit/] },
    ],
    [
      'a private repository that the App cannot see',
      () => ({ settings: { repository: 'acme/secret-shop' } }),
      every('error', /^could not look: .*GitHub shows no repository acme\/secret-shop to this App or token/),
    ],
    [
      'a revoked token',
      () => ({ settings: { auth: { token: { secret: 'shop/github' } } }, secret: 'ghp_revokedAndOfNobody00000000' }),
      every('error', /^could not look: .*GitHub refuses the token \(HTTP 401: Bad credentials\): it is revoked/),
    ],
    [
      "an App's key that is expired",
      () => ({ secret: otherKey.privateKey }),
      every('error', /^could not look: .*GitHub refuses the private key of App 1204118 .*it is expired/),
    ],
    [
      'a rate limit that is over after the deadline',
      () => ({
        answers: {
          '*': {
            status: 403,
            headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(inAnHour) },
            body: { message: 'API rate limit exceeded for installation ID 58411902.' },
          },
        },
      }),
      every('error', new RegExp(`^could not look: .*GitHub's rate limit is used up until ${until}`)),
    ],
    [
      'a commit that belongs to no pull request',
      () => ({ answers: { [pulls]: { body: [] } }, release: unnamed }),
      { 'code-review': ['fail', /^no pull request brought commit 3f786850e387: what is pushed without one/] },
    ],
    [
      'a commit that belongs to two pull requests',
      () => ({ answers: { [pulls]: { body: [pullRequest(), { ...pullRequest(), number: 119 }] } }, release: unnamed }),
      { 'code-review': ['fail', /belongs to pull requests #118 and #119; name one in the release's pullRequest$/] },
    ],
    [
      'a pull request that is open and whose head was force-pushed',
      () => {
        const one = pullRequest();
        const open = { state: 'open', merged_at: null, head: { ...one.head, sha: 'f'.repeat(40) } };
        return { answers: { [pulls]: { body: [{ ...one, ...open }] } } };
      },
      {
        'code-review': [
          'fail',
          /^pull request #118 is open and its head is ffffffffffff now, not commit 3f786850e387$/,
        ],
      },
    ],
    [
      'a commit that is not in the repository',
      () => ({ release: { ...release, commit: 'f'.repeat(40) } }),
      {
        'ci-checks': ['fail', /^acme\/shop-api has no commit ffffffffffff$/],
        'code-review': ['fail', /^acme\/shop-api has no commit ffffffffffff$/],
        'security-scans': ['fail', /CodeQL has not analyzed the commit/],
        changelog: ['fail', /^acme\/shop-api has no CHANGELOG\.md at commit ffffffffffff$/],
      },
    ],
    [
      '10,000 open issues with the label',
      () => ({ state: { issues: blocked } }),
      { 'blocking-issues': ['fail', /^at least 100 open issues labelled release-blocker: #/] },
    ],
    [
      'a label that was renamed',
      () => ({
        answers: { [`${repositoryPath}/labels/release-blocker`]: { status: 404, body: { message: 'Not Found' } } },
      }),
      { 'blocking-issues': ['error', /^could not look: acme\/shop-api has no label release-blocker, so no issue/] },
    ],
    [
      'alerts that GitHub has none of, though it lists analyses',
      () => ({ answers: { [alerts]: { status: 404, body: { message: 'no analysis found' } } } }),
      { 'security-scans': ['error', /GitHub lists an analysis of refs\/heads\/main, and then none for its alerts/] },
    ],
    [
      'a check that was renamed',
      () => ({ state: { checks: { ...healthy.checks, build: [], builds: ['success'] } } }),
      { 'ci-checks': ['fail', /build is missing \(did you mean builds\?\)/] },
    ],
    [
      'a check whose second attempt failed after its first succeeded',
      () => ({ state: { checks: { ...healthy.checks, test: ['success', 'failure'] } } }),
      { 'ci-checks': ['fail', /test ended as failure/] },
    ],
  ])('%s', async (_what, given, expected) => {
    const { checks } = await judge(given());
    expectOnly(checks, expected);
  });
});

describe('the group code-quality has nothing against', () => {
  it.each<[string, () => Given]>([
    ['a squash merge, whose pull request the release does not name', () => ({ release: unnamed })],
    [
      'a CHANGELOG with CRLF and a BOM',
      () => {
        const windows = (text: string): string => `\u{FEFF}${text.replaceAll('\n', '\r\n')}`;
        const [previous, now] = [changelogOf('1.41.3'), changelogOf('1.42.0', '1.41.3')];
        return { state: { changelog: { previous: windows(previous), release: windows(now) } } };
      },
    ],
    [
      'an alert that was dismissed with a reason',
      () => ({
        state: {
          alerts: { 31: { tool: 'CodeQL', rule: 'go/sql-injection', severity: 'critical', state: 'dismissed' } },
        },
      }),
    ],
    ['10,000 open issues without the label', () => ({ state: { issues: unblocked } })],
    [
      'a check whose first attempt failed',
      () => ({ state: { checks: { ...healthy.checks, build: ['failure', 'cancelled', 'success'] } } }),
    ],
  ])('%s', async (_what, given) => {
    const { checks } = await judge(given());
    expectOnly(checks, {});
  });

  it('a pull request from a fork, which it names', async () => {
    const one = pullRequest();
    const repo = { ...one.head.repo, full_name: 'mallory/shop-api' };
    const { checks } = await judge({ answers: { [pulls]: { body: [{ ...one, head: { ...one.head, repo } }] } } });
    expectOnly(checks, {});
    const review = checks.find(({ id }) => id === 'code-review');
    expect(review?.evidence[0]?.where).toContain('from the fork mallory/shop-api');
  });

  it('a usual release, in at most 12 calls; 300 check runs cost two more', async () => {
    const usual = await judge({});
    expectOnly(usual.checks, {});
    expect(usual.calls).toBeLessThanOrEqual(12);
    const more = Array.from({ length: 300 - 6 }, (_, index) => [`matrix (${index})`, ['success']] as const);
    const large = await judge({ state: { checks: { ...healthy.checks, ...Object.fromEntries(more) } } });
    expectOnly(large.checks, {});
    expect(large.calls).toBe(usual.calls + 2);
  });
});

describe('each scenario of the sandbox is a no-go for its own reason:', () => {
  it.each<[string, Expected]>([
    ['red-ci', { 'ci-checks': ['fail', /test ended as failure.*build is still running/] }],
    ['self-review', { 'code-review': ['fail', /^pull request #118: 1 approval counts, 2 /] }],
    ['open-alert', { 'security-scans': ['fail', /^CodeQL has 1 alert of severity high or above$/] }],
    ['no-scan', { 'security-scans': ['fail', /^Trivy has not analyzed the commit$/] }],
    [
      'stale-changelog',
      { changelog: ['fail', /has no entry for 1\.42\.0, and is stale: the release did not touch it$/] },
    ],
  ])('%s', async (name, expected) => {
    const world = changed(healthyWorld(appKey), scenarios[name]?.world ?? {});
    const { checks } = await judge({ state: world.github });
    expectOnly(checks, expected);
  });
});
