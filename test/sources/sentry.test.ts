import { describe, expect, it } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import { error, ofOrganization, release, serve, signal, since } from './sentry-fixture.ts';

describe('countErrors', () => {
  const errors = [
    error('11:44:59'),
    error('11:45:00'),
    error('11:59:59'),
    error('12:00:00'),
    error('11:50:00', { release: 'shop-api@1.41.3' }),
    error('11:50:00', { environment: 'staging' }),
    error('11:50:00', { project: 'shop-web' }),
  ];

  it('counts those of a project, an environment and a time, its end not in it', async () => {
    const { source, ofAny } = await serve({ errors });
    await expect(source.countErrors(ofAny, since, signal)).resolves.toBe(3);
  });

  it('counts those of one release', async () => {
    const { source, asked } = await serve({ errors });
    await expect(source.countErrors(asked, since, signal)).resolves.toBe(2);
  });

  it.each(['', '/', '/behind/a/proxy'])('asks as the API wants it, at %j', async (path) => {
    const { server, source, asked } = await serve({ errors }, { path });
    await source.countErrors(asked, since, signal);
    const [project, events] = server.requests.map(({ url = '' }) => new URL(url, 'http://sentry.invalid'));
    const root = `${path.replace(/\/$/, '')}/api/0`;
    expect(project?.pathname).toBe(`${root}/projects/acme/shop-api/`);
    expect(events?.pathname).toBe(`${root}/organizations/acme/events/`);
    expect(Object.fromEntries(events?.searchParams ?? [])).toEqual({
      project: '4507112',
      environment: 'production',
      start: '2026-11-23T11:45:00',
      end: '2026-11-23T12:00:00',
      field: 'count()',
      dataset: 'errors',
      query: `event.type:error release:"${release}"`,
    });
  });

  it("asks for a project's number once", async () => {
    const { server, source, asked } = await serve({ errors });
    await source.countErrors(asked, since, signal);
    await source.countErrors(asked, since, signal);
    expect(server.requests.filter(({ url }) => url?.includes('/projects/'))).toHaveLength(1);
  });

  it.each(['shop "api"@1:2', 'shop*@1.42.0', '"', 'a" OR release:"b', '*', 'release:latest'])(
    'takes the release %j letter by letter',
    async (hostile) => {
      const { source, asked } = await serve({ errors: [error('11:50:00'), error('11:50:00', { release: hostile })] });
      await expect(source.countErrors({ ...asked, release: hostile }, since, signal)).resolves.toBe(1);
    },
  );

  it.each(['', ' ', '.', '..', 'latest', 'a/b', 'a\\', 'a\nb', 'x'.repeat(201)])(
    'asks nothing of a release %j, which Sentry cannot have',
    async (impossible) => {
      const { server, source, asked } = await serve({});
      const failure = source.countErrors({ ...asked, release: impossible }, since, signal);
      await expect(failure).rejects.toThrow(/^Sentry is not asked: it takes no release of the name "/);
      expect(server.requests).toEqual([]);
    },
  );

  it.each<[string, unknown]>([
    ['no row', { data: [] }],
    ['two rows', { data: [{ 'count()': 1 }, { 'count()': 2 }] }],
    ['a row without a count', { data: [{}] }],
    ['a count that is null', { data: [{ 'count()': null }] }],
    ['a count that is a text', { data: [{ 'count()': '7' }] }],
    ['a negative count', { data: [{ 'count()': -1 }] }],
    ['half an error', { data: [{ 'count()': 0.5 }] }],
    ['NaN, as Python writes it', '{"data": [{"count()": NaN}]}'],
    ['another form', [[1_763_898_300, [{ count: 3 }]]]],
    ['null', 'null'],
    ['nothing', ''],
  ])('takes an answer with %s for none, not for zero', async (_what, body) => {
    const { source, asked } = await serve({ instead: ofOrganization({ body }) });
    const failure = source.countErrors(asked, since, signal);
    await expect(failure).rejects.toBeInstanceOf(SourceError);
    await expect(failure).rejects.toThrow(/^Sentry at 127\.0\.0\.1:\d+ answered with /);
  });

  it('says of an empty answer that it is no zero', async () => {
    const { source, asked } = await serve({ instead: ofOrganization({ body: { data: [], meta: {} } }) });
    await expect(source.countErrors(asked, since, signal)).rejects.toThrow(
      'nothing at all, which is not a count of zero',
    );
  });
});

describe('knowsRelease', () => {
  it.each([
    ['one that a pipeline told of', { releases: [release] }, true],
    ['one that reported an error', { errors: [error('11:50:00')] }, true],
    ['none', { releases: ['shop-api@1.41.3'] }, false],
    ['one of another project', { errors: [error('11:50:00', { project: 'shop-web' })] }, false],
  ])('of %s', async (_what, world, known) => {
    const { source, asked } = await serve(world);
    await expect(source.knowsRelease(asked, signal)).resolves.toBe(known);
  });

  it('asks for the whole name', async () => {
    const name = 'shop api@1.42.0+b#7?x';
    const { source, asked } = await serve({ releases: [name] });
    await expect(source.knowsRelease({ ...asked, release: name }, signal)).resolves.toBe(true);
  });

  it.each([{}, { version: 'shop-api@1.41.3', projects: [] }, []])('does not take %j for it', async (body) => {
    const { source, asked } = await serve({ instead: ofOrganization({ body }) });
    await expect(source.knowsRelease(asked, signal)).rejects.toThrow(/not the release that was asked for$/);
  });
});
