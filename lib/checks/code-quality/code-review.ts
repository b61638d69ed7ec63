import * as z from 'zod/mini';
import { type Finding, fail } from '../../domain/check-result.ts';
import type { PullRequest } from '../../domain/github.ts';
import { listed } from '../../domain/listed.ts';
import { type Chosen, choosePullRequest, goesInto, numbersOf } from '../../domain/pull-request.ts';
import { judgeOpinions, opinionsOf } from '../../domain/reviews.ts';
import { shortCommit } from '../../domain/short-commit.ts';
import { SourceError } from '../../domain/source-error.ts';
import { type CheckContext, defineCheck } from '../define-check.ts';

/** What a reviewer can be to a repository: `author_association` in GitHub's REST API. */
const associations = [
  'OWNER',
  'MEMBER',
  'COLLABORATOR',
  'CONTRIBUTOR',
  'FIRST_TIME_CONTRIBUTOR',
  'FIRST_TIMER',
  'NONE',
] as const;

/** GitHub lists no more commits of a pull request: "List commits on a pull request". */
const mostCommits = 250;

/** A branch; one asterisk stands for any part of its name. */
const branch = z
  .string()
  .check(
    z.regex(/^[^\s*~^:?[\\]*\*?[^\s*~^:?[\\]*$/, 'must be a branch, for example main or release/*'),
    z.minLength(1),
  );

const settings = z.strictObject({
  /**
   * The branches whose content is reviewed: a pull request into any other shows nothing of what that branch held before.
   */
  into: z._default(z.array(branch).check(z.minLength(1)), ['main', 'master']),
  /** So many people must have approved. */
  approvals: z._default(z.int().check(z.minimum(1), z.maximum(10)), 2),
  /** Whether an approval of an older head does not count. */
  approvalsOfHeadOnly: z._default(z.boolean(), false),
  /** Whether those who wrote a commit of the pull request may approve it; its author never may. */
  commitAuthorsMayApprove: z._default(z.boolean(), false),
  /** Whose reviews count: on a public repository, anybody can approve. */
  reviewers: z._default(z.array(z.enum(associations)).check(z.minLength(1)), ['OWNER', 'MEMBER', 'COLLABORATOR']),
});

type Context = CheckContext<z.output<typeof settings>, 'github'>;

export const codeReview = defineCheck({
  id: 'code-review',
  needs: ['github'],
  needsRelease: true,
  config: settings,
  remediation:
    'Have the pull request approved by people who did not write it, and settle the changes they ask for, then run the gate again.',
  async run(context) {
    const { github } = context.sources;
    const { commit } = context.release;
    const chosen = asReviewed(await find(context), commit, context.config);
    if ('found' in chosen) return review(chosen.found, context);
    const { problem } = chosen;
    const where = `commit ${shortCommit(commit)} of ${github.repository}`;
    return fail(problem, [{ where, observed: problem, expected: 'the pull request that brought it' }]);
  },
});

async function find({ sources: { github }, release, signal }: Context): Promise<Chosen<PullRequest>> {
  const { commit, pullRequest: number } = release;
  const candidates = await github.pullRequestsOf(commit, signal);
  if (candidates === undefined) return { problem: `${github.repository} has no commit ${shortCommit(commit)}` };
  if (number === undefined) return choosePullRequest(candidates, commit);
  const listed = candidates.find((one) => one.number === number);
  if (listed !== undefined) return { found: listed };
  // Older GitHub Enterprise Servers list merged ones only for commits of the default branch ("List pull requests
  // associated with a commit"): one that was merged into a release branch tells of its commit itself.
  const named = await github.pullRequest(number, signal);
  if (named === undefined) return { problem: `${github.repository} has no pull request #${number}` };
  if (named.merged && named.mergeCommit === commit) return { found: named };
  const others = candidates.length === 0 ? '' : `; it belongs to ${numbersOf(candidates)}`;
  return { problem: `pull request #${number} did not bring commit ${shortCommit(commit)}${others}` };
}

/**
 * What is not merged yet may have moved on from what is released. Of what is merged, approvals of the head are none of a
 * commit before it. And what the branch held before, reviews of this pull request did not see.
 */
function asReviewed(chosen: Chosen<PullRequest>, commit: string, config: Context['config']): Chosen<PullRequest> {
  if ('problem' in chosen) return chosen;
  const { number, base, head, merged, mergeCommit } = chosen.found;
  const name = `pull request #${number}`;
  if (!goesInto(base, config.into)) {
    const branches = listed(config.into, 'or');
    return { problem: `${name} goes into ${base}, not into ${branches}: nobody knows who reviewed what ${base} held` };
  }
  if (head === commit || (merged && (mergeCommit === commit || !config.approvalsOfHeadOnly))) return chosen;
  const short = shortCommit(commit);
  if (!merged) return { problem: `${name} is open and its head is ${shortCommit(head)} now, not commit ${short}` };
  const only = 'approvals of the head are none of it';
  return { problem: `commit ${short} is neither the head of ${name} nor what merging it made: ${only}` };
}

async function review(pullRequest: PullRequest, { config, sources: { github }, signal }: Context): Promise<Finding> {
  const { number, author, head } = pullRequest;
  const [reviews, commits] = await Promise.all([
    github.reviews(number, signal),
    config.commitAuthorsMayApprove ? [] : github.commitsOf(number, signal),
  ]);
  const name = `pull request #${number}`;
  const opinions = opinionsOf({ author, head, reviews, commits }, config);
  const finding = judgeOpinions(opinions, config.approvals, {
    name,
    where: `${github.repository} ${name}`,
    about: describe(pullRequest, github.repository),
  });
  if (finding.outcome === 'pass' && commits.length >= mostCommits) {
    const message = `GitHub lists only the first ${mostCommits} commits of ${name}: nobody knows whether an approver wrote another; commitAuthorsMayApprove: true lets authors approve`;
    throw new SourceError(message, { evidence: finding.evidence });
  }
  return finding;
}

/** `by octocat, merged into main, from the fork mallory/shop-api` */
function describe({ author, base, merged, headRepository }: PullRequest, repository: string): string {
  const isOwn = headRepository?.toLowerCase() === repository.toLowerCase();
  const from = headRepository === undefined ? ', from a fork that is gone' : `, from the fork ${headRepository}`;
  return `by ${author ?? 'an account that is gone'}, ${merged ? 'merged' : 'open'} into ${base}${isOwn ? '' : from}`;
}
