import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import { GithubFailure } from '../../lib/sources/github-failure.ts';
import { githubWorkflows } from '../../lib/sources/github-workflows.ts';
import { bodySchemaOf, examplesOf } from '../support/github-openapi.ts';
import { type GithubRoute, type GithubRoutes, paged } from '../support/github-server.ts';
import { never, repo, secretsOf, serve, shown, token } from './github-fixture.ts';

const workflow = `${repo}/actions/workflows/rollback.yml`;
const dispatches = `POST ${workflow}/dispatches`;
const published = (path: string, method: 'get' | 'post' = 'get') => {
  const [example] = examplesOf(`/repos/{owner}/{repo}/actions${path}`, method).values();
  if (example === undefined) throw new Error(`GitHub publishes no example for ${path}`);
  return example as Record<string, unknown>;
};
const run = published('/runs/{run_id}');
const ofList = (id: number) => ({ ...run, id, display_title: `Roll back for run-${id}`, event: 'workflow_dispatch' });

async function sourceWith(routes: GithubRoutes) {
  const server = await serve(routes);
  const github = {
    repository: 'acme/shop-api',
    apiUrl: server.apiUrl,
    auth: { token: { secret: 'shop/github' } },
    inNetwork: false,
  };
  const options = { deadlineSeconds: 10, secretsManager: secretsOf({ 'shop/github': token }), secondMs: 1 };
  return { server, source: githubWorkflows({ github, trustedAuthorities: [] }, options) };
}

describe('a workflow', () => {
  it("is read as GitHub's own example has it", async () => {
    const body = published('/workflows/{workflow_id}');
    const { source } = await sourceWith({ [`GET ${workflow}`]: { body } });
    await expect(source.workflow('rollback.yml', never)).resolves.toEqual({
      path: '.github/workflows/blank.yaml',
      state: 'active',
    });
  });

  it('may not be there, in a repository that is', async () => {
    const { source } = await sourceWith(shown);
    await expect(source.workflow('rollback.yml', never)).resolves.toBeUndefined();
    await expect(source.run(7, never)).resolves.toBeUndefined();
    await expect(source.text('.github/workflows/rollback.yml', 'main', never)).resolves.toBeUndefined();
  });

  it('cannot be looked at in a repository that is not shown', async () => {
    const { source } = await sourceWith({});
    await expect(source.workflow('rollback.yml', never)).rejects.toThrow('GitHub shows no repository acme/shop-api');
  });

  it.each([
    ['a workflow', { state: 7 }],
    ['a text', 'Bad gateway'],
  ])('is unknown after an answer that is no %s', async (_name, body) => {
    const { source } = await sourceWith({ [`GET ${workflow}`]: { body } });
    await expect(source.workflow('rollback.yml', never)).rejects.toThrow(SourceError);
  });
});

describe('its runs', () => {
  it('are the newest hundred that were dispatched', async () => {
    const all = Array.from({ length: 120 }, (_, id) => ofList(id));
    const list = paged(all, (workflow_runs) => ({ total_count: all.length, workflow_runs }));
    const { source, server } = await sourceWith({ [`GET ${workflow}/runs`]: list });
    const runs = await source.runs('rollback.yml', never);
    expect(runs).toHaveLength(100);
    expect(runs[7]).toMatchObject({ id: 7, title: 'Roll back for run-7' });
    expect(Object.fromEntries(server.asked[0]?.query ?? [])).toEqual({ event: 'workflow_dispatch', per_page: '100' });
    expect(server.asked).toHaveLength(1);
  });

  it('may be none', async () => {
    const list = paged([], (workflow_runs) => ({ total_count: 0, workflow_runs }));
    const { source } = await sourceWith({ [`GET ${workflow}/runs`]: list });
    await expect(source.runs('rollback.yml', never)).resolves.toEqual([]);
  });

  it("are read as GitHub's own example has them", async () => {
    const { source } = await sourceWith({ [`GET ${repo}/actions/runs/30433642`]: { body: run } });
    await expect(source.run(30433642, never)).resolves.toEqual({
      id: 30433642,
      title: 'Update README.md',
      status: 'queued',
      conclusion: '',
      page: 'https://github.com/octo-org/octo-repo/actions/runs/30433642',
    });
  });
});

