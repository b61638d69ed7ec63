import { apiUrl, hoursAgo, idOf, nodeId, pageUrl, type Telling } from './github-parts.ts';
import { userBody } from './github-repository-bodies.ts';
import type { GithubState, IssueState } from './github-state.ts';

/** The newest first. */
export function issueBodies(telling: Telling) {
  const issues = Object.entries(telling.state.issues).map(([number, issue]) => issueBody(telling, +number, issue));
  return issues.toSorted((a, b) => b.number - a.number);
}

function issueBody(telling: Telling, number: number, { title, labels, state, isPullRequest }: IssueState) {
  const url = apiUrl(telling, `/issues/${number}`);
  const html = pageUrl(telling, `/${isPullRequest ? 'pull' : 'issues'}/${number}`);
  const createdAt = hoursAgo(telling, 500 - number);
  const closedAt = state === 'closed' ? hoursAgo(telling, 300) : null;
  const pull = { url: apiUrl(telling, `/pulls/${number}`), diff_url: `${html}.diff`, patch_url: `${html}.patch` };
  return {
    id: idOf(url),
    node_id: nodeId(isPullRequest ? 'PR' : 'I', number),
    url,
    repository_url: apiUrl(telling),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: html,
    number,
    state,
    state_reason: closedAt === null ? null : 'completed',
    title,
    body: null,
    user: userBody(telling, 'ada-lovelace'),
    labels: labels.map((name) => labelBody(telling, name)),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: false,
    comments: 2,
    closed_at: closedAt,
    created_at: createdAt,
    updated_at: closedAt ?? createdAt,
    author_association: 'MEMBER',
    ...(isPullRequest ? { draft: false, pull_request: { ...pull, html_url: html, merged_at: null } } : {}),
  };
}

/** What the shop keeps for issues that hold a release back, also while none does. */
const blockingLabel = 'release-blocker';

/** Undefined where the repository has no such label; GitHub ignores case. */
export function labelOf(telling: Telling, name: string) {
  const label = labelsOf(telling.state).find((one) => isLabel(one, name));
  return label === undefined ? undefined : labelBody(telling, label);
}

function labelsOf({ issues }: GithubState): readonly string[] {
  return [blockingLabel, ...Object.values(issues).flatMap(({ labels }) => labels)];
}

export const isLabel = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

function labelBody(telling: Telling, name: string) {
  const id = idOf(name);
  const url = apiUrl(telling, `/labels/${encodeURIComponent(name)}`);
  return { id, node_id: nodeId('LA', id), url, name, description: null, color: 'd73a4a', default: name === 'bug' };
}
