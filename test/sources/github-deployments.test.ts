import { describe, expect, it } from 'vitest';
import { type GithubRoutes, paged } from '../support/github-server.ts';
import { commit, githubWith, never, repo } from './github-fixture.ts';

describe('deployments', () => {
  const at = (minute: number) => `2026-11-23T10:${String(minute).padStart(2, '0')}:00Z`;
  const deployment = (id: number) => ({ id, created_at: at(id) });
  const statuses = (id: number, ...states: string[]): GithubRoutes => ({
    [`GET ${repo}/deployments/${id}/statuses`]: {
      body: states.map((state, index) => ({ id: index, state, created_at: at(index) })),
    },
  });

  it('are read as far as the newest that is over, with the newest status first', async () => {
    const { source, server } = await githubWith({
      [`GET ${repo}/deployments`]: paged([deployment(1), deployment(3), deployment(2)]),
      ...statuses(3, 'queued', 'in_progress'),
      ...statuses(2, 'queued', 'success', 'inactive'),
      ...statuses(1, 'failure'),
    });
    await expect(source.deployments(commit, 'staging', never)).resolves.toEqual([
      {
        id: 3,
        createdAt: at(3),
        statuses: [
          { state: 'in_progress', createdAt: at(1) },
          { state: 'queued', createdAt: at(0) },
        ],
      },
      {
        id: 2,
        createdAt: at(2),
        statuses: [
          { state: 'inactive', createdAt: at(2) },
          { state: 'success', createdAt: at(1) },
          { state: 'queued', createdAt: at(0) },
        ],
      },
    ]);
    expect(server.asked).toHaveLength(3);
    expect(Object.fromEntries(server.asked[0]?.query ?? [])).toEqual({
      sha: commit,
      environment: 'staging',
      per_page: '100',
    });
  });

  it('that all run still are read for the newest five', async () => {
    const ids = [1, 2, 3, 4, 5, 6, 7];
    const { source, server } = await githubWith({
      [`GET ${repo}/deployments`]: paged(ids.map(deployment)),
      ...Object.assign({}, ...ids.map((id) => statuses(id, 'pending'))),
    });
    const read = await source.deployments(commit, 'staging', never);
    expect(read.map(({ id }) => id)).toEqual([7, 6, 5, 4, 3]);
    expect(server.asked).toHaveLength(6);
  });

  it('may be none', async () => {
    const { source } = await githubWith({ [`GET ${repo}/deployments`]: paged([]) });
    await expect(source.deployments(commit, 'staging', never)).resolves.toEqual([]);
  });
});
