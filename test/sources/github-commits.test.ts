import { describe, expect, it } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import { paged } from '../support/github-server.ts';
import { commit, githubWith, never, pages, repo, shown } from './github-fixture.ts';

const run = (id: number, more: object = {}) => ({
  id,
  name: `job ${id}`,
  app: { slug: 'github-actions' },
  status: 'completed',
  conclusion: 'success',
  completed_at: '2026-11-23T11:00:00Z',
  ...more,
});
const checkRuns = (list: readonly unknown[]) => paged(list, (check_runs) => ({ total_count: list.length, check_runs }));

describe('check runs', () => {
  const route = `GET ${repo}/commits/${commit}/check-runs`;

  it.each([
    [10, 1],
    [100, 1],
    [300, 3],
  ])('of %i are read in %i calls', async (count, calls) => {
    const { source, server } = await githubWith({ [route]: checkRuns(pages(count, run)) });
    const runs = await source.checkRuns(commit, never);
    expect(runs?.map(({ id }) => id)).toEqual(pages(count, (id) => id));
    expect(server.asked).toHaveLength(calls);
  });

  it('of a commit are asked for with all their attempts, or those of one name', async () => {
    const { source, server } = await githubWith({ [route]: checkRuns([run(1), run(2)]) });
    await source.checkRuns(commit, never);
    await source.checkRuns(commit, never, 'test (ubuntu)');
    expect(server.asked.map(({ query }) => Object.fromEntries(query))).toEqual([
      { filter: 'all', per_page: '100' },
      { filter: 'all', per_page: '100', check_name: 'test (ubuntu)' },
    ]);
  });

  it('may run still, and their App may be gone', async () => {
    const list = [
      run(1, { app: null, status: 'queued', conclusion: null, completed_at: null }),
      { id: 2, name: 'bare', status: 'waiting', app: {} },
    ];
    const { source } = await githubWith({ [route]: checkRuns(list) });
    const open = { app: '', conclusion: undefined, completedAt: undefined };
    await expect(source.checkRuns(commit, never)).resolves.toEqual([
      { id: 1, name: 'job 1', status: 'queued', ...open },
      { id: 2, name: 'bare', status: 'waiting', ...open },
    ]);
  });

  it('are read to the 50th page, and more is an error', async () => {
    const { source } = await githubWith({ [route]: checkRuns(pages(5000, run)) });
    await expect(source.checkRuns(commit, never)).resolves.toHaveLength(5000);
    const { source: endless, server } = await githubWith({ [route]: checkRuns(pages(5001, run)) });
    const failure = endless.checkRuns(commit, never);
    await expect(failure).rejects.toThrow(/^GitHub lists more than 5000 entries at .*check-runs: not all were read$/);
    await expect(failure).rejects.toBeInstanceOf(SourceError);
    expect(server.asked).toHaveLength(50);
  });
});

const byCommit = {
  'check-runs': 'checkRuns',
  status: 'commitStatuses',
  pulls: 'pullRequestsOf',
} as const;

describe.each(Object.entries(byCommit))('an unknown commit, asked for its %s', (path, method) => {
  const route = `GET ${repo}/commits/${commit}/${path}`;

  it('is told by GitHub with 422', async () => {
    const body = { message: `No commit found for SHA: ${commit}` };
    const { source, server } = await githubWith({ [route]: { status: 422, body } });
    await expect(source[method](commit, never)).resolves.toBeUndefined();
    expect(server.asked).toHaveLength(1);
  });

  it('is told by GitHub with 404, in a repository that it shows', async () => {
    const { source, server } = await githubWith(shown);
    await expect(source[method](commit, never)).resolves.toBeUndefined();
    expect(server.routesAsked()).toEqual([route, `GET ${repo}`]);
  });

  it('is not told by another 422', async () => {
    const { source } = await githubWith({ [route]: { status: 422, body: { message: 'Validation Failed' } } });
    await expect(source[method](commit, never)).rejects.toThrow(/with HTTP 422 \(Validation Failed\)$/);
  });
});

describe('commit statuses', () => {
  it('are read from every page of the combined status', async () => {
    const statuses = pages(130, (i) => ({ context: `ci/${i}`, state: 'success', updated_at: '2026-11-23T11:00:00Z' }));
    const combined = paged(statuses, (page) => ({ state: 'success', total_count: 130, url: 'x', statuses: page }));
    const { source } = await githubWith({ [`GET ${repo}/commits/${commit}/status`]: combined });
    const read = await source.commitStatuses(commit, never);
    expect(read).toHaveLength(130);
    expect(read?.[129]).toEqual({ context: 'ci/129', state: 'success', updatedAt: '2026-11-23T11:00:00Z' });
  });
});
