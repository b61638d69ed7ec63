import type { RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import type { GithubSettings } from '../../lib/config/github-settings.ts';
import type { VerdictStatus } from '../../lib/domain/commit-status.ts';
import { Secret } from '../../lib/domain/secret.ts';
import { SourceError } from '../../lib/domain/source-error.ts';
import { githubCommitStatus } from '../../lib/sources/github-commit-status.ts';
import type { SecretsManager } from '../../lib/sources/secrets-manager.ts';
import { answerJson, startAnswering } from '../support/answering-server.ts';
import { release } from '../support/release.ts';

const token = 'github_pat_11ABCDEFG0123456789abcdefghij';
let readToken = async (): Promise<Secret> => new Secret(JSON.stringify({ token }));
const secretsManager: SecretsManager = {
  read: () => readToken(),
  credentials: () => Promise.reject(new Error('not asked for')),
};
const status: VerdictStatus = {
  context: 'preflight/production',
  state: 'failure',
  description: 'no-go: 1 of 13 checks blocks: 1 failed (memory)',
  targetUrl: 'https://eu-central-1.console.aws.amazon.com/s3/object/reports?region=eu-central-1&prefix=report.html',
};
const path = `/api/v3/repos/acme/shop-api/statuses/${release.commit}`;
const created = { id: 1, state: 'failure', context: status.context };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** GitHub as one test wants it, and what it was sent. */
async function serve(answer: RequestListener) {
  const bodies: string[] = [];
  const server = await startAnswering((request, response) => {
    void text(request).then((body) => {
      bodies.push(body);
      answer(request, response);
    });
  });
  closing.push(server.close);
  const github: GithubSettings = {
    repository: 'acme/shop-api',
    apiUrl: `http://127.0.0.1:${server.port}/api/v3`,
    auth: { token: { secret: 'shop/github', key: 'token' } },
    inNetwork: false,
    commitStatus: {},
  };
  const options = { deadlineSeconds: 10, secretsManager, secondMs: 1 };
  const source = githubCommitStatus({ github, trustedAuthorities: [] }, options);
  return {
    ...server,
    bodies,
    set: (told = status, signal = AbortSignal.timeout(20_000)) => source.set(release.commit, told, signal),
  };
}

const sentence = async (failing: Promise<void>): Promise<string> => {
  const cause = await failing.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(cause).toBeInstanceOf(SourceError);
  expect((cause as SourceError).message).not.toContain(token);
  return (cause as SourceError).message;
};

describe('githubCommitStatus', () => {
  it('sets the status on the commit of the configured repository, with one request', async () => {
    const { requests, bodies, set } = await serve(answerJson(201, created));
    await set();
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([`POST ${path}`]);
    expect(JSON.parse(bodies[0] ?? '')).toEqual({
      state: 'failure',
      target_url: status.targetUrl,
      description: status.description,
      context: 'preflight/production',
    });
    expect(requests[0]?.headers).toMatchObject({
      authorization: `Bearer ${token}`,
      accept: expect.stringContaining('application/vnd.github'),
      'content-type': expect.stringContaining('application/json'),
    });
  });

  it('leaves the link out where there is none', async () => {
    const { bodies, set } = await serve(answerJson(201, created));
    const { targetUrl: _targetUrl, ...unlinked } = status;
    await set(unlinked);
    expect(Object.keys(JSON.parse(bodies[0] ?? '')).toSorted()).toEqual(['context', 'description', 'state']);
  });

  it('says which permission is missing', async () => {
    const { set } = await serve((request, response) => {
      response.setHeader('x-accepted-github-permissions', 'statuses=write');
      answerJson(403, { message: 'Resource not accessible by personal access token' })(request, response);
    });
    expect(await sentence(set())).toMatch(
      /^the token may not ask GitHub POST \/repos\/acme\/shop-api\/statuses\/\w+ \(HTTP 403: Resource not .+\); it needs the permission statuses=write$/,
    );
  });

  it('says so where the repository is not visible, or not writable', async () => {
    const { set } = await serve(answerJson(404, { message: 'Not Found' }));
    expect(await sentence(set())).toBe(
      'GitHub shows acme/shop-api to its App or token not at all, or not for writing (HTTP 404); it needs write access to commit statuses',
    );
  });

  it("gives GitHub's own words where it takes no status for this commit", async () => {
    const { requests, set } = await serve(answerJson(422, { message: `No commit found for SHA: ${release.commit}` }));
    expect(await sentence(set())).toBe(
      `GitHub takes no status for commit ${release.commit} of acme/shop-api (HTTP 422: No commit found for SHA: ${release.commit})`,
    );
    expect(requests).toHaveLength(1);
  });

  it('takes its own token out of what GitHub says', async () => {
    const { set } = await serve(answerJson(422, { message: `you sent ${token}` }));
    expect(await sentence(set())).toContain('HTTP 422: you sent [secret]');
  });

  it('says that a token is revoked', async () => {
    const { set } = await serve(answerJson(401, { message: 'Bad credentials' }));
    expect(await sentence(set())).toMatch(/^GitHub refuses the token \(HTTP 401: Bad credentials\)/);
  });

  it('says until when a rate limit holds, and does not wait for longer than it may', async () => {
    const { requests, set } = await serve((request, response) => {
      response.setHeader('x-ratelimit-remaining', '0').setHeader('x-ratelimit-reset', '4102444800');
      answerJson(403, { message: 'API rate limit exceeded' })(request, response);
    });
    expect(await sentence(set())).toMatch(/^GitHub's rate limit is used up until 20\d\d-/);
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['an error of its own', answerJson(502, { message: 'Server Error' }), /HTTP 502/],
    ['a page of a proxy', ((_request, response) => response.end('<html>')) as RequestListener, /^GitHub/],
  ])('takes %s for no success', async (_what, answer, message) => {
    const { set } = await serve(answer);
    expect(await sentence(set())).toMatch(message);
  });

  it('follows no redirect', async () => {
    const elsewhere = await serve(answerJson(201, created));
    const { set } = await serve((_request, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${elsewhere.port}${path}` }).end();
    });
    expect(await sentence(set())).toMatch(/redirects .+ \(HTTP 307\), which is not followed$/);
    expect(elsewhere.requests).toEqual([]);
  });

  it('ends when its time is up, where GitHub does not answer', async () => {
    const time = new AbortController();
    const { set } = await serve(() => time.abort());
    expect(await sentence(set(status, time.signal))).toMatch(/^GitHub.* did not answer in time$/);
  });

  it('says that GitHub is not there', async () => {
    const { close, set } = await serve(answerJson(201, created));
    await close();
    expect(await sentence(set())).toMatch(/^GitHub.* refused the connection/);
  });

  it('says that the secret with its token cannot be read', async () => {
    const { set, requests } = await serve(answerJson(201, created));
    const before = readToken;
    readToken = () => Promise.reject(new SourceError('Secrets Manager refused secretsmanager:GetSecretValue'));
    try {
      expect(await sentence(set())).toBe('Secrets Manager refused secretsmanager:GetSecretValue');
      expect(requests).toEqual([]);
    } finally {
      readToken = before;
    }
  });
});
