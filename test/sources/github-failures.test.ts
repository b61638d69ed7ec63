import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import type { Github } from '../../lib/sources/github.ts';
import { createAuthority, issueCertificate } from '../../sandbox/certificates.ts';
import { freePort } from '../support/free-port.ts';
import type { GithubAnswer, GithubRoute } from '../support/github-server.ts';
import { tcpServer } from '../support/tls-server.ts';
import { commit, githubWith, never, repo, serve, sourceAt, token } from './github-fixture.ts';

const pull = { number: 118, user: null, head: { sha: commit }, base: { ref: 'main' } };
const route = `GET ${repo}/pulls/118`;
const alertsRoute = `GET ${repo}/code-scanning/alerts`;

/** Every question that the source can be asked. */
const questions: Readonly<
  Record<keyof Omit<Github, 'repository'>, (source: Github, signal: AbortSignal) => Promise<unknown>>
> = {
  checkRuns: (source, signal) => source.checkRuns(commit, signal),
  commitStatuses: (source, signal) => source.commitStatuses(commit, signal),
  pullRequestsOf: (source, signal) => source.pullRequestsOf(commit, signal),
  pullRequest: (source, signal) => source.pullRequest(118, signal),
  reviews: (source, signal) => source.reviews(118, signal),
  commitsOf: (source, signal) => source.commitsOf(118, signal),
  codeScanning: (source, signal) => source.codeScanning(commit, ['CodeQL'], signal),
  openAlerts: (source, signal) => source.openAlerts('refs/heads/main', signal),
  alertsFixedSince: (source, signal) => source.alertsFixedSince('refs/heads/main', new Date(0), signal),
  openIssues: (source, signal) => source.openIssues('blocker', signal),
  hasLabel: (source, signal) => source.hasLabel('release-blocker', signal),
  file: (source, signal) => source.file('CHANGELOG.md', commit, signal),
  deployments: (source, signal) => source.deployments(commit, 'staging', signal),
};

/** The SourceError that answering like this leads to. */
async function failureOf(answer: GithubRoute): Promise<string> {
  const { source } = await githubWith({ [route]: answer });
  const failure: unknown = await source.pullRequest(118, never).catch((cause: unknown) => cause);
  expect(failure).toBeInstanceOf(SourceError);
  return (failure as SourceError).message;
}

const refusal = (status: number, message: string, headers: Record<string, string> = {}): GithubAnswer => ({
  status,
  body: { message, documentation_url: 'https://docs.github.com/rest' },
  headers,
});

describe('a private repository that the token cannot see', () => {
  it.each(Object.entries(questions))('is an error of %s', async (_name, question) => {
    const { source, server } = await githubWith({});
    await expect(question(source, never)).rejects.toThrow(
      /^GitHub shows no repository acme\/shop-api to this App or token: there is none of this name, or it is private/,
    );
    expect(server.routesAsked().at(-1)).toBe(`GET ${repo}`);
  });
});

describe('a refused token', () => {
  it('is told as such, and not tried again', async () => {
    const { source, server } = await githubWith({ [route]: refusal(401, 'Bad credentials') });
    await expect(source.pullRequest(118, never)).rejects.toThrow(
      /^GitHub refuses the token \(HTTP 401: Bad credentials\): it is revoked, expired, or of another GitHub$/,
    );
    expect(server.asked).toHaveLength(1);
  });

  it('wants its owner to authorize it for single sign-on', async () => {
    const sso = 'required; url=https://github.com/orgs/acme/sso?authorization_request=AAAB';
    const message = await failureOf(
      refusal(403, 'Resource protected by organization SAML enforcement', { 'x-github-sso': sso }),
    );
    expect(message).toMatch(/^acme wants the token to be authorized for its single sign-on \(SAML\)/);
    expect(message).not.toContain('AAAB');
  });

  it('lacks a permission, which GitHub names', async () => {
    const words = 'Resource not accessible by personal access token';
    const headers = { 'x-accepted-github-permissions': 'pull_requests=read,contents=read; administration=read' };
    await expect(failureOf(refusal(403, words, headers))).resolves.toBe(
      `the token may not ask GitHub GET ${repo}/pulls/118 (HTTP 403: ${words}); it needs the permission pull_requests=read,contents=read or administration=read`,
    );
    await expect(failureOf(refusal(403, words))).resolves.toMatch(/personal access token\)$/);
  });

  it('is refused for another reason, in the words of GitHub', async () => {
    await expect(failureOf(refusal(403, 'Repository access blocked\u0007\n by  staff'))).resolves.toBe(
      `GitHub answered GET ${repo}/pulls/118 with HTTP 403 (Repository access blocked by staff)`,
    );
  });
});

