import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { defineCheck } from '../../lib/checks/define-check.ts';
import { pass } from '../../lib/domain/check-result.ts';
import { conditional } from '../../lib/sources/github-conditional.ts';
import { type GithubFetch, responseFrom } from '../../lib/sources/github-fetch.ts';
import { limitedUntil, rateLimitSentence } from '../../lib/sources/github-rate-limit.ts';
import { ask } from '../support/ask.ts';
import type { GithubAnswer, GithubServer } from '../support/github-server.ts';
import { commit, githubWith, never, repo } from './github-fixture.ts';

const pull = { number: 118, user: null, head: { sha: commit }, base: { ref: 'main' } };
const route = `GET ${repo}/pulls/118`;
const now = Date.parse('2026-11-23T12:00:00.000Z');

const limited = (headers: Record<string, string>, message = 'API rate limit exceeded', status = 403): GithubAnswer => ({
  status,
  headers,
  body: { message },
});
const inSeconds = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds);
/** The first question has its answer, and the source has read it. */
async function answered(server: GithubServer): Promise<void> {
  await expect.poll(() => server.asked.length).toBe(1);
  await server.deserted();
  await new Promise((resolve) => setTimeout(resolve, 100));
}
const secondary = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';

describe('the end of a rate limit', () => {
  it.each<[string, number, Record<string, string>, string, string | undefined]>([
    ['retry-after', 403, { 'retry-after': '90' }, secondary, '2026-11-23T12:01:30Z'],
    ['retry-after of a 429', 429, { 'retry-after': '90', 'x-ratelimit-remaining': '0' }, '', '2026-11-23T12:01:30Z'],
    [
      'the reset of a limit that is used up',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795437790' },
      'API rate limit exceeded',
      '2026-11-23T12:43:10Z',
    ],
    [
      'a reset that is over',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '7' },
      '',
      '2026-11-23T12:00:00Z',
    ],
    ['a minute where nothing is said', 403, { 'x-ratelimit-remaining': '12' }, secondary, '2026-11-23T12:01:00Z'],
    ['a minute for a bare 429', 429, {}, '', '2026-11-23T12:01:00Z'],
    ['a minute for no reset', 403, { 'x-ratelimit-remaining': '0' }, '', '2026-11-23T12:01:00Z'],
    [
      'a minute for words of before',
      403,
      {},
      'You have triggered an abuse detection mechanism',
      '2026-11-23T12:01:00Z',
    ],
    ['a day at most', 403, { 'retry-after': '999999999999' }, '', '2026-11-24T12:00:00Z'],
    ['no number', 403, { 'retry-after': 'Mon, 23 Nov 2026 12:00:09 GMT' }, secondary, '2026-11-23T12:01:00Z'],
    ['none for a refusal', 403, { 'x-ratelimit-remaining': '12' }, 'Resource not accessible', undefined],
    ['none for another status', 500, { 'retry-after': '90' }, '', undefined],
  ])('is told by %s', (_case, status, headers, words, until) => {
    const instant = limitedUntil({ status, headers, words }, now);
    expect(instant && rateLimitSentence(instant)).toBe(until && `GitHub's rate limit is used up until ${until}`);
  });
});

