import { expect, it } from 'vitest';
import { SourceError } from '../../lib/domain/source-error.ts';
import { githubClient } from '../../lib/sources/github-client.ts';
import type { GithubRoutes } from '../support/github-server.ts';
import { commit, never, repo, secretsOf, serve, token } from './github-fixture.ts';

async function clientWith(routes: GithubRoutes) {
  const server = await serve(routes);
  const auth = { token: { secret: 'shop/github' } };
  const settings = { repository: 'acme/shop-api', apiUrl: server.apiUrl, auth, inNetwork: false };
  const options = { deadlineSeconds: 10, secretsManager: secretsOf({ 'shop/github': token }), secondMs: 1 };
  return { client: githubClient({ github: settings, trustedAuthorities: [] }, options), server };
}

const writing = 'POST /repos/{owner}/{repo}/statuses/{sha}';
const route = `POST ${repo}/statuses/${commit}`;

it('writes a body, of which the path is no part', async () => {
  const { client, server } = await clientWith({ [route]: { status: 201, body: { id: 7 } } });
  const description = 'go: 22 checks ✓';
  await expect(client.ask(writing, { sha: commit, state: 'success', description }, never)).resolves.toEqual({ id: 7 });
  expect(server.asked[0]?.headers).toMatchObject({
    'content-type': expect.stringMatching(/^application\/json\b/),
    authorization: `Bearer ${token}`,
  });
  expect(JSON.parse(server.asked[0]?.body ?? '')).toEqual({ state: 'success', description });
});

it('writes again after a moment in which GitHub was down', async () => {
  const { client, server } = await clientWith({
    [route]: (_asked, count) => (count === 1 ? { status: 502, body: 'x' } : { status: 201, body: { id: 7 } }),
  });
  await expect(client.ask(writing, { sha: commit, state: 'success' }, never)).resolves.toEqual({ id: 7 });
  expect(server.asked.map(({ body }) => body)).toEqual(['{"state":"success"}', '{"state":"success"}']);
});

it('tells the status of a refusal, and the words of GitHub', async () => {
  const message = 'No commit found for SHA';
  const { client } = await clientWith({ [route]: { status: 422, body: { message } } });
  const failure = client.ask(writing, { sha: commit, state: 'success' }, never);
  await expect(failure).rejects.toMatchObject({ status: 422, words: message });
  await expect(failure).rejects.toBeInstanceOf(SourceError);
});

it('stops where the list is left', async () => {
  const { client, server } = await clientWith({
    [`GET ${repo}/tags`]: ({ headers }) => {
      const link = `<http://${String(headers['host'])}${repo}/tags?page=2>; rel="next"`;
      return { body: [1], headers: { link } };
    },
  });
  for await (const page of client.pages('GET /repos/{owner}/{repo}/tags', {}, never)) {
    expect(page).toEqual({ data: [1], more: true });
    break;
  }
  expect(server.asked).toHaveLength(1);
});
