import {
  apiPath,
  apiUrl,
  hoursAgo,
  idOf,
  mainBranch,
  nodeId,
  owner,
  pageUrl,
  repository,
  type Telling,
} from './github-parts.ts';
import type { GithubState } from './github-state.ts';

/** An account: a person's, an organization's or a bot's. */
export function userBody({ origin }: Pick<Telling, 'origin'>, login: string, type = 'User') {
  // The name of an App's own account has brackets: `preflight[bot]`.
  const inUrl = encodeURIComponent(login);
  const url = `${origin}${apiPath}/users/${inUrl}`;
  const id = idOf(login);
  return {
    login,
    id,
    node_id: nodeId('U', id),
    avatar_url: `${origin}/avatars/u/${id}`,
    gravatar_id: '',
    url,
    html_url: `${origin}/${inUrl}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    // hubot is the one account that is no person's.
    type: login === 'hubot' ? 'Bot' : type,
    site_admin: false,
  };
}

/** Addresses below a repository's own, by the field that names them. */
const repositoryUrls: Readonly<Record<string, string>> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

/** The repository as other things name it. */
export function minimalRepositoryBody(telling: Telling) {
  const fullName = `${owner}/${repository}`;
  const urls = Object.entries(repositoryUrls).map(([field, path]) => [field, apiUrl(telling, path)]);
  return {
    id: idOf(fullName),
    node_id: nodeId('R', idOf(fullName)),
    name: repository,
    full_name: fullName,
    private: true,
    owner: userBody(telling, owner, 'Organization'),
    html_url: pageUrl(telling),
    description: 'The web shop',
    fork: false,
    url: apiUrl(telling),
    ...(Object.fromEntries(urls) as Readonly<Record<string, string>>),
  };
}

export function repositoryBody(telling: Telling) {
  const counts = { forks: 3, stars: 14, issues: openIssues(telling.state) };
  return {
    ...minimalRepositoryBody(telling),
    git_url: pageUrl(telling, '.git').replace('https:', 'git:'),
    ssh_url: `git@localhost:${owner}/${repository}.git`,
    clone_url: pageUrl(telling, '.git'),
    svn_url: pageUrl(telling),
    mirror_url: null,
    homepage: null,
    language: 'Go',
    license: null,
    forks_count: counts.forks,
    forks: counts.forks,
    stargazers_count: counts.stars,
    watchers_count: counts.stars,
    watchers: counts.stars,
    open_issues_count: counts.issues,
    open_issues: counts.issues,
    size: 4711,
    default_branch: mainBranch,
    topics: [],
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: false,
    disabled: false,
    visibility: 'private',
    pushed_at: hoursAgo(telling, 5),
    created_at: '2023-02-14T09:12:31Z',
    updated_at: hoursAgo(telling, 5),
    allow_squash_merge: true,
    allow_merge_commit: false,
    allow_rebase_merge: false,
    delete_branch_on_merge: true,
  };
}

export function fullRepositoryBody(telling: Telling) {
  return { ...repositoryBody(telling), subscribers_count: 6, network_count: 3 };
}

function openIssues({ issues }: GithubState): number {
  return Object.values(issues).filter(({ state }) => state === 'open').length;
}
