import { type Finding, fail, pass, warn } from './check-result.ts';
import { SourceError } from './source-error.ts';
import { lengthOf, type Span } from './span.ts';

/** Of whom errors are counted. */
export interface ErrorsOf {
  readonly project: string;
  readonly environment: string;
  /** As Sentry names it. */
  readonly release: string;
  readonly since: Span;
}

/** When errors are a spike: more than so many times those before, and not fewer than so many. */
export interface SpikeRule {
  readonly factor: number;
  readonly eventsAtLeast: number;
}

export interface ErrorCounts {
  /** Of the release, since the deploy. */
  readonly errors: number;
  /** Of all releases, in the same length of time before it. */
  readonly before: number;
  /** Of all releases since the deploy; where Sentry does not know the release. */
  readonly ofAll?: number;
}

/** @throws SourceError where errors spike, and Sentry does not know the release: nobody knows whose they are. */
export function judgeErrors(
  { project, environment, release, since }: ErrorsOf,
  { errors, before, ofAll }: ErrorCounts,
  { factor, eventsAtLeast }: SpikeRule,
): Finding {
  const isSpike = (events: number): boolean => events >= eventsAtLeast && events > factor * before;
  const length = lengthOf(since);
  const seen = `${errors} in the ${length} since the deploy, ${before} in the ${length} before it`;
  const where = `project ${project}, environment ${environment}, release ${release} in Sentry`;
  const expected = `at most ${factor} times those of all releases before the deploy, or fewer than ${eventsAtLeast}`;
  const evidence = [{ where, observed: `errors: ${seen}`, expected, when: since.to.toISOString() }];
  if (isSpike(errors)) return fail(`errors of ${project} spike: ${seen}`, evidence);
  if (ofAll === undefined) return pass(`errors of ${project}: ${seen}`, evidence);
  const unknown = `Sentry knows no release ${release} of ${project}`;
  if (isSpike(ofAll))
    throw new SourceError(
      `${unknown}, and errors under other names spike: ${ofAll} since the deploy, ${before} in the same time before it`,
      { evidence },
    );
  return warn(`${unknown}: it reported nothing yet, or the application names it otherwise`, evidence);
}

/** Errors of one kind, as Sentry groups them. */
export interface ErrorIssue {
  /** Sentry's short id: `SHOP-API-1A2`. */
  readonly id: string;
  /** One line of at most 120 characters. */
  readonly title: string;
  readonly events: number;
  /** ISO 8601. */
  readonly firstSeen: string;
}

/** @param all those that came first with the release, since the deploy. */
export function judgeNewIssues(
  { project, release }: Pick<ErrorsOf, 'project' | 'release'>,
  all: readonly ErrorIssue[],
  { eventsAtLeast }: Pick<SpikeRule, 'eventsAtLeast'>,
): Finding {
  const expected = `no new issue of ${eventsAtLeast} events or more`;
  const [first, ...more] = all.filter(({ events }) => events >= eventsAtLeast);
  if (first === undefined) {
    const observed = all.length === 0 ? 'none' : `${all.length}, each of fewer events`;
    return pass('no new issue', [{ where: `new issues of project ${project} in Sentry`, observed, expected }]);
  }
  const evidence = [first, ...more].map(({ id, title, events, firstSeen }) => ({
    where: `issue ${id} in Sentry`,
    observed: `${title} (events: ${events})`,
    expected,
    when: firstSeen,
  }));
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return fail(`${release} brought new issues to ${project}: ${first.id} ${first.title}${others}`, evidence);
}
