import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** What GitHub answers before it is sent. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  /** Which page of how many this is, for lists. */
  readonly page?: { readonly number: number; readonly last: number };
}

const documentation = 'https://docs.github.com/rest';

export const ok = (body: unknown): Reply => ({ status: 200, body });

/** An error as GitHub words it: of what is not valid, its description has no `status`. */
export function refusal(status: 401 | 404 | 422, message: string): Reply {
  const said = { message, documentation_url: documentation };
  return { status, body: status === 422 ? said : { ...said, status: String(status) } };
}

export const notFound = (): Reply => refusal(404, 'Not Found');
export const noSuchCommit = (sha: string): Reply => refusal(422, `No commit found for SHA: ${sha}`);

/** One page of a list: 30 items unless asked for other, and 100 at most. @param wrap what stands around them. */
export function listOf<T>(
  items: readonly T[],
  query: URLSearchParams,
  wrap: (some: readonly T[]) => unknown = (some) => some,
): Reply {
  const size = Math.min(positive(query.get('per_page')) ?? 30, 100);
  const number = positive(query.get('page')) ?? 1;
  const last = Math.max(1, Math.ceil(items.length / size));
  return { ...ok(wrap(items.slice((number - 1) * size, number * size))), page: { number, last } };
}

function positive(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

/** Sends it, or that it is as the client knows it already. @returns the status that was sent. */
export function sendReply({ status, body, page }: Reply, url: URL, request: IncomingMessage, response: ServerResponse) {
  const text = JSON.stringify(body);
  const etag = `W/"${createHash('sha256').update(text).digest('hex')}"`;
  const link = page === undefined ? '' : linkOf(page, url);
  const same = request.method === 'GET' && status === 200 && request.headers['if-none-match'] === etag;
  const sent = same ? 304 : status;
  response.writeHead(sent, {
    ...(same ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...(status === 200 ? { etag, 'cache-control': 'private, max-age=60, s-maxage=60' } : {}),
    ...(link === '' ? {} : { link }),
    'x-github-media-type': 'github.v3; format=json',
    'x-github-enterprise-version': 'enterprise-server@3.19.2',
  });
  response.end(same ? undefined : text);
  return sent;
}

/** Where the other pages are, as RFC 8288 has it. */
function linkOf({ number, last }: { readonly number: number; readonly last: number }, url: URL): string {
  const to = (page: number, rel: string): string => {
    const there = new URL(url);
    there.searchParams.set('page', String(page));
    return `<${there.href}>; rel="${rel}"`;
  };
  const back = number > 1 ? [to(number - 1, 'prev'), to(1, 'first')] : [];
  const on = number < last ? [to(number + 1, 'next'), to(last, 'last')] : [];
  return [...back, ...on].join(', ');
}
