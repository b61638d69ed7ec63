import * as z from 'zod/mini';
import type { SourceSettings } from '../config/function-settings.ts';
import type { ErrorIssue } from '../domain/judge-errors.ts';
import type { Secret } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import type { Span } from '../domain/span.ts';
import { collectIssues } from './sentry-issues.ts';
import { type AskSentry, askSentry, type SentryAnswer, type SentryQuestion, sourceOf } from './sentry-request.ts';
import { searchTerm, secondOf } from './sentry-search.ts';
import { trustedCertificates } from './trust.ts';

/** Whom to ask, and about what. */
export interface SentryQuery {
  /** `https://sentry.io`, `https://de.sentry.io`, or a self-hosted one, also with a path. */
  readonly endpoint: string;
  readonly organization: string;
  /** The project's slug. */
  readonly project: string;
  /** Sentry's name of the environment. */
  readonly environment: string;
  readonly token: Secret;
}

/** Errors that the application reported to Sentry. */
export interface Sentry {
  /**
   * Error events of a length of time, which is whole seconds. @param query `release`: only those of that release, as Sentry names it.
   * @throws SourceError where Sentry does not answer completely: also for no row at all, which is not a count of zero.
   */
  countErrors(query: SentryQuery & { readonly release?: string }, within: Span, signal: AbortSignal): Promise<number>;
  /**
   * Unresolved issues of errors that came first with that release, in that time; those with most events first, 500 at most.
   * @throws SourceError
   */
  newIssues(
    query: SentryQuery & { readonly release: string },
    within: Span,
    signal: AbortSignal,
  ): Promise<readonly ErrorIssue[]>;
  /** Whether Sentry ever heard of the release: from what reports errors or sessions, or from a pipeline. @throws SourceError */
  knowsRelease(query: SentryQuery & { readonly release: string }, signal: AbortSignal): Promise<boolean>;
}

const projectBody = z.object({ id: z.string().check(z.regex(/^\d{1,20}$/)) });
/** "Query Discover Events in Table Format" in the API's reference: without a field to group by, one row. */
const countBody = z.object({
  data: z.array(z.object({ 'count()': z.int().check(z.nonnegative()) })),
});
/** Releases are the organization's, and say which of its projects they are of. */
const releaseBody = z.object({ version: z.string(), projects: z.array(z.object({ slug: z.string() })) });

/** @param secondMs how long a second of waiting is; shorter in tests. */
export function sentry(settings: Pick<SourceSettings, 'trustedAuthorities'>, secondMs?: number): Sentry {
  const ask = askSentry(trustedCertificates(settings.trustedAuthorities), secondMs);
  const projectId = rememberProjects(ask);
  return {
    async countErrors(query, within, signal) {
      const release = query.release === undefined ? [] : [searchTerm('release', query.release)];
      const parameters = {
        ...(await scopeOf(query, within, signal)),
        field: 'count()',
        dataset: 'errors',
        query: ['event.type:error', ...release].join(' '),
      };
      const question = ofOrganization(query, 'events/', { parameters, what: 'errors', scope: 'org:read' });
      return readCount(await found(ask, question, signal), question);
    },
    async newIssues(query, within, signal) {
      const search = `is:unresolved ${searchTerm('firstRelease', query.release)}`;
      const scope = await scopeOf(query, within, signal);
      const parameters = { ...scope, query: search, sort: 'freq', limit: '100' };
      const question = ofOrganization(query, 'issues/', { parameters, what: 'issues', scope: 'event:read' });
      const page = (cursor: string | undefined): Promise<SentryAnswer> =>
        found(ask, cursor === undefined ? question : { ...question, parameters: { ...parameters, cursor } }, signal);
      return collectIssues(page, { source: sourceOf(query), project: scope.project, within });
    },
    async knowsRelease(query, signal) {
      // What Sentry takes for no release's name would be another question in an address, too.
      searchTerm('release', query.release);
      const path = `releases/${encodeURIComponent(query.release)}/`;
      const answer = await ask(
        ofOrganization(query, path, { parameters: {}, what: 'the release', scope: 'project:read' }),
        signal,
      );
      if (answer === undefined) return false;
      const { data } = releaseBody.safeParse(answer.body);
      if (data?.version === query.release) return data.projects.some(({ slug }) => slug === query.project);
      throw new SourceError(`${sourceOf(query)} answered with something that is not the release that was asked for`);
    },
  };

  async function scopeOf(query: SentryQuery, { from, to }: Span, signal: AbortSignal) {
    const { environment } = query;
    return { project: await projectId(query, signal), environment, start: secondOf(from), end: secondOf(to) };
  }
}

type Asked = Pick<SentryQuestion, 'what' | 'scope'> & { readonly parameters: Readonly<Record<string, string>> };

function ofOrganization({ endpoint, token, organization }: SentryQuery, path: string, asked: Asked): SentryQuestion {
  return {
    endpoint,
    token,
    path: `organizations/${encodeURIComponent(organization)}/${path}`,
    about: `organization ${organization}`,
    ...asked,
  };
}

async function found(ask: AskSentry, question: SentryQuestion, signal: AbortSignal): Promise<SentryAnswer> {
  const answer = await ask(question, signal);
  if (answer !== undefined) return answer;
  throw new SourceError(`${sourceOf(question)} has no ${question.about}, or the token may not see it (HTTP 404)`);
}

function readCount({ body }: SentryAnswer, question: SentryQuestion): number {
  const parsed = countBody.safeParse(body);
  const [row, ...more] = parsed.data?.data ?? [];
  if (row !== undefined && more.length === 0) return row['count()'];
  const what =
    parsed.success && row === undefined ? 'nothing at all, which is not a count of zero' : 'no count of errors';
  throw new SourceError(`${sourceOf(question)} answered with ${what}`);
}

/** Questions to an organization name projects by their numbers alone, people by their slugs. A number never becomes another's. */
function rememberProjects(ask: AskSentry): (query: SentryQuery, signal: AbortSignal) => Promise<string> {
  const known = new Map<string, string>();
  return async ({ endpoint, token, organization, project }, signal) => {
    const path = `projects/${encodeURIComponent(organization)}/${encodeURIComponent(project)}/`;
    const key = `${endpoint} ${path}`;
    const about = `project ${project} in an organization ${organization}`;
    const question = { endpoint, token, path, what: `the project ${project}`, scope: 'project:read', about } as const;
    const id = known.get(key) ?? readId(await found(ask, question, signal), question);
    known.set(key, id);
    return id;
  };
}

function readId({ body }: SentryAnswer, question: SentryQuestion): string {
  const { data } = projectBody.safeParse(body);
  if (data !== undefined) return data.id;
  throw new SourceError(`${sourceOf(question)} answered with something that is not a project`);
}
