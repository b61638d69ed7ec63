import * as z from 'zod/mini';
import type { GithubSourceSettings } from '../config/function-settings.ts';
import type { Release } from '../domain/release.ts';
import { shortCommit } from '../domain/short-commit.ts';
import { SourceError } from '../domain/source-error.ts';
import { type GithubClient, type GithubClientOptions, githubClient } from './github-client.ts';
import { type CommitAnswer, commitForm, peopleOf } from './github-commit-people.ts';
import { formed, listOf, orAbsent } from './github-list.ts';
import type { ReleaseAuthors } from './release-authors.ts';

const entriesOfPage = 100;
/** Ten questions, one after another: a few seconds. A release of more commits names the wrong `previous`, mostly. */
const mostCommits = 1000;
/** GitHub docs, "List commits on a pull request": a maximum of 250 commits. */
const mostOfPullRequest = 250;

const comparisonForm = z.object({ total_commits: z.int(), commits: z.array(commitForm) });
const pullRequestForm = z.object({ number: z.int(), merge_commit_sha: z.nullish(z.string()) });

type Part = Pick<Release, 'commit' | 'previous' | 'pullRequest'>;

/** What GitHub knows of who wrote a release. */
export function githubReleaseAuthors(settings: GithubSourceSettings, options: GithubClientOptions): ReleaseAuthors {
  const client = githubClient(settings, options);
  return {
    async authorsOf(release, signal) {
      const { commit, previous } = release;
      const since = previous === undefined ? [] : await commitsSince(client, previous.commit, commit, signal);
      // Nothing is new to it in a release that goes out again, or back: whose it is, its own commit tells.
      const commits = since.length > 0 ? since : await commitsOfItself(client, release, signal);
      return commits.flatMap(peopleOf);
    },
  };
}

/** The commits that the release has and `previous` has not, also where they went different ways. */
async function commitsSince(
  client: GithubClient,
  previous: string,
  commit: string,
  signal: AbortSignal,
): Promise<CommitAnswer[]> {
  const found = new Map<string, CommitAnswer>();
  const where = `${shortCommit(previous)}...${shortCommit(commit)} of ${client.repository}`;
  // GitHub counts all of them on each page, and gives the next ones as long as there are any.
  for (let page = 1, total = 1; found.size < total; page += 1) {
    const { total_commits, commits } = await comparison(client, { previous, commit, page }, signal);
    if (total_commits > mostCommits) {
      throw new SourceError(
        `GitHub counts ${total_commits} commits in ${where}, more than the ${mostCommits} whose authors are looked for; name a later release as previous`,
      );
    }
    const before = found.size;
    for (const one of commits) found.set(one.sha, one);
    total = total_commits;
    const isStuck = found.size === before && total > before;
    if (isStuck || found.size > total) {
      throw new SourceError(`GitHub counts ${total} commits in ${where}, and lists ${found.size}: not all were read`);
    }
  }
  if (found.size > 0 && !found.has(commit))
    throw new SourceError(`GitHub's comparison ${where} does not list the release's own commit`);
  return [...found.values()];
}

async function comparison(
  client: GithubClient,
  { previous, commit, page }: { readonly previous: string; readonly commit: string; readonly page: number },
  signal: AbortSignal,
): Promise<z.output<typeof comparisonForm>> {
  const route = 'GET /repos/{owner}/{repo}/compare/{basehead}';
  const parameters = { basehead: `${previous}...${commit}`, per_page: entriesOfPage, page };
  const data = await orAbsent(client, signal, () => client.ask(route, parameters, signal));
  if (data !== undefined) return formed(comparisonForm, data, 'a comparison of commits');
  throw new SourceError(
    `GitHub cannot compare the release's previous commit ${previous} with its commit ${commit} in ${client.repository}: one of them is not there, or they have no history in common`,
  );
}

/** The commit itself and, where it was made of other commits, those: the ones of its pull request. */
async function commitsOfItself(client: GithubClient, release: Part, signal: AbortSignal): Promise<CommitAnswer[]> {
  const { commit, pullRequest } = release;
  const [itself, connected] = await Promise.all([
    theCommit(client, commit, signal),
    pullRequestsOf(client, commit, signal),
  ]);
  const numbers = new Set([...connected, ...(pullRequest === undefined ? [] : [pullRequest])]);
  const ofThese = await Promise.all([...numbers].map((one) => commitsOfPullRequest(client, one, signal)));
  return [...new Map([itself, ...ofThese.flat()].map((one) => [one.sha, one])).values()];
}

async function theCommit(client: GithubClient, ref: string, signal: AbortSignal): Promise<CommitAnswer> {
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}';
  const data = await orAbsent(client, signal, () => client.ask(route, { ref }, signal));
  if (data === undefined) throw new SourceError(`GitHub has no commit ${ref} in ${client.repository}`);
  return formed(commitForm, data, 'a commit');
}

/** Numbers of those whose merge made the commit; of all that have it, where none did. */
async function pullRequestsOf(client: GithubClient, commit: string, signal: AbortSignal): Promise<number[]> {
  const route = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls';
  const parameters = { commit_sha: commit };
  const form = pullRequestForm;
  const all = await listOf({ client, route, parameters, form, name: 'pull requests of a commit', signal });
  const made = all.filter(({ merge_commit_sha }) => merge_commit_sha === commit);
  return (made.length > 0 ? made : all).map(({ number }) => number);
}

async function commitsOfPullRequest(client: GithubClient, number: number, signal: AbortSignal) {
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/commits';
  const parameters = { pull_number: number };
  const question = { client, route, parameters, form: commitForm, name: 'commits', signal };
  const found = await orAbsent(client, signal, () => listOf(question));
  if (found === undefined) throw new SourceError(`GitHub has no pull request #${number} in ${client.repository}`);
  if (found.length < mostOfPullRequest) return found;
  throw new SourceError(
    `GitHub lists no more than ${mostOfPullRequest} commits of pull request #${number}: name the release's previous, so that all can be read`,
  );
}