describe('GitHub that is down', () => {
  const down: GithubAnswer = { status: 502, body: '<html>Unicorn!</html>' };

  it('is asked three times, then told', async () => {
    const { source, server } = await githubWith({ [route]: down });
    await expect(source.pullRequest(118, never)).rejects.toThrow(
      /^GitHub answered GET \/repos\/acme\/shop-api\/pulls\/118 with HTTP 502$/,
    );
    expect(server.asked).toHaveLength(3);
  });

  it('for a moment does no harm', async () => {
    const { source, server } = await githubWith({
      [route]: (_asked, count) => (count < 3 ? { status: count === 1 ? 503 : 500 } : { body: pull }),
    });
    await expect(source.pullRequest(118, never)).resolves.toMatchObject({ number: 118 });
    expect(server.asked).toHaveLength(3);
  });

  it('on the second page gets its own attempts there', async () => {
    const { source, server } = await githubWith({
      [alertsRoute]: ({ query, headers }, count) => {
        if (count === 1 || count === 3 || count === 4) return down;
        const link = `<http://${String(headers['host'])}${repo}/code-scanning/alerts?page=2>; rel="next"`;
        return { body: [], ...(query.has('page') ? {} : { headers: { link } }) };
      },
    });
    await expect(source.openAlerts('refs/heads/main', never)).resolves.toEqual([]);
    expect(server.asked).toHaveLength(5);
  });

  it('hangs up before it answers, once', async () => {
    let connections = 0;
    const body = JSON.stringify(pull);
    const server = await tcpServer((socket) => {
      connections += 1;
      if (connections === 1) return socket.destroy();
      return socket.end(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
    });
    try {
      const source = sourceAt(`http://127.0.0.1:${server.port}`);
      await expect(source.pullRequest(118, never)).resolves.toMatchObject({ number: 118 });
    } finally {
      await server.close();
    }
  });

  it('refuses the connection', async () => {
    const port = await freePort();
    await expect(sourceAt(`http://127.0.0.1:${port}`).pullRequest(118, never)).rejects.toThrow(
      `GitHub (127.0.0.1:${port}) refused the connection (127.0.0.1:${port})`,
    );
  });
});

describe('an answer that is not the API', () => {
  const notTheApi = /^GitHub answered the question for .* with something that is not its API's format$/;
  const json = { 'content-type': 'application/json' };

  it.each<[string, GithubAnswer]>([
    ['a page', { body: '<html>Log in</html>' }],
    ['broken JSON', { body: '{"number": 118', headers: json }],
    ['nothing', { body: '', headers: json }],
    ['null', { body: null }],
    ['a number', { body: 7 }],
    ['an empty object', { body: {} }],
    ['another form', { body: { ...pull, number: 'x' } }],
    ['a body of a type that cannot be read', { body: '{}', headers: { 'content-type': ';;;' } }],
    ['no content', { status: 204 }],
  ])('%s is an error', async (_case, answer) => {
    await expect(failureOf(answer)).resolves.toMatch(notTheApi);
  });

  it.each<[string, GithubAnswer]>([
    ['nothing', { body: '', headers: json }],
    ['null', { body: null }],
    ['an object', { body: { message: 'hello' } }],
    ['a count without a list', { body: { total_count: 0 } }],
    ['a count with a text', { body: { total_count: 0, alerts: 'none' } }],
    ['entries of another form', { body: [{ number: 1 }] }],
    ['no content', { status: 204 }],
  ])('%s is no empty list', async (_case, answer) => {
    const { source } = await githubWith({ [alertsRoute]: answer });
    const failure = source.openAlerts('refs/heads/main', never);
    await expect(failure).rejects.toThrow(notTheApi);
    await expect(failure).rejects.toBeInstanceOf(SourceError);
  });

  it('nor is a conflict, which the pagination plugin takes for one', async () => {
    const { source } = await githubWith({ [alertsRoute]: refusal(409, 'Git Repository is empty.') });
    await expect(source.openAlerts('refs/heads/main', never)).rejects.toThrow(
      /with HTTP 409 \(Git Repository is empty\.\)$/,
    );
  });

  it('is not HTTP at all', async () => {
    const server = await tcpServer((socket) => socket.end('SSH-2.0-babeld\r\n'));
    try {
      const source = sourceAt(`http://127.0.0.1:${server.port}`);
      await expect(source.pullRequest(118, never)).rejects.toThrow(/answered with something that is not HTTP$/);
    } finally {
      await server.close();
    }
  });

  it('of 50 MB is not read to its end, nor asked for again', async () => {
    const { source, server } = await githubWith({ [route]: { body: { ...pull, body: 'x'.repeat(50_000_000) } } });
    await expect(source.pullRequest(118, never)).rejects.toThrow(/^GitHub \(127.+\) answered with more than 10 MiB$/);
    await server.deserted();
    expect(server.asked).toHaveLength(1);
  });

  it('of 9 MB is read', async () => {
    const { source } = await githubWith({ [route]: { body: { ...pull, body: 'x'.repeat(9_000_000) } } });
    await expect(source.pullRequest(118, never)).resolves.toMatchObject({ number: 118 });
  });
});

describe('a redirect is not followed', () => {
  it('where the repository was renamed', async () => {
    const { source, server } = await githubWith({
      [route]: {
        status: 301,
        body: { message: 'Moved Permanently', url: 'https://api.github.com/repositories/7/pulls/118' },
        headers: { location: 'https://api.github.com/repositories/7/pulls/118' },
      },
    });
    await expect(source.pullRequest(118, never)).rejects.toThrow(
      /^acme\/shop-api has moved on GitHub \(HTTP 301\); write its new name in the configuration$/,
    );
    expect(server.asked).toHaveLength(1);
  });

  it('where anything else is elsewhere', async () => {
    const answer = { status: 302, headers: { location: 'https://login.example.com/' } };
    await expect(failureOf(answer)).resolves.toMatch(/^GitHub redirects .* \(HTTP 302\), which is not followed$/);
  });

  it('to the next page of a list on another host', async () => {
    const elsewhere = await serve({});
    const link = `<${elsewhere.apiUrl}${repo}/code-scanning/alerts?page=2>; rel="next"`;
    const { source } = await githubWith({ [alertsRoute]: { body: [], headers: { link } } });
    await expect(source.openAlerts('refs/heads/main', never)).rejects.toThrow(
      /names a next page that is not below http:/,
    );
    expect(elsewhere.asked).toEqual([]);
  });
});

describe('GitHub that hangs', () => {
  it.each(Object.entries(questions))('ends %s with the signal', async (_name, question) => {
    const server = await tcpServer(() => undefined);
    try {
      const source = sourceAt(`http://127.0.0.1:${server.port}`);
      const failure = question(source, AbortSignal.timeout(50));
      await expect(failure).rejects.toThrow(/^GitHub (?:\(127.+\) )?did not answer in time$/);
      await expect(failure).rejects.toBeInstanceOf(SourceError);
    } finally {
      await server.close();
    }
  });

  it('after the headers ends with the signal too', async () => {
    const server = await tcpServer((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{'));
    try {
      const source = sourceAt(`http://127.0.0.1:${server.port}`);
      await expect(source.pullRequest(118, AbortSignal.timeout(50))).rejects.toThrow(/did not answer in time$/);
    } finally {
      await server.close();
    }
  });
});

describe('GitHub Enterprise Server', () => {
  it.each(['', '/'])('is asked below its path (written with "%s" at its end)', async (end) => {
    const { apiUrl, asked } = await serve({ [route]: { body: pull } }, { folder: '/api/v3' });
    await expect(sourceAt(`${apiUrl}${end}`).pullRequest(118, never)).resolves.toMatchObject({ number: 118 });
    expect(asked[0]?.headers).toMatchObject({
      'x-github-api-version': '2022-11-28',
      accept: expect.stringContaining('application/vnd.github'),
      'user-agent': expect.stringMatching(/^preflight /),
      authorization: `Bearer ${token}`,
    });
  });

  it('names its paths without that of the API', async () => {
    const { apiUrl } = await serve({}, { folder: '/api/v3' });
    await expect(sourceAt(apiUrl).codeScanning(commit, [], never)).rejects.toThrow(/^GitHub shows no repository/);
    const { apiUrl: broken } = await serve({ [route]: refusal(418, 'Teapot') }, { folder: '/api/v3' });
    await expect(sourceAt(broken).pullRequest(118, never)).rejects.toThrow(
      'GitHub answered GET /repos/acme/shop-api/pulls/118 with HTTP 418 (Teapot)',
    );
  });

  it('may have a certificate of the company, and no unknown one', async () => {
    const authority = await createAuthority('Acme Root');
    const certificate = await issueCertificate({ names: ['localhost'] }, authority);
    const { apiUrl, asked } = await serve({ [route]: { body: pull } }, { certificate });
    const trusting = sourceAt(apiUrl, { trustedAuthorities: [authority.certificate] });
    await expect(trusting.pullRequest(118, never)).resolves.toMatchObject({ number: 118 });
    await expect(sourceAt(apiUrl).pullRequest(118, never)).rejects.toThrow(
      /^GitHub \(localhost:\d+\) has a TLS problem: /,
    );
    expect(asked).toHaveLength(1);
  });
});

describe('the token', () => {
  it.each<[string, GithubAnswer]>([
    ['401', refusal(401, `Bad credentials: ${token}`)],
    ['403', refusal(403, `Resource not accessible: ${encodeURIComponent(token)}`)],
    ['500', refusal(500, token)],
    ['301', { status: 301, headers: { location: `https://example.com/?access_token=${token}` } }],
    ['200 of another form', { body: { token } }],
  ])('is in no part of the error of a %s', async (_case, answer) => {
    const { source } = await githubWith({ [route]: answer });
    const failure: unknown = await source.pullRequest(118, never).catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(SourceError);
    expect((failure as SourceError).message).not.toContain(token);
    expect(inspect((failure as SourceError).cause, { depth: 3 })).not.toMatch(/Bearer github_pat/);
  });
});