describe('a rate limit', () => {
  it.each<[string, (until: number) => GithubAnswer]>([
    ['primary', (until) => limited({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(until / 1000) })],
    ['secondary', () => limited({ 'retry-after': '2' }, secondary)],
    ['in other words', () => limited({ 'retry-after': '2' }, 'slow down', 429)],
  ])('(%s) that is over within the deadline is waited for', async (_kind, answer) => {
    const until = Math.ceil(Date.now() / 1000 + 1) * 1000;
    const { source, server } = await githubWith({
      [route]: () => (Date.now() < until ? answer(until) : { body: pull }),
    });
    await expect(source.pullRequest(118, never)).resolves.toMatchObject({ number: 118 });
    // Once before its end, once after it.
    expect(server.asked).toHaveLength(2);
  });

  it('that is over after the deadline is an error at once, which says until when', async () => {
    const reset = inSeconds(3600);
    const { source, server } = await githubWith({
      [route]: limited({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }),
    });
    const until = new Date(Number(reset) * 1000).toISOString().replace('.000Z', 'Z');
    await expect(source.pullRequest(118, never)).rejects.toThrow(`GitHub's rate limit is used up until ${until}`);
    expect(server.asked).toHaveLength(1);
  });

  it('that outlasts the check is an error at its end, which says until when', async () => {
    const { source, server } = await githubWith({ [route]: limited({ 'retry-after': '8' }, secondary) });
    const check = new AbortController();
    const failure = source.pullRequest(118, check.signal).catch((cause: unknown) => cause);
    await answered(server);
    check.abort();
    // Within the same turn: the runner waits no longer than a moment.
    const told = await Promise.race([failure, new Promise((resolve) => setImmediate(resolve, 'nothing yet'))]);
    expect(String(told)).toMatch(/^SourceError: GitHub's rate limit is used up until 20\d\d-.+Z$/);
  });

  it('that outlasts the check is what the check says', async () => {
    const check = defineCheck({
      id: 'ci-checks',
      needs: ['github'],
      config: z.strictObject({}),
      remediation: 'none',
      run: async ({ sources, signal }) => pass(`seen ${(await sources.github.pullRequest(118, signal))?.number}`, []),
    });
    // It could be over in time, but a second more is waited for: two, and the check has one.
    const options = { deadlineSeconds: 1, secondMs: 1000 };
    const { source } = await githubWith({ [route]: limited({ 'retry-after': '1' }, secondary) }, options);
    const result = await ask(check, { config: {}, sources: { github: source }, deadlineSeconds: 1 });
    expect(result.summary).toMatch(
      /^could not look: GitHub's rate limit is used up until 20\d\d-.+Z \(the deadline is 1 s\)$/,
    );
  });

  it('that comes again is waited for again', async () => {
    const { source, server } = await githubWith({
      [route]: (_asked, count) => (count < 4 ? limited({ 'retry-after': '0' }, secondary) : { body: pull }),
    });
    await expect(source.pullRequest(118, never)).resolves.toMatchObject({ number: 118 });
    expect(server.asked).toHaveLength(4);
  });

  it('is told by every question that meets it', async () => {
    const { source } = await githubWith({ [route]: limited({ 'retry-after': '600' }, secondary) });
    const all = await Promise.allSettled([1, 2, 3].map(() => source.pullRequest(118, never)));
    const sentence = expect.stringMatching(/^GitHub's rate limit is used up until /);
    expect(all).toEqual(
      all.map(() => ({ status: 'rejected', reason: expect.objectContaining({ message: sentence }) })),
    );
  });
});

describe('a failure that is waited out', () => {
  it('is told when the check ends meanwhile, and nothing is asked again', async () => {
    const { source, server } = await githubWith({ [route]: { status: 503 } }, { secondMs: 60_000 });
    const check = new AbortController();
    const failure = source.pullRequest(118, check.signal).catch((cause: unknown) => cause);
    await answered(server);
    check.abort();
    expect(String(await failure)).toMatch(/pulls\/118 with HTTP 503$/);
    expect(server.asked).toHaveLength(1);
  });
});

describe('a question that was asked before', () => {
  it('is answered from memory where GitHub says that nothing changed', async () => {
    const { source, server } = await githubWith({
      [route]: ({ headers }, count) => {
        if (headers['if-none-match'] === '"v2"') return { status: 304 };
        const number = 118 + count;
        return { body: { ...pull, number }, headers: { etag: count === 1 ? '"v1"' : '"v2"' } };
      },
    });
    const numbers = [];
    for (let i = 0; i < 3; i += 1) numbers.push((await source.pullRequest(118, never))?.number);
    expect(numbers).toEqual([119, 120, 120]);
    expect(server.asked.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"v1"', '"v2"']);
  });

  it('has its next pages from memory too', async () => {
    const alerts = `GET ${repo}/code-scanning/alerts`;
    const alert = { number: 1, created_at: '2026-11-01T10:00:00Z', rule: {}, tool: {} };
    const { source, server } = await githubWith({
      [alerts]: ({ query, headers }) => {
        if (headers['if-none-match'] !== undefined) return { status: 304 };
        const link = `<http://${String(headers['host'])}${repo}/code-scanning/alerts?page=2>; rel="next"`;
        const more: Record<string, string> = query.has('page') ? {} : { link };
        return { body: [alert], headers: { etag: 'W/"v1"', ...more } };
      },
    });
    const first = await source.openAlerts('refs/heads/main', never);
    await expect(source.openAlerts('refs/heads/main', never)).resolves.toEqual(first);
    expect(first).toHaveLength(2);
    expect(server.asked).toHaveLength(4);
  });
});

describe('kept answers', () => {
  const sent: (string | undefined)[] = [];
  const fetch: GithubFetch = async (address, { headers }) => {
    sent.push(headers['if-none-match']);
    const status = new URL(address).searchParams.has('broken') ? 500 : 200;
    return responseFrom(address, 'x'.repeat(10), { status, headers: { etag: `"${address}"` } });
  };
  const asking = async (keeping: GithubFetch, names: readonly string[], method = 'GET') => {
    sent.length = 0;
    for (const name of names) await keeping(`http://x/?${name}`, { method, headers: {} });
    return sent.map((etag) => etag?.slice('"http://x/?'.length, -1));
  };

  it('are so many at most: the one that was not used for longest goes', async () => {
    const keeping = conditional(fetch, { entries: 2, characters: 1000 });
    const etags = await asking(keeping, ['a', 'b', 'a', 'c', 'a', 'b']);
    expect(etags).toEqual([undefined, undefined, 'a', undefined, 'a', undefined]);
  });

  it('are so long at most together', async () => {
    const keeping = conditional(fetch, { entries: 100, characters: 25 });
    expect(await asking(keeping, ['a', 'b', 'c', 'b', 'a'])).toEqual([undefined, undefined, undefined, 'b', undefined]);
    const small = conditional(fetch, { entries: 100, characters: 15 });
    expect(await asking(small, ['a', 'a'])).toEqual([undefined, undefined]);
  });

  it('are none of failures and of writing', async () => {
    const keeping = conditional(fetch);
    expect(await asking(keeping, ['broken', 'broken'])).toEqual([undefined, undefined]);
    expect(await asking(keeping, ['a', 'a'], 'POST')).toEqual([undefined, undefined]);
  });
});
