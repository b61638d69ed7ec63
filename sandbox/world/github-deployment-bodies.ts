import { apiUrl, commits, hoursAgo, mainBranch, nodeId, pageUrl, type Telling } from './github-parts.ts';
import { userBody } from './github-repository-bodies.ts';
import type { DeploymentState } from './github-state.ts';

/** Deployments with their statuses, both the newest first. */
export function deployments(telling: Telling) {
  const all = telling.state.deployments;
  return all.map((deployment, index) => {
    const body = deploymentBody(telling, deployment, 1_900_000 + all.length - index);
    const statuses = deployment.statuses.map((state, order) => {
      // Half a minute lies between one and the next.
      const hours = deployment.hoursAgo - order / 120;
      return deploymentStatusBody(telling, body, { state, hours, id: body.id * 100 + order });
    });
    return { body, statuses: statuses.toReversed() };
  });
}

function deploymentBody(telling: Telling, { of, environment, hoursAgo: hours }: DeploymentState, id: number) {
  const url = apiUrl(telling, `/deployments/${id}`);
  return {
    url,
    id,
    node_id: nodeId('DE', id),
    sha: commits[of],
    ref: mainBranch,
    task: 'deploy',
    payload: {},
    original_environment: environment,
    environment,
    description: null,
    creator: userBody(telling, 'octocat'),
    created_at: hoursAgo(telling, hours),
    updated_at: hoursAgo(telling, hours),
    statuses_url: `${url}/statuses`,
    repository_url: apiUrl(telling),
    transient_environment: false,
    production_environment: environment === 'production',
  };
}

function deploymentStatusBody(
  telling: Telling,
  { url, environment }: ReturnType<typeof deploymentBody>,
  { state, hours, id }: { state: DeploymentState['statuses'][number]; hours: number; id: number },
) {
  const log = pageUrl(telling, `/actions/runs/${id}`);
  return {
    url: `${url}/statuses/${id}`,
    id,
    node_id: nodeId('DES', id),
    state,
    creator: userBody(telling, 'octocat'),
    description: '',
    environment,
    target_url: log,
    created_at: hoursAgo(telling, hours),
    updated_at: hoursAgo(telling, hours),
    deployment_url: url,
    repository_url: apiUrl(telling),
    environment_url: 'https://staging.shop.example.com',
    log_url: log,
  };
}
