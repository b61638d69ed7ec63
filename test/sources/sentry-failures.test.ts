import { describe, expect, it } from 'vitest';
import { Secret } from '../../lib/domain/secret.ts';
import { sentry } from '../../lib/sources/sentry.ts';
import { createAuthority, issueCertificate } from '../../sandbox/certificates.ts';
import { startAnswering } from '../support/answering-server.ts';
import type { Reply } from '../support/fake-sentry.ts';
import { closing, error, ofOrganization, serve, signal, since } from './sentry-fixture.ts';

describe('what Sentry refuses', () => {
  it('a token', async () => {
    const { source, asked } = await serve({}, { token: new Secret('sntrys_old-and-revoked') });
    await expect(source.countErrors(asked, since, signal)).rejects.toThrow(
      /^Sentry at 127\.0\.0\.1:\d+ refused the token \(HTTP 401\): it is wrong, expired or revoked$/,
    );
  });

  it.each([
    ['the project shop-api', 'project:read', '/projects/', 'countErrors'],
    ['errors', 'org:read', '/events/', 'countErrors'],
    ['issues', 'event:read', '/issues/', 'newIssues'],
  ] as const)('%s, without the scope %s', async (what, scope, path, method) => {
    const forbidden = { status: 403, body: { detail: 'You do not have permission to perform this action.' } };
    const { source, asked } = await serve({
      instead: ({ pathname }) => (pathname.includes(path) ? forbidden : undefined),
    });
    await expect(source[method](asked, since, signal)).rejects.toThrow(
      `refused to show ${what} (HTTP 403): the token lacks the scope ${scope}, or may not see the project`,
    );
  });

  it('a project that is not there', async () => {
    const { source, asked } = await serve({}, { project: 'shop-app' });
    await expect(source.countErrors(asked, since, signal)).rejects.toThrow(
      /has no project shop-app in an organization acme, or the token may not see it \(HTTP 404\)$/,
    );
  });

  it('an organization that went meanwhile', async () => {
    const gone = { status: 404, body: { detail: 'The requested resource does not exist' } };
    const { source, asked } = await serve({ instead: ofOrganization(gone) });
    await expect(source.newIssues(asked, since, signal)).rejects.toThrow(/has no organization acme, or the token may/);
  });

  it.each<[Reply, RegExp]>([
    [
      { status: 400, body: { detail: 'Invalid\nquery' } },
      /answered the question for errors with HTTP 400: Invalid query$/,
    ],
    [{ status: 400, body: { detail: { code: 'x' } } }, /with HTTP 400$/],
    [{ status: 503, body: '<h1>maintenance</h1>' }, /answered the question for errors with HTTP 503$/],
    [
      { status: 403, body: '<h1>Forbidden</h1>' },
      /HTTP 403 without the words of its API; is that the address of Sentry\?$/,
    ],
    [{ status: 404, body: '<h1>nginx</h1>' }, /HTTP 404 without the words of its API/],
    [{ status: 401, body: 'who?' }, /HTTP 401 without the words of its API/],
    [{ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' }, /a page, not with JSON/],
    [{ status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok' }, /something else, not with JSON/],
  ])('%j', async (reply, words) => {
    const { source, asked } = await serve({ instead: ofOrganization(reply) });
    await expect(source.countErrors(asked, since, signal)).rejects.toThrow(words);
  });

  it.each([301, 302, 307, 308])('to be asked there, with HTTP %i: the token goes nowhere else', async (status) => {
    const elsewhere = await startAnswering((_request, response) => response.end('{}'));
    closing.push(elsewhere.close);
    const headers = { location: `http://127.0.0.1:${elsewhere.port}/` };
    const { source, asked } = await serve({ instead: () => ({ status, headers, body: { detail: 'moved' } }) });
    await expect(source.countErrors(asked, since, signal)).rejects.toThrow(`redirects (HTTP ${status}), which is not`);
    expect(elsewhere.requests).toEqual([]);
  });
});

describe('a rate limit', () => {
  const now = Math.floor(Date.now() / 1000);
  const limited = (headers: Record<string, string>): Reply => ({
    status: 429,
    headers,
    body: { detail: 'You are attempting to use this endpoint too frequently.' },
  });

  it.each<[string, Record<string, string>]>([
    ['Retry-After', { 'retry-after': '1' }],
    ['the headers of Sentry', { 'x-sentry-rate-limit-remaining': '0', 'x-sentry-rate-limit-reset': `${now + 2}` }],
    ['nothing', {}],
  ])('is waited for, as long as %s says', async (_what, headers) => {
    let left = 2;
    const { source, asked, server } = await serve({
      errors: [error('11:50:00')],
      instead: () => {
        left -= 1;
        return left >= 0 ? limited(headers) : undefined;
      },
    });
    await expect(source.countErrors(asked, since, signal)).resolves.toBe(1);
    expect(server.requests).toHaveLength(4);
  });

  it('that lasts longer than any check is told at once, with its end', async () => {
    const headers = { 'retry-after': '3600' };
    const { source, asked, server } = await serve({ instead: () => limited(headers) });
    await expect(source.countErrors(asked, since, signal)).rejects.toThrow(
      /^Sentry at 127\.0\.0\.1:\d+'s rate limit is used up until 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
    );
    expect(server.requests).toHaveLength(1);
  });

  it('that comes again and again is not waited for without end', async () => {
    const { source, asked, server } = await serve({ instead: () => limited({ 'retry-after': '0' }) });
    await expect(source.countErrors(asked, since, signal)).rejects.toThrow('rate limit is used up until');
    expect(server.requests).toHaveLength(6);
  });

  it('is what was waited for when the time is up', async () => {
    const { asked } = await serve({ instead: () => limited({ 'retry-after': '50' }) });
    const slow = sentry({ trustedAuthorities: [] });
    const failure = slow.countErrors(asked, since, AbortSignal.timeout(100));
    await expect(failure).rejects.toThrow('rate limit is used up until');
  });
});

describe('a connection', () => {
  it('that hangs after the headers ends with the time', async () => {
    const server = await startAnswering((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"id": "45');
    });
    closing.push(server.close);
    const { source, asked } = await serve({});
    const query = { ...asked, endpoint: `http://127.0.0.1:${server.port}` };
    await expect(source.countErrors(query, since, AbortSignal.timeout(100))).rejects.toThrow(/did not answer in time$/);
  });

  it('with a certificate of nobody is refused, and one of a configured authority is not', async () => {
    const authority = await createAuthority('Test Authority');
    const server = await startAnswering(
      (_request, response) => response.writeHead(401).end('{"detail": "Invalid token"}'),
      await issueCertificate({ names: ['localhost'] }, authority),
    );
    closing.push(server.close);
    const { source, asked } = await serve({});
    const query = { ...asked, endpoint: `https://localhost:${server.port}` };
    await expect(source.countErrors(query, since, signal)).rejects.toThrow(/certificate|TLS/);
    expect(server.requests).toEqual([]);
    const trusting = sentry({ trustedAuthorities: [authority.certificate] });
    await expect(trusting.countErrors(query, since, signal)).rejects.toThrow('refused the token');
  });
});
