import {
  actionsAppId,
  checkRunBodies,
  combinedStatusBody,
  type StatusInput,
  statusBodies,
  statusBody,
} from './github-ci-bodies.ts';
import { comparedCommits, comparisonBody, pullRequestCommitBodies, singleCommitBody } from './github-commit-bodies.ts';
import { deployments } from './github-deployment-bodies.ts';
import { blobBody, fileBody } from './github-file-bodies.ts';
import { isLabel, issueBodies, labelOf } from './github-issue-bodies.ts';
import { branchCommits, commits, gitSha, mainBranch, type Telling } from './github-parts.ts';
import { listOf, noSuchCommit, notFound, ok, type Reply, refusal } from './github-reply.ts';
import { fullRepositoryBody, userBody } from './github-repository-bodies.ts';
import { pullRequestBody, pullRequestSimpleBody, reviewBodies } from './github-review-bodies.ts';
import { alertBodies, analysisBodies, mainRef } from './github-security-bodies.ts';

/** A status that a client set. */
export interface PostedStatus extends StatusInput {
  readonly sha: string;
}

export interface Asked {
  readonly telling: Telling;
  readonly query: URLSearchParams;
  /** What the path's pattern found, decoded. */
  readonly found: readonly string[];
  readonly body: unknown;
  /** What was set since the state was. */
  readonly posted: readonly PostedStatus[];
  readonly post: (status: PostedStatus) => void;
}

type Route = readonly [method: 'GET' | 'POST', path: RegExp, answer: (asked: Asked) => Reply];

/** Paths below the repository's. */
const routes: readonly Route[] = [
  ['GET', /^$/, ({ telling }) => ok(fullRepositoryBody(telling))],
  ['GET', /^\/commits\/([^/]+)$/, singleCommit],
  ['GET', /^\/compare\/([^/]+?)\.\.\.([^/]+)$/, comparison],
  ['GET', /^\/commits\/([^/]+)\/check-runs$/, checkRuns],
  ['GET', /^\/commits\/([^/]+)\/status$/, combinedStatus],
  ['GET', /^\/commits\/([^/]+)\/pulls$/, pullRequestsOf],
  ['GET', /^\/pulls\/(\d+)$/, ofPullRequest(({ telling }) => ok(pullRequestBody(telling)))],
  ['GET', /^\/pulls\/(\d+)\/reviews$/, ofPullRequest(({ telling, query }) => listOf(reviewBodies(telling), query))],
  [
    'GET',
    /^\/pulls\/(\d+)\/commits$/,
    ofPullRequest(({ telling, query }) => listOf(pullRequestCommitBodies(telling), query)),
  ],
  ['GET', /^\/code-scanning\/analyses$/, analyses],
  ['GET', /^\/code-scanning\/alerts$/, alerts],
  ['GET', /^\/issues$/, issues],
  ['GET', /^\/labels\/([^/]+)$/, label],
  ['GET', /^\/contents\/(.+)$/, contents],
  ['GET', /^\/git\/blobs\/([^/]+)$/, blob],
  ['GET', /^\/deployments$/, deploymentList],
  ['GET', /^\/deployments\/(\d+)\/statuses$/, deploymentStatuses],
  ['POST', /^\/statuses\/([^/]+)$/, setStatus],
];

/** @param path below the repository's own. */
export function answerOf(method: string, path: string, asked: Omit<Asked, 'found'>): Reply {
  for (const [one, pattern, answer] of routes) {
    const found = one === method ? pattern.exec(path) : null;
    if (found !== null) return answer({ ...asked, found: found.slice(1).map(decodeURIComponent) });
  }
  return notFound();
}

function singleCommit({ telling, found: [sha = ''] }: Asked): Reply {
  const body = singleCommitBody(telling, sha);
  return body === undefined ? noSuchCommit(sha) : ok(body);
}

/** Unlike other lists, its pages have no addresses of the next ones: how many there are, its count tells. */
function comparison({ telling, query, found: [base = '', head = ''] }: Asked): Reply {
  if (![base, head].every((sha) => Object.values(commits).includes(sha))) return notFound();
  const compared = comparedCommits(telling, { base, head });
  const { page: _page, ...reply } = listOf(compared, query, (some) => comparisonBody(telling, { base, head }, some));
  return reply;
}

function checkRuns({ telling, query, found: [sha = ''] }: Asked): Reply {
  if (!isCommit(telling, sha)) return noSuchCommit(sha);
  const all = sha === commits.release ? checkRunBodies(telling) : [];
  const wanted = all
    .filter(({ newest }) => newest || query.get('filter') === 'all')
    .map(({ body }) => body)
    .filter(({ name }) => is(query, 'check_name', name))
    .filter(({ status }) => is(query, 'status', status))
    .filter(() => is(query, 'app_id', String(actionsAppId)));
  return listOf(wanted, query, (check_runs) => ({ total_count: wanted.length, check_runs }));
}

function combinedStatus({ telling, query, posted, found: [sha = ''] }: Asked): Reply {
  if (!isCommit(telling, sha)) return notFound();
  const all = statusBodies(
    telling,
    sha,
    posted.filter((one) => one.sha === sha),
  );
  const combined = combinedStatusBody(
    telling,
    sha,
    all.map(({ state }) => state),
  );
  return listOf(all, query, (statuses) => ({ ...combined, statuses }));
}

