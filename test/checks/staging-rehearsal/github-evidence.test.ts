/** What GitHub says of staging, read by the real source from the sandbox's GitHub, where there is no record at all. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { smokeTests } from '../../../lib/checks/staging-rehearsal/smoke-tests.ts';
import { stagingDeployment } from '../../../lib/checks/staging-rehearsal/staging-deployment.ts';
import type { CheckResult } from '../../../lib/domain/check-result.ts';
import { github } from '../../../lib/sources/github.ts';
import { runCheck } from '../../../lib/steps/run-check.ts';
import { type GithubApi, githubApi } from '../../../sandbox/world/github.ts';
import { newAppKey, shopApp } from '../../../sandbox/world/github-app.ts';
import { apiPath } from '../../../sandbox/world/github-parts.ts';
import type { DeploymentState, GithubState } from '../../../sandbox/world/github-state.ts';
import { healthyGithub } from '../../../sandbox/world/healthy-github.ts';
import { secretsOf } from '../../sources/github-fixture.ts';
import { type AnsweringServer, startAnswering } from '../../support/answering-server.ts';
import { release } from '../../support/release.ts';
import { fakeRehearsals } from './fakes.ts';

const [appKey, otherKey] = await Promise.all([newAppKey(), newAppKey()]);
const healthy = healthyGithub(appKey.publicKey);

let server: AnsweringServer;
let api: GithubApi;
beforeAll(async () => {
  server = await startAnswering((request, response) => api.answer(request, response));
  api = githubApi(`http://127.0.0.1:${server.port}`, healthy);
});
beforeEach(() => api.become(healthy));
afterAll(() => server.close());

interface Given {
  readonly repository?: string;
  readonly privateKey?: string;
}

async function judge(
  check: typeof stagingDeployment | typeof smokeTests,
  settings: unknown,
  { repository = 'acme/shop-api', privateKey = appKey.privateKey }: Given = {},
): Promise<CheckResult> {
  const auth = { app: { ...shopApp, privateKey: { secret: 'shop/github' } } };
  const apiUrl = `http://127.0.0.1:${server.port}${apiPath}`;
  const source = github(
    { trustedAuthorities: [], github: { repository, apiUrl, auth, inNetwork: false } },
    { deadlineSeconds: 20, secretsManager: secretsOf({ 'shop/github': privateKey }), secondMs: 1 },
  );
  return runCheck({
    group: 'staging-rehearsal',
    check,
    settings,
    sources: { github: source, rehearsals: fakeRehearsals() },
    release,
    deadlineSeconds: 20,
    clock: () => new Date(),
  });
}

const deployments = (...some: readonly Omit<DeploymentState, 'environment'>[]): GithubState => ({
  ...healthy,
  deployments: some.map((one) => ({ ...one, environment: 'staging' })),
});

describe('staging-deployment', () => {
  const look = (given?: Given): Promise<CheckResult> =>
    judge(stagingDeployment, { githubEnvironment: 'staging' }, given);

  it('passes for a deployment of this commit that succeeded after one that failed', async () => {
    expect(await look()).toMatchObject({
      outcome: 'pass',
      summary: expect.stringMatching(/^ok, says deployment \d+ to staging of acme\/shop-api$/),
    });
  });

  it.each<[string, readonly Omit<DeploymentState, 'environment'>[], RegExp]>([
    [
      'failed after one that succeeded',
      [
        { of: 'release', statuses: ['in_progress', 'failure'], hoursAgo: 4 },
        { of: 'release', statuses: ['in_progress', 'success', 'inactive'], hoursAgo: 5 },
      ],
      /^failed, says deployment/,
    ],
    ['still runs', [{ of: 'release', statuses: ['queued', 'in_progress'], hoursAgo: 1 }], /^still running, says/],
    [
      'was of another commit',
      [{ of: 'previous', statuses: ['success'], hoursAgo: 1 }],
      /has no rehearsal record of staging and no deployment to staging of acme\/shop-api$/,
    ],
  ])('fails for a deployment that %s', async (_what, some, summary) => {
    api.become(deployments(...some));
    expect(await look()).toMatchObject({ outcome: 'fail', summary: expect.stringMatching(summary) });
  });

  it.each<[string, Given, RegExp]>([
    ['a private repository that the App cannot see', { repository: 'acme/secret-shop' }, /shows no repository/],
    ["an App's key that is expired", { privateKey: otherKey.privateKey }, /refuses the private key of App 1204118/],
  ])('could not look: %s', async (_what, given, summary) => {
    expect(await look(given)).toMatchObject({ outcome: 'error', summary: expect.stringMatching(summary) });
  });
});

describe('smoke-tests', () => {
  const look = (given?: Given): Promise<CheckResult> => judge(smokeTests, { checkRun: 'e2e' }, given);

  it.each([
    [['failure', 'success'], 'pass', /^ok, says check run e2e of acme\/shop-api$/],
    [['success', 'failure'], 'fail', /^failed, says check run e2e/],
    [['success', 'in_progress'], 'fail', /^still running, says check run e2e/],
    [['skipped'], 'fail', /^failed, says check run e2e/],
    [[], 'fail', /has no rehearsal record of staging and no check run e2e of acme\/shop-api$/],
  ] as const)('a check run with the attempts %j: %s', async (attempts, outcome, summary) => {
    api.become({ ...healthy, checks: { ...healthy.checks, e2e: attempts } });
    expect(await look()).toMatchObject({ outcome, summary: expect.stringMatching(summary) });
  });

  it('could not look: a private repository that the App cannot see', async () => {
    const result = await look({ repository: 'acme/secret-shop' });
    expect(result).toMatchObject({ outcome: 'error', summary: expect.stringMatching(/shows no repository/) });
  });
});
