import {
  apiUrl,
  branchCommits,
  commits,
  headCommit,
  hoursAgo,
  idOf,
  mainBranch,
  nodeId,
  owner,
  pageUrl,
  type Telling,
} from './github-parts.ts';
import { repositoryBody, userBody } from './github-repository-bodies.ts';
import type { GithubState, ReviewState } from './github-state.ts';

/** When what happened, in hours before now. */
const when = { opened: 30, reviewed: 9, merged: 5 };
const sixMinutes = 0.1;

/** As a list has it. */
export function pullRequestSimpleBody(telling: Telling) {
  const { number, title, author } = telling.state.pullRequest;
  const url = apiUrl(telling, `/pulls/${number}`);
  const issue = apiUrl(telling, `/issues/${number}`);
  const html = pageUrl(telling, `/pull/${number}`);
  const statuses = apiUrl(telling, `/statuses/${headCommit(telling.state)}`);
  const urls = { commits: `${url}/commits`, reviewComments: `${url}/comments`, comments: `${issue}/comments` };
  const reviewComment = apiUrl(telling, '/pulls/comments{/number}');
  return {
    url,
    id: idOf(url),
    node_id: nodeId('PR', number),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: urls.commits,
    review_comments_url: urls.reviewComments,
    review_comment_url: reviewComment,
    comments_url: urls.comments,
    statuses_url: statuses,
    number,
    state: 'closed',
    locked: false,
    title,
    user: userBody(telling, author),
    body: 'Customers can pay with a gift card.',
    labels: [],
    milestone: null,
    created_at: hoursAgo(telling, when.opened),
    updated_at: hoursAgo(telling, when.merged),
    closed_at: hoursAgo(telling, when.merged),
    merged_at: hoursAgo(telling, when.merged),
    merge_commit_sha: commits.release,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: branchBody(telling, 'gift-cards', headCommit(telling.state)),
    base: branchBody(telling, mainBranch, commits.previous),
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: issue },
      comments: { href: urls.comments },
      review_comments: { href: urls.reviewComments },
      review_comment: { href: reviewComment },
      commits: { href: urls.commits },
      statuses: { href: statuses },
    },
    author_association: 'MEMBER',
    auto_merge: null,
    draft: false,
  };
}

export function pullRequestBody(telling: Telling) {
  const { commitsBy, reviews } = telling.state.pullRequest;
  return {
    ...pullRequestSimpleBody(telling),
    merged: true,
    mergeable: null,
    rebaseable: null,
    mergeable_state: 'unknown',
    merged_by: userBody(telling, 'monalisa'),
    comments: reviews.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commitsBy.length,
    additions: 412,
    deletions: 37,
    changed_files: 14,
  };
}

function branchBody(telling: Telling, ref: string, sha: string) {
  const user = userBody(telling, owner, 'Organization');
  return { label: `${owner}:${ref}`, ref, sha, user, repo: repositoryBody(telling) };
}

export function reviewBodies(telling: Telling) {
  const { number, reviews } = telling.state.pullRequest;
  return reviews.map((review, index) => {
    const id = 2_718_281 + index;
    const html = pageUrl(telling, `/pull/${number}#pullrequestreview-${id}`);
    const pull = apiUrl(telling, `/pulls/${number}`);
    return {
      id,
      node_id: nodeId('PRR', id),
      user: userBody(telling, review.by),
      body: review.state === 'commented' ? 'The coverage of this branch is 91 %.' : '',
      state: review.state.toUpperCase().replace(' ', '_'),
      html_url: html,
      pull_request_url: pull,
      author_association: 'MEMBER',
      _links: { html: { href: html }, pull_request: { href: pull } },
      submitted_at: hoursAgo(telling, when.reviewed - index * sixMinutes),
      commit_id: reviewedCommit(telling.state, review),
    };
  });
}

function reviewedCommit(state: GithubState, { of }: ReviewState): string {
  const older = branchCommits(state).at(-2)?.sha;
  return of === 'older' && older !== undefined ? older : headCommit(state);
}
