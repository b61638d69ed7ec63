import { describe, expect, it } from 'vitest';
import { Secret } from '../../lib/domain/secret.ts';
import { SourceError } from '../../lib/domain/source-error.ts';
import { startAnswering } from '../support/answering-server.ts';
import type { Instead, Reply } from '../support/fake-sentry.ts';
import { at, closing, error, ofOrganization, release, serve, signal, since } from './sentry-fixture.ts';

const issue = {
  id: '61004',
  shortId: 'SHOP-API-1',
  title: 'TypeError',
  level: 'error',
  issueCategory: 'error',
  count: '3',
  firstSeen: at('11:50:00'),
  project: { id: '4507112', slug: 'shop-api' },
};

describe('newIssues', () => {
  it('lists issues that came first with the release, in that time, the loudest first', async () => {
    const errors = [
      error('11:46:00', { issue: 2, title: 'RangeError: page' }),
      error('11:47:00', { issue: 3 }),
      error('11:48:00', { issue: 3 }),
      error('11:30:00', { issue: 4 }),
      error('11:50:00', { issue: 4 }),
      error('11:40:00', { issue: 5, release: 'shop-api@1.41.3' }),
      error('11:50:00', { issue: 5 }),
      error('11:50:00', { issue: 6, environment: 'staging' }),
    ];
    const { source, asked, server } = await serve({ errors });
    await expect(source.newIssues(asked, since, signal)).resolves.toEqual([
      { id: 'SHOP-API-3', title: 'TypeError: price is undefined', events: 2, firstSeen: '2026-11-23T11:47:00.000Z' },
      { id: 'SHOP-API-2', title: 'RangeError: page', events: 1, firstSeen: '2026-11-23T11:46:00.000Z' },
    ]);
    const query = new URL(server.requests[1]?.url ?? '', 'http://sentry.invalid').searchParams;
    expect([query.get('query'), query.get('sort')]).toEqual([`is:unresolved firstRelease:"${release}"`, 'freq']);
  });

  it.each([
    ['error', 1],
    ['fatal', 1],
    ['warning', 0],
    ['info', 0],
    ['debug', 0],
  ])('takes one of the level %s for %i errors', async (level, count) => {
    const { source, asked } = await serve({ errors: [error('11:50:00', { level })] });
    await expect(source.newIssues(asked, since, signal)).resolves.toHaveLength(count);
  });

  it('takes one that is dated as far ahead as clocks differ', async () => {
    const ahead = { ...issue, firstSeen: at('12:05:00') };
    const { source, asked } = await serve({ instead: ofOrganization({ body: [ahead] }) });
    await expect(source.newIssues(asked, since, signal)).resolves.toHaveLength(1);
  });

  it('leaves out what is no error', async () => {
    const slow = { ...issue, issueCategory: 'performance' };
    const { source, asked } = await serve({ instead: ofOrganization({ body: [slow, issue] }) });
    await expect(source.newIssues(asked, since, signal)).resolves.toHaveLength(1);
  });

  it('reads the forms of earlier versions', async () => {
    const { level: _, issueCategory: __, ...earlier } = { ...issue, shortId: null, count: 7 };
    const { source, asked } = await serve({ instead: ofOrganization({ body: [earlier] }) });
    await expect(source.newIssues(asked, since, signal)).resolves.toMatchObject([{ id: 'issue 61004', events: 7 }]);
  });

  it('reads all pages, at the address that is configured, wherever the answers link', async () => {
    const elsewhere = await startAnswering((_request, response) => response.end('[]'));
    closing.push(elsewhere.close);
    const errors = Array.from({ length: 5 }, (_, index) => error('11:50:00', { issue: index + 1 }));
    const { source, asked, server } = await serve({ errors, pageSize: 2 });
    await expect(source.newIssues(asked, since, signal)).resolves.toHaveLength(5);
    expect(server.requests).toHaveLength(4);

    const link = `<http://127.0.0.1:${elsewhere.port}/>; rel="next"; results="true"; cursor="0:2:0"`;
    const other = await serve({
      instead: ({ pathname, searchParams }) => {
        if (!pathname.includes('/organizations/')) return undefined;
        return searchParams.has('cursor') ? { body: [] } : { body: [issue], headers: { link } };
      },
    });
    await expect(other.source.newIssues(other.asked, since, signal)).resolves.toHaveLength(1);
    expect(elsewhere.requests).toEqual([]);
    expect(other.server.requests.at(-1)?.url).toContain('cursor=0%3A2%3A0');
  });

  it.each([
    ['without an end', (page: number) => `0:${page}:0`, 6],
    ['that goes round', () => '0:100:0', 3],
  ])('ends a list %s', async (_what, cursorOf, requests) => {
    let page = 0;
    const next = (body: unknown): Instead => {
      page = 0;
      return ({ pathname }) => {
        if (!pathname.includes('/organizations/')) return undefined;
        page += 1;
        return { body, headers: { link: `<http://x/>; rel="next"; results="true"; cursor="${cursorOf(page)}"` } };
      };
    };
    const empty = await serve({ instead: next([]) });
    await expect(empty.source.newIssues(empty.asked, since, signal)).rejects.toThrow(/list of issues did not end/);
    expect(empty.server.requests).toHaveLength(requests);
    const full = await serve({ instead: next([issue]) });
    await expect(full.source.newIssues(full.asked, since, signal)).resolves.toHaveLength(requests - 1);
  });

  it.each<[string, Reply, RegExp]>([
    ['no list', { body: { data: [] } }, /not a list of issues/],
    ['an issue without a count', { body: [{ ...issue, count: null }] }, /not a list of issues/],
    ['an issue of another project', { body: [{ ...issue, project: { id: '1' } }] }, /issues of another project/],
    ['an issue first seen never', { body: [{ ...issue, firstSeen: 'yesterday' }] }, /first seen "yesterday"$/],
    ['an issue of tomorrow', { body: [{ ...issue, firstSeen: at('12:05:01') }] }, /first seen "2026-11-23T12:05:01Z"$/],
    [
      'a next page without a cursor',
      { body: [], headers: { link: '<http://x/?cursor=1>; rel="next"; results="true"' } },
      /a next page that has no cursor$/,
    ],
  ])('takes %s for no answer', async (_what, reply, words) => {
    const { source, asked } = await serve({ instead: ofOrganization(reply) });
    const failure = source.newIssues(asked, since, signal);
    await expect(failure).rejects.toBeInstanceOf(SourceError);
    await expect(failure).rejects.toThrow(words);
  });

  it('lets a title begin no line, and cuts it, but no secret into halves', async () => {
    new Secret('Zr7kQ9pWxhunter2hunter2');
    const title = `bad\nlogin\u202Ehere postgres://shop:pw@db/x ${'a'.repeat(60)} Zr7kQ9pWxhunter2hunter2 ${'b'.repeat(99)}`;
    const { source, asked } = await serve({ instead: ofOrganization({ body: [{ ...issue, title }] }) });
    const [found] = await source.newIssues(asked, since, signal);
    expect(found?.title).toMatch(/^bad login here postgres:\/\/\[secret\]@db\/x a{60} \[secret\] b+…$/);
    expect(found?.title).toHaveLength(120);
  });
});
