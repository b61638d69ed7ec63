import { consoleOf, regionOf } from './arn.ts';
import { cutText } from './evidence.ts';
import { onOneLine } from './one-line.ts';
import type { Verdict } from './verdict.ts';

/** The verdict on the release's commit, as GitHub shows it beside what CI says of that commit. */
export interface VerdictStatus {
  /** Tells this status from others of the same commit: the newest of a context is the one that counts. */
  readonly context: string;
  readonly state: 'success' | 'failure';
  readonly description: string;
  /** Where a person sees the report; absent where nobody knows the page. */
  readonly targetUrl?: string;
}

/** What became of it: told beside the verdict, and no part of it. */
export type CommitStatusResult =
  | { readonly context: string; readonly set: true }
  | { readonly context: string; readonly set: false; readonly reason: string };

/** GitHub answers 422 to a longer one ("description is too long (maximum is 140 characters)"). */
const longestDescription = 140;
/** A name takes three characters at least, its separator included: no more than this can fit. */
const mostNamed = Math.ceil(longestDescription / 3);

export interface StatusInput {
  readonly context: string;
  readonly verdict: Verdict;
  /** The decision's, one line: `no-go: 2 of 13 checks block: 2 failed`. */
  readonly summary: string;
  readonly blocking: readonly string[];
  /** Until when a GO holds, ISO 8601: GitHub shows the status for good. */
  readonly expiresAt?: string | undefined;
  /** `s3://bucket/key` of the report for people. */
  readonly report: string;
  /** The execution's ARN: its partition and region are those of the report too. */
  readonly execution: string | undefined;
}

export function statusOf({
  context,
  verdict,
  summary,
  blocking,
  expiresAt,
  report,
  execution,
}: StatusInput): VerdictStatus {
  const targetUrl = reportPage(report, execution ?? '');
  return {
    context,
    state: verdict === 'go' ? 'success' : 'failure',
    description: describe(expiresAt === undefined ? summary : `${summary}; holds until ${expiresAt}`, blocking),
    ...(targetUrl === undefined ? {} : { targetUrl }),
  };
}

/** The summary with as many names of what blocks as fit as a whole. */
function describe(summary: string, blocking: readonly string[]): string {
  for (let named = Math.min(blocking.length, mostNamed); named > 0; named -= 1) {
    const rest = blocking.length - named;
    const names = [...blocking.slice(0, named), ...(rest === 0 ? [] : [`${rest} more`])];
    const text = onOneLine(`${summary} (${names.join(', ')})`);
    if (text.length <= longestDescription) return text;
  }
  return cutText(onOneLine(summary), longestDescription);
}

/** The page of the S3 console on which a person who is signed in opens the report; undefined in any other partition. */
function reportPage(report: string, execution: string): string | undefined {
  const [start, region = ''] = [consoleOf(execution), regionOf(execution)];
  const { bucket, key } = /^s3:\/\/(?<bucket>[^/]+)\/(?<key>.+)$/.exec(report)?.groups ?? {};
  if (start === undefined || bucket === undefined || key === undefined) return undefined;
  return `${start}/s3/object/${bucket}?region=${region}&prefix=${encodeURIComponent(key)}`;
}
