import { expect } from 'vitest';
import type { Release } from '../../lib/domain/release.ts';
import { SourceError } from '../../lib/domain/source-error.ts';
import type { GithubClientOptions } from '../../lib/sources/github-client.ts';
import { githubReleaseAuthors } from '../../lib/sources/github-release-authors.ts';
import type { GithubRoute, GithubRoutes } from '../support/github-server.ts';
import { commit, pages, other as previous, repo, secretsOf, serve, shown, token } from './github-fixture.ts';

export const compare = `GET ${repo}/compare/${previous}...${commit}`;
export const itself = `GET ${repo}/commits/${commit}`;
export const pulls = `GET ${repo}/commits/${commit}/pulls`;
export const commitsOf = (number: number): string => `GET ${repo}/pulls/${number}/commits`;
export const since: Part = { commit, previous: { version: '1.41.3', commit: previous } };

export type Part = Pick<Release, 'commit' | 'previous' | 'pullRequest'>;

export interface Person {
  readonly name?: string;
  readonly email?: string;
  readonly login?: string;
}

export const octocat = { name: 'The Octocat', email: 'octocat@acme.example', login: 'octocat' };
export const mona = { name: 'Mona Lisa', email: 'mona@acme.example', login: 'monalisa' };
export const webFlow = { name: 'GitHub', email: 'noreply@github.com', login: 'web-flow' };

export interface Told {
  readonly sha?: string;
  readonly author?: Person | null;
  readonly committer?: Person | null;
  readonly message?: string;
}

/** A commit as GitHub tells it, as far as this reads it. */
export function told({ sha = commit, author = octocat, committer = author, message = 'Fix it' }: Told): unknown {
  const signature = (one: Person | null) => one && { name: one.name, email: one.email, date: '2026-11-20T09:00:00Z' };
  const account = (one: Person | null) => (one?.login === undefined ? null : { login: one.login });
  return {
    sha,
    commit: { author: signature(author), committer: signature(committer), message },
    author: account(author),
    committer: account(committer),
    parents: [],
  };
}

export const shaOf = (index: number): string => String(index).padStart(40, '0');
/** That many commits, of which the release's own is the newest. */
export const history = (count: number): unknown[] =>
  pages(count, (index) => told({ sha: index === count - 1 ? commit : shaOf(index) }));

/** A comparison, page for page as GitHub has it: without a link to the next one. @param total what it counts. */
export function comparing(all: readonly unknown[], total = all.length): GithubRoute {
  return ({ query }) => {
    const [size, page] = [Number(query.get('per_page') ?? 250), Number(query.get('page') ?? 1)];
    const status = total === 0 ? 'identical' : 'ahead';
    return { body: { status, total_commits: total, commits: all.slice((page - 1) * size, page * size) } };
  };
}

export async function asking(routes: GithubRoutes, options: Partial<GithubClientOptions> = {}) {
  const server = await serve({ ...shown, ...routes });
  const github = {
    repository: 'acme/shop-api',
    apiUrl: server.apiUrl,
    auth: { token: { secret: 'shop/github' } },
    inNetwork: false,
  };
  const source = githubReleaseAuthors(
    { github, trustedAuthorities: [] },
    { deadlineSeconds: 10, secretsManager: secretsOf({ 'shop/github': token }), secondMs: 1, ...options },
  );
  const authorsOf = (release: Part = since, signal = AbortSignal.timeout(20_000)) => source.authorsOf(release, signal);
  return { server, authorsOf };
}

/** `role login name <email>` of each. */
export async function people(routes: GithubRoutes, release: Part = since): Promise<string[]> {
  const { authorsOf } = await asking(routes);
  return (await authorsOf(release)).map(({ role, login, name, email }) => `${role} ${login ?? '-'} ${name} <${email}>`);
}

export async function refusal(failing: Promise<unknown>): Promise<string> {
  const cause = await failing.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(cause).toBeInstanceOf(SourceError);
  return (cause as SourceError).message;
}
