import type { GithubSettings } from '../config/github-settings.ts';
import { redact } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import { limitedUntil, rateLimitSentence } from './github-rate-limit.ts';

/** GitHub answered, with a status that is no success. What follows from it, only the question knows. */
export class GithubFailure extends SourceError {
  readonly status: number;
  /** GitHub's own words; '' where it gave none. */
  readonly words: string;

  constructor(message: string, refusal: Pick<Refusal, 'status' | 'words'>, cause?: unknown) {
    super(message, { cause });
    this.status = refusal.status;
    this.words = refusal.words;
  }
}

/** Octokit's RequestError, as far as it is read here. */
interface RequestError extends Error {
  status: number;
  readonly request: { readonly method: string; readonly url: string };
  readonly response?: { readonly headers: Headers; readonly data: unknown };
}

type Headers = Readonly<Record<string, string | number | undefined>>;

interface Refusal {
  readonly status: number;
  readonly headers: Headers;
  readonly words: string;
  readonly method: string;
  /** `/repos/acme/shop-api/pulls/118` */
  readonly path: string;
}

export type Asker = Pick<GithubSettings, 'apiUrl' | 'repository' | 'auth'>;

export function isRequestError(cause: unknown): cause is RequestError {
  return cause instanceof Error && 'status' in cause && 'request' in cause;
}

/** @param what was asked for: `check runs`, or a path. */
export function formFailure(what: string, cause?: unknown): SourceError {
  return new SourceError(`GitHub answered the question for ${what} with something that is not its API's format`, {
    cause,
  });
}

/** What a status says, read out of Octokit's error; undefined where there was no answer. */
export function refusalOf({ status, request, response }: RequestError, asker: Asker): Refusal | undefined {
  if (response === undefined) return undefined;
  const { headers, data } = response;
  return { status, headers, words: wordsOf(data), method: request.method, path: pathOf(request.url, asker) };
}

/** Why there is no usable answer, as a sentence for people. */
export function explainFailure(cause: unknown, asker: Asker): SourceError {
  if (cause instanceof SourceError) return cause;
  if (!isRequestError(cause)) return formFailure('an answer', cause);
  const refusal = refusalOf(cause, asker);
  if (refusal !== undefined) {
    const message = explainRefusal(refusal, asker);
    // Without its status, since plugin-paginate-rest takes an error of status 409 for the end of a list.
    return refusal.status === 409 ? new SourceError(message, { cause }) : new GithubFailure(message, refusal, cause);
  }
  return cause.cause instanceof SourceError ? cause.cause : formFailure(pathOf(cause.request.url, asker), cause);
}

/** Octokit takes a redirect for a success. */
export function redirectFailure(status: number, location: unknown, url: string, asker: Asker): GithubFailure {
  // How GitHub answers to the old name of a repository (GitHub docs, "Best practices for using the REST API").
  const moved = typeof location === 'string' && /\/repositories\/\d+(?:[/?]|$)/.test(location);
  const message = moved
    ? `${asker.repository} has moved on GitHub (HTTP ${status}); write its new name in the configuration`
    : `GitHub redirects ${pathOf(url, asker)} (HTTP ${status}), which is not followed`;
  return new GithubFailure(message, { status, words: '' });
}

function explainRefusal(refusal: Refusal, asker: Asker): string {
  const until = limitedUntil(refusal, Date.now());
  if (until !== undefined) return rateLimitSentence(until);
  const known = refusal.path.endsWith('/access_tokens') ? explainApp(refusal, asker) : explainAccess(refusal, asker);
  if (known !== undefined) return known;
  const { status, words, method, path } = refusal;
  return `GitHub answered ${method} ${path} with HTTP ${status}${words === '' ? '' : ` (${words})`}`;
}

/** Refused when the App asks for a token of its installation. */
function explainApp({ status, words }: Refusal, { auth, repository }: Asker): string | undefined {
  if (!('app' in auth)) return undefined;
  const { id, installation } = auth.app;
  const owner = repository.split('/')[0] ?? '';
  if (status === 401) {
    return `GitHub refuses the private key of App ${id} (${answered(status, words)}): it is expired or another App's, or this machine's clock is wrong`;
  }
  if (status === 404) {
    return `GitHub knows no installation ${installation} of App ${id} (${answered(status, words)}): install the App on ${owner}, or write its installation's number in the configuration`;
  }
  return isSuspension(status, words) ? suspended(owner, auth.app) : undefined;
}

function explainAccess({ status, words, headers, method, path }: Refusal, asker: Asker): string | undefined {
  const { auth, repository } = asker;
  const who = 'app' in auth ? `App ${auth.app.id}` : 'the token';
  const owner = repository.split('/')[0] ?? '';
  if (status === 401) {
    const token = 'app' in auth ? `the token of App ${auth.app.id}` : 'the token';
    return `GitHub refuses ${token} (${answered(status, words)}): it is revoked, expired, or of another GitHub`;
  }
  if (status !== 403) return undefined;
  if (isSuspension(status, words) && 'app' in auth) return suspended(owner, auth.app);
  // The header holds an address that authorizes whoever opens it: not shown.
  if (headers['x-github-sso'] !== undefined) {
    return `${owner} wants ${who} to be authorized for its single sign-on (SAML) before it may read ${repository} on GitHub (HTTP 403)`;
  }
  if (!/^Resource not accessible\b/i.test(words)) return undefined;
  const permission = permissionsOf(headers['x-accepted-github-permissions']);
  const needed = permission === undefined ? '' : `; it needs the permission ${permission}`;
  return `${who} may not ask GitHub ${method} ${path} (${answered(status, words)})${needed}`;
}

function isSuspension(status: number, words: string): boolean {
  return status === 403 && /\bsuspended\b/i.test(words);
}

function suspended(owner: string, app: { readonly id: string | number; readonly installation: number }): string {
  return `the installation ${app.installation} of App ${app.id} on ${owner} is suspended on GitHub (HTTP 403)`;
}

function answered(status: number, words: string): string {
  return `HTTP ${status}${words === '' ? '' : `: ${words}`}`;
}

/** `checks=read`, several of one set joined by a comma, sets by a semicolon (GitHub docs, "Troubleshooting the REST API"). */
function permissionsOf(header: string | number | undefined): string | undefined {
  return typeof header === 'string' && /^[\w=,; ]{1,200}$/.test(header) ? header.replaceAll(';', ' or') : undefined;
}

function wordsOf(data: unknown): string {
  const message = typeof data === 'object' && data !== null && 'message' in data ? data.message : '';
  if (typeof message !== 'string') return '';
  // Redacted before it is cut: half of a secret would not be recognized.
  return redact(message.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' '))
    .trim()
    .slice(0, 200);
}

/** Below the API's address: `/repos/acme/shop-api/pulls/118`. */
export function pathOf(address: string, { apiUrl }: Asker): string {
  if (!URL.canParse(address)) return address.slice(0, 200);
  const { pathname } = new URL(address);
  const base = new URL(apiUrl).pathname.replace(/\/$/, '');
  return (pathname.startsWith(base) ? pathname.slice(base.length) : pathname).slice(0, 200);
}
