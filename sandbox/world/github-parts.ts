import { createHash } from 'node:crypto';
import release from '../release.json' with { type: 'json' };
import type { CommitName, GithubState } from './github-state.ts';

/** What the parts of an answer are made of: the state, and when and where it is told. */
export interface Telling {
  readonly state: GithubState;
  /** Ages count from here, so that the same state is told in the same words until the next one. */
  readonly at: Date;
  /** `https://localhost:27108`: the API is below `/api/v3`, as with a GitHub Enterprise Server. */
  readonly origin: string;
}

export const owner = 'acme';
export const repository = 'shop-api';
export const mainBranch = 'main';
export const apiPath = '/api/v3';
export const repositoryPath = `/repos/${owner}/${repository}`;

export const commits: Readonly<Record<CommitName, string>> = {
  release: release.commit,
  previous: release.previous.commit,
};

/** Address of something below the repository, in the API. */
export const apiUrl = ({ origin }: Pick<Telling, 'origin'>, path = ''): string =>
  `${origin}${apiPath}${repositoryPath}${path}`;
/** The same for a browser. */
export const pageUrl = ({ origin }: Pick<Telling, 'origin'>, path = ''): string =>
  `${origin}/${owner}/${repository}${path}`;

/** GitHub writes no fractions of a second. */
export function hoursAgo({ at }: Pick<Telling, 'at'>, hours: number): string {
  return `${new Date(at.getTime() - hours * 3_600_000).toISOString().slice(0, 19)}Z`;
}

/** A number that is always the same for the same text. */
export function idOf(text: string): number {
  return Number.parseInt(createHash('sha1').update(text).digest('hex').slice(0, 7), 16);
}

export const nodeId = (kind: string, id: number): string => `${kind}_${Buffer.from(String(id)).toString('base64url')}`;

/** The commits of the pull request's branch, the newest last. */
export function branchCommits({ pullRequest }: GithubState): { readonly sha: string; readonly by: string }[] {
  return pullRequest.commitsBy.map((by, index) => ({ sha: gitSha('commit', `${pullRequest.title} ${index}`), by }));
}

export function headCommit(state: GithubState): string {
  return branchCommits(state).at(-1)?.sha ?? '';
}

/** As git names an object. */
export function gitSha(kind: 'blob' | 'commit' | 'tree', content: string): string {
  const bytes = Buffer.from(content);
  return createHash('sha1').update(`${kind} ${bytes.length}\0`).update(bytes).digest('hex');
}
