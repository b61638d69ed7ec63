import { type Finding, fail, pass } from './check-result.ts';
import type { PullRequest, PullRequestCommit, Review } from './github.ts';
import { listed } from './listed.ts';
import { shortCommit } from './short-commit.ts';

export interface ReviewRules {
  readonly approvalsOfHeadOnly: boolean;
  readonly commitAuthorsMayApprove: boolean;
  /** What a reviewer must be to the repository, one of these: `OWNER`, `MEMBER`… */
  readonly reviewers: readonly string[];
}

/** A pull request with all that decides about its reviews. */
export interface Reviewed extends Pick<PullRequest, 'author' | 'head'> {
  /** In the order in which they were given. */
  readonly reviews: readonly Review[];
  readonly commits: readonly PullRequestCommit[];
}

/** What became of all that one reviewer said. */
export interface Opinion {
  readonly reviewer: string;
  readonly counts: 'approval' | 'objection' | 'nothing';
  /** What the reviewer did, and why it does not count where it does not. */
  readonly observed: string;
  readonly when: string | undefined;
}

const opinions = ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'];
const nobody = 'an account that is gone';

/**
 * The latest opinion of each reviewer. A comment is none and takes nothing back; a dismissed one is withdrawn.
 * Objections first, then what does not count, then approvals.
 */
export function opinionsOf(reviewed: Reviewed, rules: ReviewRules): readonly Opinion[] {
  const latest = new Map<string, Review>();
  for (const review of reviewed.reviews) {
    const key = keyOf(review.reviewer ?? '');
    if (!latest.has(key) || opinions.includes(review.state)) latest.set(key, review);
  }
  const writers = rules.commitAuthorsMayApprove ? new Map<string, string>() : writersOf(reviewed);
  const found = [...latest.values()].map(
    (review): Opinion => ({
      reviewer: review.reviewer ?? nobody,
      when: review.submittedAt,
      ...standing(review, reviewed, rules, writers),
    }),
  );
  const order = ['objection', 'nothing', 'approval'];
  return found.toSorted((a, b) => order.indexOf(a.counts) - order.indexOf(b.counts));
}

/** No two logins differ by their case alone. */
const keyOf = (login: string): string => login.toLowerCase();

/**
 * Who wrote something of it, and a commit that shows it. Merges are left out: "Update branch" makes them in the name of
 * whoever pressed it, mostly a reviewer. What GitHub commits itself is by `web-flow`, who reviews nothing.
 */
function writersOf({ commits }: Reviewed): Map<string, string> {
  const own = commits.filter(({ isMerge }) => !isMerge);
  return new Map(own.flatMap(({ commit, people }) => people.map((login): [string, string] => [keyOf(login), commit])));
}

function standing(
  review: Review,
  reviewed: Reviewed,
  rules: ReviewRules,
  writers: ReadonlyMap<string, string>,
): Pick<Opinion, 'counts' | 'observed'> {
  if (review.state === 'DISMISSED') return { counts: 'nothing', observed: 'dismissed' };
  if (!opinions.includes(review.state)) return { counts: 'nothing', observed: 'no opinion, comments at most' };
  const approves = review.state === 'APPROVED';
  const said = approves ? 'approved' : 'requested changes';
  const why =
    whyNobody(review, reviewed, rules) ?? (approves ? whyNoApproval(review, reviewed, rules, writers) : undefined);
  if (why !== undefined) return { counts: 'nothing', observed: `${said}, which does not count: ${why}` };
  return { counts: approves ? 'approval' : 'objection', observed: said };
}

/** Why a reviewer has no say in it at all. */
function whyNobody(review: Review, { author }: Reviewed, { reviewers }: ReviewRules): string | undefined {
  const { reviewer, isBot, association } = review;
  if (reviewer === undefined) return 'its account is gone';
  if (isBot) return 'it is a bot';
  if (author !== undefined && keyOf(reviewer) === keyOf(author)) return 'the pull request is their own';
  if (reviewers.includes(association)) return undefined;
  // GitHub shows who is a private member of the organization only to those who may read its members.
  const hint = reviewers.includes('MEMBER') ? ' (a private member is one only to an App that may read members)' : '';
  return `to GitHub they are ${association}, not ${listed(reviewers, 'or')}${hint}`;
}

/** Why an approval is none though the reviewer has a say. An objection of a co-author still stands: that is the safe side. */
function whyNoApproval(
  { reviewer, commit }: Review,
  { head }: Reviewed,
  { approvalsOfHeadOnly }: ReviewRules,
  writers: ReadonlyMap<string, string>,
): string | undefined {
  const wrote = writers.get(keyOf(reviewer ?? ''));
  if (wrote !== undefined) return `they wrote commit ${shortCommit(wrote)} of it`;
  if (!approvalsOfHeadOnly || commit === head) return undefined;
  return `it was for ${commit === undefined ? 'a commit that is gone' : shortCommit(commit)}, not for the head`;
}

/** How summary and evidence name a pull request. */
export interface PullRequestName {
  /** `pull request #118` */
  readonly name: string;
  /** `acme/shop-api pull request #118` */
  readonly where: string;
  /** `by octocat, merged into main` */
  readonly about: string;
}

/** What the opinions come to. @param needed how many approvals must count. */
export function judgeOpinions(opinions: readonly Opinion[], needed: number, pullRequest: PullRequestName): Finding {
  const { name, where, about } = pullRequest;
  const approvals = opinions.filter(({ counts }) => counts === 'approval').length;
  const objectors = opinions.filter(({ counts }) => counts === 'objection').map(({ reviewer }) => reviewer);
  const seen = approvals === 1 ? '1 approval counts' : `${approvals} approvals count`;
  const evidence = [
    { where: `${where} (${about})`, observed: seen, expected: `${needed} or more, no changes requested` },
    ...opinions.map(({ reviewer, observed, when }) => ({
      where: `${where}, review by ${reviewer}`,
      observed,
      expected: 'an approval',
      ...(when === undefined ? {} : { when }),
    })),
  ];
  const problems = [
    ...(objectors.length > 0 ? [`changes are requested by ${objectors.join(', ')}`] : []),
    ...(approvals < needed ? [`${seen}, ${needed} ${needed === 1 ? 'is' : 'are'} needed`] : []),
  ];
  if (problems.length > 0) return fail(`${name}: ${problems.join('; ')}`, evidence);
  return pass(`${name}: ${seen}`, evidence);
}
