import { setTimeout as wait } from 'node:timers/promises';
import { below } from '../domain/endpoint.ts';
import { cutText } from '../domain/evidence.ts';
import { isRecord } from '../domain/is-record.ts';
import { onOneLine } from '../domain/one-line.ts';
import { redact, type Secret } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import { askHttp, type HttpAnswer } from './http-request.ts';
import { jsonOf } from './json.ts';
import { instantOf, limitedUntil } from './sentry-rate-limit.ts';

export interface SentryQuestion {
  readonly endpoint: string;
  readonly token: Secret;
  /** Below `/api/0/`, its parts encoded. */
  readonly path: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** What is asked for, in words: `errors`. */
  readonly what: string;
  /** What the token must be allowed to read ("Scopes" of the question in the API's reference). */
  readonly scope: 'org:read' | 'project:read' | 'event:read';
  /** What there is not where Sentry answers 404: `organization acme`. */
  readonly about: string;
}

export interface SentryAnswer {
  readonly body: unknown;
  /** Of the next page; undefined on the last. */
  readonly cursor: string | undefined;
}

/** Asks Sentry one question; undefined where it answers 404. */
export type AskSentry = (question: SentryQuestion, signal: AbortSignal) => Promise<SentryAnswer | undefined>;

/** A hundred issues with their statistics are some hundred kilobytes. */
const limitMebibytes = 4;
/** How often a limit is waited for: one that comes again and again is not over soon. */
const mostPauses = 5;
/** In seconds: no check may take longer. */
const longestPause = 60;

/** @param secondMs how long a second of waiting is; shorter in tests. */
export function askSentry(ca: readonly string[], secondMs = 1000): AskSentry {
  return async (question, signal) => {
    const source = sourceOf(question);
    for (let pauses = 0; ; pauses += 1) {
      const answer = await send(question, source, { ca, signal });
      const now = Date.now();
      const until = limitedUntil(answer, now);
      if (until === undefined) return read(answer, source, question);
      const limited = new SourceError(`${source}'s rate limit is used up until ${instantOf(until)}`);
      const seconds = (until - now) / 1000;
      if (seconds > longestPause || pauses === mostPauses) throw limited;
      await pause(seconds * secondMs, signal, limited);
    }
  };
}

export const sourceOf = ({ endpoint }: Pick<SentryQuestion, 'endpoint'>): string =>
  `Sentry at ${new URL(endpoint).host}`;

function send(
  { endpoint, path, parameters = {}, token }: SentryQuestion,
  source: string,
  { ca, signal }: { readonly ca: readonly string[]; readonly signal: AbortSignal },
): Promise<HttpAnswer> {
  const url = below(endpoint, `api/0/${path}`);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const headers = { accept: 'application/json', authorization: `Bearer ${token.reveal()}` };
  return askHttp({ source, url, headers, ca, limitMebibytes, signal });
}

/** @throws why it waited, where the signal ends it. */
async function pause(milliseconds: number, signal: AbortSignal, why: SourceError): Promise<void> {
  try {
    await wait(milliseconds, undefined, { signal });
  } catch {
    throw why;
  }
}

function read(answer: HttpAnswer, source: string, question: SentryQuestion): SentryAnswer | undefined {
  const { status, headers } = answer;
  const body = jsonOf(answer.body);
  // Only the API says that there is no such thing: any web server answers an unknown path with 404.
  if (status === 404 && isRecord(body)) return undefined;
  if (status !== 200) throw new SourceError(`${source} ${explainStatus(status, body, question)}`);
  if (body === undefined)
    throw new SourceError(`${source} answered with ${formOf(answer)}, not with JSON; is that the address of Sentry?`);
  return { body, cursor: nextCursor(headers.link, source) };
}

function explainStatus(status: number, body: unknown, { what, scope }: SentryQuestion): string {
  const isItsOwn = isRecord(body);
  if (status === 401 && isItsOwn) return 'refused the token (HTTP 401): it is wrong, expired or revoked';
  if (status === 403 && isItsOwn)
    return `refused to show ${what} (HTTP 403): the token lacks the scope ${scope}, or may not see the project`;
  if (status >= 300 && status < 400)
    return `redirects (HTTP ${status}), which is not followed; is its address, or a slug, an old one?`;
  if (!isItsOwn && status < 500)
    return `answered HTTP ${status} without the words of its API; is that the address of Sentry?`;
  const detail = isItsOwn && typeof body['detail'] === 'string' ? `: ${wordsOf(body['detail'])}` : '';
  return `answered the question for ${what} with HTTP ${status}${detail}`;
}

const wordsOf = (text: string): string => cutText(onOneLine(redact(text)), 200);

function formOf({ headers, body }: HttpAnswer): string {
  return /html/i.test(headers['content-type'] ?? '') || /^\s*</.test(body) ? 'a page' : 'something else';
}

/**
 * The cursor of the page that the Link header calls the next one ("Paginating Results" in the API's documentation). Only the cursor:
 * the question goes to the configured address again, wherever the header's own address leads.
 */
function nextCursor(link: string | readonly string[] | undefined, source: string): string | undefined {
  const next = String(link ?? '')
    .split(/,(?=\s*<)/)
    .find((one) => /;\s*rel="next"/.test(one) && /;\s*results="true"/.test(one));
  if (next === undefined) return undefined;
  const cursor = /;\s*cursor="(?<cursor>-?[\d.]{1,30}:-?\d{1,20}:[01])"/.exec(next)?.groups?.['cursor'];
  if (cursor === undefined) throw new SourceError(`${source} answered with a next page that has no cursor`);
  return cursor;
}