function pullRequestsOf({ telling, query, found: [sha = ''] }: Asked): Reply {
  if (!isCommit(telling, sha)) return noSuchCommit(sha);
  return listOf(sha === commits.previous ? [] : [pullRequestSimpleBody(telling)], query);
}

function ofPullRequest(answer: (asked: Asked) => Reply): (asked: Asked) => Reply {
  return (asked) => (Number(asked.found[0]) === asked.telling.state.pullRequest.number ? answer(asked) : notFound());
}

function analyses({ telling, query }: Asked): Reply {
  const all = analysisBodies(telling);
  if (all.length === 0) return refusal(404, 'no analysis found');
  const wanted = all
    .filter(({ tool }) => is(query, 'tool_name', tool.name))
    .filter(({ ref }) => isRef(query.get('ref'), ref));
  return listOf(inDirection(wanted, query), query);
}

function alerts({ telling, query }: Asked): Reply {
  if (analysisBodies(telling).length === 0) return refusal(404, 'no analysis found');
  const wanted = alertBodies(telling)
    .filter(({ state }) => is(query, 'state', state))
    .filter(({ tool }) => is(query, 'tool_name', tool.name))
    .filter(() => isRef(query.get('ref'), mainRef));
  const sorted =
    query.get('sort') === 'updated' ? wanted.toSorted((a, b) => b.updated_at.localeCompare(a.updated_at)) : wanted;
  return listOf(inDirection(sorted, query), query);
}

function issues({ telling, query }: Asked): Reply {
  const state = query.get('state') ?? 'open';
  if (!['open', 'closed', 'all'].includes(state)) return refusal(422, 'Validation Failed');
  const labels = (query.get('labels') ?? '').split(',').filter((label) => label !== '');
  const wanted = issueBodies(telling)
    .filter((issue) => state === 'all' || issue.state === state)
    .filter((issue) => labels.every((one) => issue.labels.some(({ name }) => isLabel(name, one))));
  return listOf(inDirection(wanted, query), query);
}

function label({ telling, found: [name = ''] }: Asked): Reply {
  const body = labelOf(telling, name);
  return body === undefined ? notFound() : ok(body);
}

function contents({ telling, query, found: [path = ''] }: Asked): Reply {
  const ref = query.get('ref') ?? mainBranch;
  const sha = isRef(ref, mainRef) ? commits.release : ref;
  if (!isCommit(telling, sha)) return refusal(404, `No commit found for the ref ${ref}`);
  const { changelog } = telling.state;
  const text = sha === commits.previous ? changelog.previous : changelog.release;
  return path === 'CHANGELOG.md' && text !== undefined ? ok(fileBody(telling, { path, ref, text })) : notFound();
}

function blob({ telling, found: [sha = ''] }: Asked): Reply {
  if (!/^[0-9a-f]{40}$/.test(sha))
    return refusal(422, 'The sha parameter must be exactly 40 characters and contain only [0-9a-f].');
  const text = Object.values(telling.state.changelog).find((one) => gitSha('blob', one) === sha);
  return text === undefined ? notFound() : ok(blobBody(telling, text));
}

function deploymentList({ telling, query }: Asked): Reply {
  const wanted = deployments(telling)
    .map(({ body }) => body)
    .filter(({ sha }) => is(query, 'sha', sha))
    .filter(({ environment }) => is(query, 'environment', environment))
    .filter(({ ref }) => is(query, 'ref', ref))
    .filter(({ task }) => is(query, 'task', task));
  return listOf(wanted, query);
}

function deploymentStatuses({ telling, query, found: [id = ''] }: Asked): Reply {
  const deployment = deployments(telling).find(({ body }) => String(body.id) === id);
  return deployment === undefined ? notFound() : listOf(deployment.statuses, query);
}

const longestDescription = 140;

function setStatus({ telling, body, post, found: [sha = ''] }: Asked): Reply {
  if (!isCommit(telling, sha)) return noSuchCommit(sha);
  const given = body as Partial<Record<'state' | 'context' | 'description' | 'target_url', string>> | undefined;
  const { state = '', context = 'default', description = null, target_url = null } = given ?? {};
  const known = ['error', 'failure', 'pending', 'success'].includes(state);
  if (!known || (description?.length ?? 0) > longestDescription) return refusal(422, 'Validation Failed');
  const status = { state, context, description, target_url };
  post({ ...status, sha });
  const creator = userBody(telling, 'preflight-acme[bot]', 'Bot');
  return { status: 201, body: { ...statusBody(telling, sha, status, 0), creator } };
}

function isCommit({ state }: Telling, sha: string): boolean {
  return [...Object.values(commits), ...branchCommits(state).map((one) => one.sha)].includes(sha);
}

/** Whether a parameter asks for this value, or for none in particular. */
function is(query: URLSearchParams, parameter: string, value: string): boolean {
  return (query.get(parameter) ?? value) === value;
}

/** GitHub takes a branch's name for its ref too. */
function isRef(asked: string | null, ref: string): boolean {
  return asked === null || asked === ref || `refs/heads/${asked}` === ref;
}

/** The newest first unless asked for otherwise. */
function inDirection<T>(newestFirst: readonly T[], query: URLSearchParams): readonly T[] {
  return query.get('direction') === 'asc' ? newestFirst.toReversed() : newestFirst;
}
