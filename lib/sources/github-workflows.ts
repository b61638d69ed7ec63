import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { GithubSourceSettings } from '../config/function-settings.ts';
import type { SourceError } from '../domain/source-error.ts';
import { type GithubClient, type GithubClientOptions, githubClient } from './github-client.ts';
import { GithubFailure } from './github-failure.ts';
import { formed, orAbsent, pagesOf } from './github-list.ts';
import { repository } from './github-repository.ts';

const workflowForm = z.object({ path: z.string(), state: z.string() });
const runForm = z.object({
  id: z.int(),
  display_title: z.string(),
  status: z.nullish(z.string()),
  conclusion: z.nullish(z.string()),
  html_url: z.string(),
});
const dispatchedForm = z.object({ workflow_run_id: z.int() });

export interface Workflow {
  /** `.github/workflows/rollback.yml` */
  readonly path: string;
  /** `active`, `disabled_manually`… */
  readonly state: string;
}

export interface WorkflowRun {
  readonly id: number;
  /** What the workflow's `run-name` comes to. */
  readonly title: string;
  /** `queued`, `in_progress`, `waiting`, `completed`…; '' where GitHub does not say. */
  readonly status: string;
  /** `success`, `failure`, `cancelled`…; '' before it is completed. */
  readonly conclusion: string;
  readonly page: string;
}

/** Workflows of the configured repository. Every method throws SourceError when GitHub gives no usable answer. */
export interface GithubWorkflows {
  /** `acme/shop-api` */
  readonly repository: string;
  /** @param file its name: `rollback.yml`. @returns undefined where there is none. */
  workflow(file: string, signal: AbortSignal): Promise<Workflow | undefined>;
  /** Its text at a branch or tag; undefined where there is none. */
  text(path: string, ref: string, signal: AbortSignal): Promise<string | undefined>;
  /** The newest 100 runs that were dispatched. One that was dispatched some seconds ago may not be among them yet. */
  runs(file: string, signal: AbortSignal): Promise<readonly WorkflowRun[]>;
  /** undefined where there is none. */
  run(id: number, signal: AbortSignal): Promise<WorkflowRun | undefined>;
  /**
   * Starts a run, once at most.
   * @returns its id; undefined where GitHub does not say, as a GitHub Enterprise Server up to 3.20.
   * @throws SourceError where GitHub did not take it, a GithubFailure of a status 4xx; else it is not known whether it did.
   */
  dispatch(
    file: string,
    ref: string,
    inputs: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<number | undefined>;
  /** Waits so many seconds, or until the signal. */
  pause(seconds: number, signal: AbortSignal): Promise<void>;
}

const workflowRoute = '/repos/{owner}/{repo}/actions/workflows/{workflow_id}';

export function githubWorkflows(settings: GithubSourceSettings, options: GithubClientOptions): GithubWorkflows {
  const client = githubClient(settings, options);
  const { file: fileOf } = repository(client);
  return {
    repository: client.repository,
    async workflow(workflow_id, signal) {
      const data = await orAbsent(client, signal, () => client.ask(`GET ${workflowRoute}`, { workflow_id }, signal));
      return data === undefined ? undefined : formed(workflowForm, data, 'a workflow');
    },
    async text(path, ref, signal) {
      return (await fileOf(path, ref, signal))?.text;
    },
    async runs(workflow_id, signal) {
      const parameters = { workflow_id, event: 'workflow_dispatch' };
      const question = { client, route: `GET ${workflowRoute}/runs`, parameters, form: runForm, name: 'runs', signal };
      for await (const { entries } of pagesOf(question)) return entries.map(runOf);
      return [];
    },
    async run(run_id, signal) {
      const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';
      const data = await orAbsent(client, signal, () => client.ask(route, { run_id }, signal));
      return data === undefined ? undefined : runOf(formed(runForm, data, 'a run'));
    },
    dispatch: (workflow_id, ref, inputs, signal) => dispatch(client, { workflow_id, ref, inputs }, signal),
    async pause(seconds, signal) {
      await wait(seconds * (options.secondMs ?? 1000), undefined, { signal }).catch(() => undefined);
    },
  };
}

function runOf({ id, display_title, status, conclusion, html_url }: z.output<typeof runForm>): WorkflowRun {
  return { id, title: display_title, status: status ?? '', conclusion: conclusion ?? '', page: html_url };
}

interface Dispatch {
  readonly workflow_id: string;
  readonly ref: string;
  readonly inputs: Readonly<Record<string, string>>;
}

async function dispatch(client: GithubClient, body: Dispatch, signal: AbortSignal): Promise<number | undefined> {
  const route = `POST ${workflowRoute}/dispatches`;
  try {
    const data = await client.tell(route, { ...body, return_run_details: true }, signal);
    return data === undefined ? undefined : formed(dispatchedForm, data, 'a dispatch').workflow_run_id;
  } catch (cause) {
    if (!(cause instanceof GithubFailure)) throw cause;
    // A GitHub Enterprise Server that does not know the field refuses the whole dispatch, so it may be told again.
    const unknownField = [400, 422].includes(cause.status) && /return_run_details/.test(cause.words);
    if (!unknownField) throw explain(cause, client.repository, body);
    await client.tell(route, { ...body }, signal);
    return undefined;
  }
}

/** What these statuses mean for this question (GitHub docs, "Create a workflow dispatch event"); others speak for themselves. */
function explain(failure: GithubFailure, repository: string, { workflow_id, ref }: Dispatch): SourceError {
  const { status, words } = failure;
  if (status === 404) {
    const message = `GitHub lets this App or token start no workflow ${workflow_id} of ${repository} at ${ref} (HTTP 404); it needs write access to actions`;
    return new GithubFailure(message, { status, words }, failure);
  }
  if (status !== 422) return failure;
  const said = words === '' ? '' : `: ${words}`;
  const message = `GitHub does not start ${workflow_id} of ${repository} at ${ref} (HTTP 422${said})`;
  return new GithubFailure(message, { status, words }, failure);
}
