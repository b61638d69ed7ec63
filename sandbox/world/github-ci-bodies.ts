import { apiUrl, commits, hoursAgo, idOf, nodeId, pageUrl, type Telling } from './github-parts.ts';
import { minimalRepositoryBody, userBody } from './github-repository-bodies.ts';
import type { Attempt } from './github-state.ts';

/** When the release's commit was checked, in hours before now. */
const checkedHours = 4.9;
const sixMinutes = 0.1;
const conclusions = ['success', 'failure', 'neutral', 'skipped', 'cancelled', 'timed_out', 'action_required'];

/** Every attempt of every check, the newest first. */
export function checkRunBodies(telling: Telling) {
  const runs = Object.entries(telling.state.checks).flatMap(([name, attempts]) =>
    attempts.map((attempt, index) => ({ name, attempt, index, newest: index === attempts.length - 1 })),
  );
  // A later attempt has a higher id than every earlier one, of whatever check.
  const inOrder = runs.toSorted((a, b) => a.index - b.index);
  return inOrder.map((run, index) => ({ newest: run.newest, body: checkRunBody(telling, run, index) })).toReversed();
}

function checkRunBody(
  telling: Telling,
  { name, attempt, index }: { name: string; attempt: Attempt; index: number },
  order: number,
) {
  const id = 31_415_926_535 + order * 17;
  const completed = conclusions.includes(attempt);
  const startedHours = checkedHours - index * 3 * sixMinutes;
  return {
    id,
    name,
    node_id: nodeId('CR', id),
    head_sha: commits.release,
    external_id: `${id}`,
    url: apiUrl(telling, `/check-runs/${id}`),
    html_url: pageUrl(telling, `/actions/runs/8123/job/${id}`),
    details_url: pageUrl(telling, `/actions/runs/8123/job/${id}`),
    status: completed ? 'completed' : attempt,
    conclusion: completed ? attempt : null,
    started_at: attempt === 'queued' ? null : hoursAgo(telling, startedHours),
    completed_at: completed ? hoursAgo(telling, startedHours - sixMinutes) : null,
    output: {
      title: null,
      summary: null,
      text: null,
      annotations_count: 0,
      annotations_url: apiUrl(telling, `/check-runs/${id}/annotations`),
    },
    check_suite: { id: 27_182_818_284 },
    app: actionsApp(telling),
    pull_requests: [],
  };
}

export const actionsAppId = 15_368;

function actionsApp(telling: Telling) {
  return {
    id: actionsAppId,
    slug: 'github-actions',
    node_id: nodeId('A', actionsAppId),
    owner: userBody(telling, 'github', 'Organization'),
    name: 'GitHub Actions',
    description: 'Automate your workflow from idea to production',
    external_url: 'https://help.github.com/en/actions',
    html_url: `${telling.origin}/apps/github-actions`,
    created_at: '2018-07-30T09:30:17Z',
    updated_at: '2026-03-09T17:09:32Z',
    permissions: { checks: 'write', contents: 'read', metadata: 'read' },
    events: ['check_run', 'push'],
  };
}

/** What a client may say of a commit. */
export interface StatusInput {
  readonly state: string;
  readonly context: string;
  readonly description: string | null;
  readonly target_url: string | null;
}

export function statusBody(telling: Telling, sha: string, given: StatusInput, hours: number) {
  const id = idOf(`${sha} ${given.context}`);
  return {
    url: apiUrl(telling, `/statuses/${sha}`),
    avatar_url: `${telling.origin}/avatars/in/${id}`,
    id,
    node_id: nodeId('SC', id),
    state: given.state,
    context: given.context,
    description: given.description,
    target_url: given.target_url,
    created_at: hoursAgo(telling, hours),
    updated_at: hoursAgo(telling, hours),
  };
}

/** The newest of each context. @param posted what was said since. */
export function statusBodies(telling: Telling, sha: string, posted: readonly StatusInput[]) {
  const states = sha === commits.release ? telling.state.statuses : {};
  const target_url = pageUrl(telling, '/checks');
  const known = Object.entries(states).map(([context, state]) => ({ context, state, description: null, target_url }));
  const bodies = [
    ...known.map((one) => statusBody(telling, sha, one, checkedHours)),
    ...posted.map((one) => statusBody(telling, sha, one, 0)),
  ];
  return [...new Map(bodies.map((body) => [body.context, body])).values()];
}

export function combinedStatusBody(telling: Telling, sha: string, states: readonly string[]) {
  const failed = states.some((state) => state === 'failure' || state === 'error');
  const waiting = states.length === 0 || states.includes('pending');
  return {
    state: failed ? 'failure' : waiting ? 'pending' : 'success',
    sha,
    total_count: states.length,
    repository: minimalRepositoryBody(telling),
    commit_url: apiUrl(telling, `/commits/${sha}`),
    url: apiUrl(telling, `/commits/${sha}/status`),
  };
}
