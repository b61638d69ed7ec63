import {
  apiUrl,
  branchCommits,
  commits,
  gitSha,
  hoursAgo,
  idOf,
  mainBranch,
  nodeId,
  owner,
  pageUrl,
  type Telling,
} from './github-parts.ts';
import { userBody } from './github-repository-bodies.ts';

/** When what happened, in hours before now. */
const when = { previous: 290, branch: 30, merged: 5 };

/** GitHub itself: commits what is merged on its pages, and signs it. */
const webFlow = { login: 'web-flow', name: 'GitHub', email: 'noreply@github.com' };

interface Told {
  readonly sha: string;
  readonly parent: string;
  readonly by: string;
  /** Whether it was made on GitHub's pages. */
  readonly isMerge: boolean;
  readonly message: string;
  readonly hoursAgo: number;
}

/** The squash that the release is, with the trailers that GitHub writes for whoever else had a part in it. */
function releaseCommit({ state }: Telling): Told {
  const { number, title, author, commitsBy } = state.pullRequest;
  const others = [...new Set(commitsBy)].filter((by) => by !== author);
  const trailers = others.map((by) => `Co-authored-by: ${by} <${addressOf(by)}>`);
  const message = [`${title} (#${number})`, ...(trailers.length === 0 ? [] : ['', ...trailers])].join('\n');
  return { sha: commits.release, parent: commits.previous, by: author, isMerge: true, message, hoursAgo: when.merged };
}

function previousCommit(): Told {
  const sha = commits.previous;
  const message = 'Orders of guests are kept (#97)';
  return {
    sha,
    parent: gitSha('commit', message),
    by: 'ada-lovelace',
    isMerge: true,
    message,
    hoursAgo: when.previous,
  };
}

function toldOfBranch({ state }: Telling): Told[] {
  return branchCommits(state).map(({ sha, by }, index, all) => ({
    sha,
    parent: all[index - 1]?.sha ?? commits.previous,
    by,
    isMerge: false,
    message: `${state.pullRequest.title}, part ${index + 1}`,
    hoursAgo: when.branch - index * 2,
  }));
}

export function pullRequestCommitBodies(telling: Telling) {
  return toldOfBranch(telling).map((one) => commitBody(telling, one));
}

/** undefined where there is no such commit. */
export function singleCommitBody(telling: Telling, sha: string) {
  const found = [releaseCommit(telling), previousCommit(), ...toldOfBranch(telling)].find((one) => one.sha === sha);
  if (found === undefined) return undefined;
  return { ...commitBody(telling, found), stats: { total: 1, additions: 1, deletions: 0 }, files: [fileBody(telling)] };
}

/** Of two commits of the main branch; undefined where one of them is none. @param some the commits of one page. */
export function comparisonBody<T>(telling: Telling, { base, head }: Range, some: readonly T[]) {
  const ahead = commitsBetween({ base, head });
  const behind = commitsBetween({ base: head, head: base });
  const html = pageUrl(telling, `/compare/${base}...${head}`);
  const url = apiUrl(telling, `/compare/${base}...${head}`);
  const status = ahead > 0 ? 'ahead' : behind > 0 ? 'behind' : 'identical';
  const [baseCommit, common] = [base, ahead > 0 ? base : head].map((sha) => ofMain(telling, sha));
  return {
    url,
    html_url: html,
    permalink_url: pageUrl(telling, `/compare/${owner}:${base.slice(0, 7)}...${owner}:${head.slice(0, 7)}`),
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: baseCommit,
    merge_base_commit: common,
    status,
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: some,
    files: ahead > 0 ? [fileBody(telling)] : [],
  };
}

interface Range {
  readonly base: string;
  readonly head: string;
}

/** What the main branch has at `head` and has not at `base`. */
export function comparedCommits(telling: Telling, range: Range) {
  return commitsBetween(range) > 0 ? [ofMain(telling, range.head)] : [];
}

const commitsBetween = ({ base, head }: Range): number =>
  base === commits.previous && head === commits.release ? 1 : 0;

function ofMain(telling: Telling, sha: string) {
  return commitBody(telling, sha === commits.release ? releaseCommit(telling) : previousCommit());
}

const addressOf = (login: string): string => `${login}@users.noreply.localhost`;

function commitBody(telling: Telling, { sha, parent, by, isMerge, message, hoursAgo: hours }: Told) {
  const url = apiUrl(telling, `/commits/${sha}`);
  const tree = gitSha('tree', sha);
  const date = hoursAgo(telling, hours);
  const author = { name: by, email: addressOf(by), date };
  const { login, ...signature } = isMerge ? webFlow : { ...author, login: by };
  return {
    url,
    sha,
    node_id: nodeId('C', idOf(sha)),
    html_url: pageUrl(telling, `/commit/${sha}`),
    comments_url: `${url}/comments`,
    commit: {
      url: apiUrl(telling, `/git/commits/${sha}`),
      author,
      committer: { ...signature, date },
      message,
      comment_count: 0,
      tree: { sha: tree, url: apiUrl(telling, `/git/trees/${tree}`) },
      verification: { verified: false, reason: 'unsigned', payload: null, signature: null, verified_at: null },
    },
    author: userBody(telling, by),
    committer: userBody(telling, login),
    parents: [
      { sha: parent, url: apiUrl(telling, `/commits/${parent}`), html_url: pageUrl(telling, `/commit/${parent}`) },
    ],
  };
}

/** The one file that every pull request of this repository changes. */
function fileBody(telling: Telling) {
  const path = 'CHANGELOG.md';
  return {
    sha: gitSha('blob', telling.state.changelog.release ?? ''),
    filename: path,
    status: 'modified',
    additions: 1,
    deletions: 0,
    changes: 1,
    blob_url: pageUrl(telling, `/blob/${mainBranch}/${path}`),
    raw_url: pageUrl(telling, `/raw/${mainBranch}/${path}`),
    contents_url: apiUrl(telling, `/contents/${path}?ref=${commits.release}`),
    patch: '@@ -5,0 +6 @@\n+- Gift cards in the checkout (#118).',
  };
}
