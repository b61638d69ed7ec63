import * as z from 'zod/mini';
import type { CheckRun, CommitStatus } from '../domain/github.ts';
import type { Github } from './github.ts';
import type { GithubClient } from './github-client.ts';
import { formed, listOf, orAbsent } from './github-list.ts';

const checkRunForm = z.object({
  id: z.int(),
  name: z.string(),
  app: z.nullish(z.object({ slug: z.optional(z.string()) })),
  check_suite: z.nullish(z.object({ id: z.int() })),
  status: z.string(),
  conclusion: z.nullish(z.string()),
  completed_at: z.nullish(z.string()),
});

const statusesForm = z.object({
  statuses: z.array(z.object({ context: z.string(), state: z.string(), updated_at: z.string() })),
});

/** What CI says of a commit. */
export function commits(client: GithubClient): Pick<Github, 'checkRuns' | 'commitStatuses'> {
  return {
    async checkRuns(ref, signal, name) {
      // All, since "latest" goes by the time of completion: a newer attempt that still runs hides behind the older one.
      const parameters = { ref, filter: 'all', ...(name === undefined ? {} : { check_name: name }) };
      const route = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';
      const question = { client, route, parameters, form: checkRunForm, name: 'check runs', signal };
      const runs = await orAbsent(client, signal, () => listOf(question));
      return runs?.map(checkRunOf);
    },
    commitStatuses: (ref, signal) => orAbsent(client, signal, () => readStatuses(client, ref, signal)),
  };
}

function checkRunOf(answer: z.output<typeof checkRunForm>): CheckRun {
  const { id, name, app, check_suite, status, conclusion, completed_at } = answer;
  return {
    id,
    suite: check_suite?.id,
    name,
    app: app?.slug ?? '',
    status,
    conclusion: conclusion ?? undefined,
    completedAt: completed_at ?? undefined,
  };
}

/** The combined status lists the newest of each context. */
async function readStatuses(client: GithubClient, ref: string, signal: AbortSignal): Promise<CommitStatus[]> {
  const all: CommitStatus[] = [];
  for await (const { data } of client.pages('GET /repos/{owner}/{repo}/commits/{ref}/status', { ref }, signal)) {
    const { statuses } = formed(statusesForm, data, 'commit statuses');
    all.push(...statuses.map(({ context, state, updated_at }) => ({ context, state, updatedAt: updated_at })));
  }
  return all;
}
