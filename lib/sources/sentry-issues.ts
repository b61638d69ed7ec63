import * as z from 'zod/mini';
import { clockSkew } from '../domain/clock-skew.ts';
import { cutText } from '../domain/evidence.ts';
import type { ErrorIssue } from '../domain/judge-errors.ts';
import { onOneLine } from '../domain/one-line.ts';
import { redact } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import type { Span } from '../domain/span.ts';
import type { SentryAnswer } from './sentry-request.ts';

/** "List an Organization's Issues" in Sentry's API's reference, where a count is a text. */
const issueBody = z.object({
  id: z.string(),
  shortId: z.nullish(z.string()),
  title: z.string(),
  level: z.optional(z.string()),
  /** `error`, `performance`, `cron`…; earlier self-hosted ones know errors alone, and do not say so. */
  issueCategory: z.optional(z.string()),
  count: z.union([z.string().check(z.regex(/^\d{1,15}$/)), z.int().check(z.nonnegative())]),
  firstSeen: z.string(),
  project: z.object({ id: z.string() }),
});
const issuesBody = z.array(issueBody);
type Issue = z.output<typeof issueBody>;

/** 500 issues, those with most events first: whoever sees so many needs no more. */
const mostPages = 5;
const longestTitle = 120;

/**
 * All pages of a list of issues, as far as the issues are errors of this project, and were seen for the first time in that time.
 * @param ask for one page.
 * @throws SourceError for an answer that is not what was asked for.
 */
export async function collectIssues(
  ask: (cursor: string | undefined) => Promise<SentryAnswer>,
  { source, project, within }: { source: string; project: string; within: Span },
): Promise<ErrorIssue[]> {
  const found: ErrorIssue[] = [];
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await ask(cursor);
    const parsed = issuesBody.safeParse(answer.body);
    if (!parsed.success) throw new SourceError(`${source} answered with something that is not a list of issues`);
    if (parsed.data.some((one) => one.project.id !== project))
      throw new SourceError(`${source} answered with issues of another project than was asked for`);
    found.push(...parsed.data.filter((one) => isNewError(one, source, within)).map(toIssue));
    ({ cursor } = answer);
    if (cursor === undefined) return found;
    if (seen.has(cursor)) break;
    seen.add(cursor);
  }
  if (found.length > 0) return found;
  throw new SourceError(`${source}'s list of issues did not end after ${seen.size} pages`);
}

/** What an application logs through Sentry as a warning, or less, is an issue too. */
function isNewError({ level, issueCategory = 'error', firstSeen }: Issue, source: string, { from, to }: Span): boolean {
  const at = Date.parse(firstSeen);
  if (Number.isNaN(at) || at > to.getTime() + clockSkew)
    throw new SourceError(
      `${source} answered with an issue that was first seen ${JSON.stringify(firstSeen.slice(0, 40))}`,
    );
  const isError = level === undefined || level === 'error' || level === 'fatal';
  return isError && issueCategory === 'error' && at >= from.getTime();
}

function toIssue({ id, shortId, title, count, firstSeen }: Issue): ErrorIssue {
  return {
    id: lineOf(shortId ?? `issue ${id}`, 80),
    title: lineOf(title, longestTitle),
    events: Number(count),
    firstSeen: new Date(firstSeen).toISOString(),
  };
}

/** Whatever made the error wrote it. Known secrets go before it is cut, as does what logs in within an address. */
function lineOf(text: string, longest: number): string {
  return cutText(onOneLine(redact(text)).replaceAll(/\/\/[^\s/@]*@/g, '//[secret]@'), longest);
}
