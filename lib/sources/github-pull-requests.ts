import * as z from 'zod/mini';
import type { PullRequest, PullRequestCommit, Review } from '../domain/github.ts';
import { SourceError } from '../domain/source-error.ts';
import type { Github } from './github.ts';
import type { GithubClient } from './github-client.ts';
import { formed, type ListQuestion, listOf, orAbsent } from './github-list.ts';

const accountForm = z.nullish(z.object({ login: z.optional(z.string()), type: z.optional(z.string()) }));

const pullRequestForm = z.object({
  number: z.int(),
  user: accountForm,
  head: z.object({ sha: z.string(), repo: z.nullish(z.object({ full_name: z.string() })) }),
  base: z.object({ ref: z.string() }),
  merged_at: z.nullish(z.string()),
  merge_commit_sha: z.nullish(z.string()),
});

const reviewForm = z.object({
  id: z.int(),
  user: accountForm,
  state: z.string(),
  commit_id: z.nullish(z.string()),
  author_association: z.string(),
  submitted_at: z.nullish(z.string()),
});

const commitForm = z.object({
  sha: z.string(),
  author: accountForm,
  committer: accountForm,
  parents: z.array(z.object({})),
});

type Parts = Pick<Github, 'pullRequestsOf' | 'pullRequest' | 'reviews' | 'commitsOf'>;

/** How a commit came in, and who looked at it. */
export function pullRequests(client: GithubClient): Parts {
  return {
    async pullRequestsOf(commit_sha, signal) {
      const route = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls';
      const form = pullRequestForm;
      const question = { client, route, parameters: { commit_sha }, form, name: 'pull requests of a commit', signal };
      const found = await orAbsent(client, signal, () => listOf(question));
      return found?.map(pullRequestOf);
    },
    async pullRequest(pull_number, signal) {
      const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
      const data = await orAbsent(client, signal, () => client.ask(route, { pull_number }, signal));
      return data === undefined ? undefined : pullRequestOf(formed(pullRequestForm, data, 'a pull request'));
    },
    async reviews(pull_number, signal) {
      const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews';
      const list = await listOfPullRequest({ client, route, form: reviewForm, name: 'reviews', signal }, pull_number);
      return list.map(reviewOf);
    },
    async commitsOf(pull_number, signal) {
      const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/commits';
      const list = await listOfPullRequest({ client, route, form: commitForm, name: 'commits', signal }, pull_number);
      return list.map(commitOf);
    },
  };
}

async function listOfPullRequest<Form extends z.ZodMiniType>(
  question: Omit<ListQuestion<Form>, 'parameters'>,
  pull_number: number,
): Promise<z.output<Form>[]> {
  const { client, signal } = question;
  const list = await orAbsent(client, signal, () => listOf({ ...question, parameters: { pull_number } }));
  if (list !== undefined) return list;
  throw new SourceError(`GitHub has no pull request #${pull_number} in ${client.repository}`);
}

function pullRequestOf(answer: z.output<typeof pullRequestForm>): PullRequest {
  return {
    number: answer.number,
    author: answer.user?.login,
    head: answer.head.sha,
    headRepository: answer.head.repo?.full_name,
    base: answer.base.ref,
    merged: typeof answer.merged_at === 'string',
    mergeCommit: answer.merge_commit_sha ?? undefined,
  };
}

function reviewOf(answer: z.output<typeof reviewForm>): Review {
  const reviewer = answer.user?.login;
  return {
    id: answer.id,
    reviewer,
    isBot: answer.user?.type === 'Bot' || reviewer?.endsWith('[bot]') === true,
    state: answer.state,
    commit: answer.commit_id ?? undefined,
    association: answer.author_association,
    submittedAt: answer.submitted_at ?? undefined,
  };
}

function commitOf({ sha, author, committer, parents }: z.output<typeof commitForm>): PullRequestCommit {
  const people = [author?.login, committer?.login].filter((login) => login !== undefined);
  return { commit: sha, people: [...new Set(people)], isMerge: parents.length > 1 };
}
