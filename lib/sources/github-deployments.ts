import * as z from 'zod/mini';
import type { Deployment } from '../domain/github.ts';
import { SourceError } from '../domain/source-error.ts';
import type { Github } from './github.ts';
import type { GithubClient } from './github-client.ts';
import { listOf, orAbsent } from './github-list.ts';

const deploymentForm = z.object({ id: z.int(), created_at: z.string() });
const statusForm = z.object({ id: z.int(), state: z.string(), created_at: z.string() });

/** After one of these a deployment is over. */
const finalStates = ['success', 'failure', 'error', 'inactive'];
const longestSearch = 5;

/** What was deployed to GitHub's environments. */
export function deployments(client: GithubClient): Pick<Github, 'deployments'> {
  return {
    async deployments(sha, environment, signal) {
      const route = 'GET /repos/{owner}/{repo}/deployments';
      const parameters = { sha, environment };
      const question = { client, route, parameters, form: deploymentForm, name: 'deployments', signal };
      const all = await orAbsent(client, signal, () => listOf(question));
      if (all === undefined)
        throw new SourceError(`GitHub shows no deployments of ${client.repository} to this App or token`);
      const read: Deployment[] = [];
      for (const { id, created_at } of all.toSorted(newestFirst).slice(0, longestSearch)) {
        const statuses = await readStatuses(client, id, signal);
        read.push({ id, createdAt: created_at, statuses });
        if (statuses.some(({ state }) => finalStates.includes(state))) break;
      }
      return read;
    },
  };
}

async function readStatuses(client: GithubClient, deployment_id: number, signal: AbortSignal) {
  const route = 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
  const parameters = { deployment_id };
  const list = await listOf({ client, route, parameters, form: statusForm, name: 'statuses of a deployment', signal });
  return list.toSorted(newestFirst).map(({ state, created_at }) => ({ state, createdAt: created_at }));
}

/** Their times are of whole seconds; ids grow. */
function newestFirst(a: { id: number; created_at: string }, b: { id: number; created_at: string }): number {
  return Date.parse(b.created_at) - Date.parse(a.created_at) || b.id - a.id;
}
