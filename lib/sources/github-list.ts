import * as z from 'zod/mini';
import { SourceError } from '../domain/source-error.ts';
import type { GithubClient, GithubParameters } from './github-client.ts';
import { formFailure, GithubFailure } from './github-failure.ts';

/**
 * The answer in the form in which it is used. Forms name only the fields that are read, and are as lenient as GitHub's
 * OpenAPI description: they take more, and null where an account, a fork or an App is gone.
 * @param what was asked for, as the error names it.
 * @throws SourceError when it has another form.
 */
export function formed<Form extends z.ZodMiniType>(form: Form, data: unknown, what: string): z.output<Form> {
  const parsed = form.safeParse(data);
  if (!parsed.success) throw formFailure(what, parsed.error);
  return parsed.data;
}

export interface ListQuestion<Form extends z.ZodMiniType> {
  readonly client: GithubClient;
  readonly route: string;
  readonly parameters: GithubParameters;
  /** Of one entry. */
  readonly form: Form;
  /** Of the entries, as errors name them: `check runs`. */
  readonly name: string;
  readonly signal: AbortSignal;
}

export interface Page<Entry> {
  readonly entries: readonly Entry[];
  readonly more: boolean;
}

/** Page for page, in GitHub's order. */
export async function* pagesOf<Form extends z.ZodMiniType>(
  question: ListQuestion<Form>,
): AsyncGenerator<Page<z.output<Form>>> {
  const { client, route, parameters, form, name, signal } = question;
  for await (const { data, more } of client.pages(route, parameters, signal)) {
    yield { entries: formed(z.array(form), data, name), more };
  }
}

/** The whole list. */
export async function listOf<Form extends z.ZodMiniType>(question: ListQuestion<Form>): Promise<z.output<Form>[]> {
  const all: z.output<Form>[] = [];
  for await (const { entries } of pagesOf(question)) all.push(...entries);
  return all;
}

/**
 * What was asked for; undefined where GitHub says that there is no such thing, in a repository that it does show.
 * @throws SourceError when it does not show the repository: then it says "not found" to every question.
 */
export async function orAbsent<T>(
  client: GithubClient,
  signal: AbortSignal,
  question: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await question();
  } catch (cause) {
    if (!(cause instanceof GithubFailure)) throw cause;
    // How some routes tell an unknown commit; only a repository that is shown can lack one.
    if (cause.status === 422 && /^No commit found\b/i.test(cause.words)) return undefined;
    if (cause.status !== 404) throw cause;
    await mustShow(client, signal);
    return undefined;
  }
}

/** @throws SourceError when the repository does not exist for the App or token. */
export async function mustShow(client: GithubClient, signal: AbortSignal): Promise<void> {
  try {
    await client.ask('GET /repos/{owner}/{repo}', {}, signal);
  } catch (cause) {
    if (!(cause instanceof GithubFailure) || cause.status !== 404) throw cause;
    throw new SourceError(
      `GitHub shows no repository ${client.repository} to this App or token: there is none of this name, or it is private and they may not see it`,
      { cause },
    );
  }
}