describe('a dispatch', () => {
  const inputs = { run: 'run-1', version: '1.41.3', commit: 'a'.repeat(40), service: 'shop-api' };
  const dispatch = async (answer: GithubRoute) => {
    const { source, server } = await sourceWith({ ...shown, [dispatches]: answer });
    return { server, id: source.dispatch('rollback.yml', 'main', inputs, never) };
  };
  const accepts = new Ajv({ strict: false }).compile(
    bodySchemaOf('/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches'),
  );

  it("sends what GitHub's description asks for, and takes its own example of an answer", async () => {
    const body = published('/workflows/{workflow_id}/dispatches', 'post');
    const { id, server } = await dispatch({ body });
    await expect(id).resolves.toBe(body['workflow_run_id']);
    const sent: unknown = JSON.parse(server.asked[0]?.body ?? '');
    expect(sent).toEqual({ ref: 'main', inputs, return_run_details: true });
    expect(accepts(sent)).toBe(true);
    expect(server.asked).toHaveLength(1);
  });

  it('may be answered with nothing', async () => {
    const { id, server } = await dispatch({ status: 204, body: '' });
    await expect(id).resolves.toBeUndefined();
    expect(server.asked).toHaveLength(1);
  });

  it.each([
    [400, 'Invalid request. "return_run_details" is not a permitted key.'],
    [422, 'Invalid request.\n\n"return_run_details" is not a permitted key.'],
  ])('is sent as an older server knows it, which refused it with %i', async (status, message) => {
    const { id, server } = await dispatch((_asked, count) =>
      count === 1 ? { status, body: { message } } : { status: 204, body: '' },
    );
    await expect(id).resolves.toBeUndefined();
    expect(server.asked.map(({ body }) => Object.keys(JSON.parse(body) as object))).toEqual([
      ['ref', 'inputs', 'return_run_details'],
      ['ref', 'inputs'],
    ]);
  });

  it.each([500, 502, 503])('is never sent again after HTTP %i, since it may have begun', async (status) => {
    const { id, server } = await dispatch({ status, body: { message: 'Server Error' } });
    await expect(id).rejects.toThrow(SourceError);
    expect(server.asked).toHaveLength(1);
  });

  it('is never sent again after an answer that is none of its API', async () => {
    const { id, server } = await dispatch({ body: { message: 'ok' } });
    await expect(id).rejects.toThrow("something that is not its API's format");
    expect(server.asked).toHaveLength(1);
  });

  it('is sent again after a rate limit, which took nothing', async () => {
    const body = { message: 'You have exceeded a secondary rate limit' };
    const { id, server } = await dispatch((_asked, count) =>
      count === 1 ? { status: 429, body, headers: { 'retry-after': '0' } } : { status: 204, body: '' },
    );
    await expect(id).resolves.toBeUndefined();
    expect(server.asked).toHaveLength(2);
  });

  it.each([
    [404, 'Not Found', /lets this App or token start no workflow rollback.yml of acme\/shop-api at main \(HTTP 404\)/],
    [422, 'Unexpected inputs provided: ["run"]', /does not start rollback.yml .* \(HTTP 422: Unexpected inputs/],
  ])('says in words why GitHub refused it with %i', async (status, message, words) => {
    const { id } = await dispatch({ status, body: { message } });
    const failure: unknown = await id.catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(GithubFailure);
    expect((failure as Error).message).toMatch(words);
  });
});

it('takes an empty answer for none where something was asked', async () => {
  const { source } = await sourceWith({ [`GET ${workflow}`]: { status: 204, body: '' } });
  await expect(source.workflow('rollback.yml', never)).rejects.toThrow(SourceError);
});
