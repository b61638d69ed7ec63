import { Secret } from '../domain/secret.ts';
import { SourceError } from '../domain/source-error.ts';
import { askHttp, type HttpAnswer } from './http-request.ts';

/** What Octokit passes to its `fetch`, as far as it is used here. */
export interface GithubRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export type GithubFetch = (address: string, request: GithubRequest) => Promise<Response>;

/** A page of 100 check runs with long outputs is the longest answer. */
const limitMebibytes = 10;

/** All that is read of an answer's headers, here and by Octokit's plugins. */
const headersRead = [
  'etag',
  'link',
  'location',
  'retry-after',
  'x-accepted-github-permissions',
  'x-github-sso',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
];

/** Sends Octokit's requests: to the configured API and nowhere else, following no redirect. */
export function githubFetch(apiUrl: string, ca: readonly string[]): GithubFetch {
  const api = new URL(apiUrl);
  const folder = api.pathname.endsWith('/') ? api.pathname : `${api.pathname}/`;
  const source = api.host === 'api.github.com' ? 'GitHub' : `GitHub (${api.host})`;
  return async (address, { method, headers, body, signal = new AbortController().signal }) => {
    const url = new URL(address);
    // The next page's address is GitHub's answer, and the token goes along.
    if (url.origin !== api.origin || !url.pathname.startsWith(folder)) {
      throw new SourceError(`${source} names a next page that is not below ${api.origin}${folder}`);
    }
    rememberToken(headers['authorization']);
    const answer = await askHttp({
      source,
      url,
      method: method === 'POST' ? 'POST' : 'GET',
      headers,
      ...(body === undefined ? {} : { body }),
      limitMebibytes,
      ca,
      signal,
    });
    return responseOf(address, answer, source);
  };
}

/** Also the App's own: from here on no text that leaves the process holds it. */
function rememberToken(authorization = ''): void {
  const [, token] = authorization.split(' ');
  if (token !== undefined) void new Secret(token);
}

function responseOf(address: string, { status, headers, body }: HttpAnswer, source: string): Response {
  if (status < 200 || status > 599) throw new SourceError(`${source} answered with HTTP ${status}`);
  const read = headersRead.flatMap((name): [string, string][] => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  // Octokit parses JSON where it is told so, and throws at a type that it cannot read.
  const isJson = /\bjson\b/i.test(headers['content-type'] ?? '');
  const type = isJson ? 'application/json' : 'text/plain';
  const bare = status === 204 || status === 205 || status === 304;
  return responseFrom(address, bare ? null : body, { status, headers: [...read, ['content-type', type]] });
}

/** A Response says where it comes from, as one that Node's own `fetch` makes: plugin-paginate-rest reads it. */
export function responseFrom(address: string, body: string | null, init: ResponseInit): Response {
  return Object.defineProperty(new Response(body, init), 'url', { value: address });
}
