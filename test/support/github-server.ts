import type { ServerResponse } from 'node:http';
import type { Certificate } from '../../sandbox/certificates.ts';
import { type AnsweringServer, startAnswering } from './answering-server.ts';

export interface GithubAsked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface GithubAnswer {
  readonly status?: number;
  /** JSON, or a text as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer, what gives one (`count`: the how many-th question to this route it is, from 1), or `'hang'`. */
export type GithubRoute = GithubAnswer | 'hang' | ((asked: GithubAsked, count: number) => GithubAnswer | 'hang');

/** Routes as GitHub documents them: `GET /repos/acme/shop-api/pulls/118`. */
export type GithubRoutes = Readonly<Record<string, GithubRoute>>;

export interface GithubServer extends Pick<AnsweringServer, 'port' | 'open' | 'deserted' | 'close'> {
  /** What was asked, in order. */
  readonly asked: readonly GithubAsked[];
  /** `GET /repos/…`, without the query. */
  readonly routesAsked: () => string[];
  readonly apiUrl: string;
}

export interface GithubServerOptions {
  readonly certificate?: Certificate;
  /** As a GitHub Enterprise Server has it: `/api/v3`. */
  readonly folder?: string;
}

const notFound: GithubAnswer = { status: 404, body: { message: 'Not Found', status: '404' } };

/** GitHub's API on loopback: answers by route with what it is told, and "Not Found" to all else. */
export async function serveGithubRoutes(
  routes: GithubRoutes,
  options: GithubServerOptions = {},
): Promise<GithubServer> {
  const { certificate, folder = '' } = options;
  const asked: GithubAsked[] = [];
  const counts = new Map<string, number>();
  const server = await startAnswering((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const path = decodeURIComponent(url.pathname.slice(folder.length));
      const one: GithubAsked = {
        method: request.method ?? '',
        path,
        query: url.searchParams,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      asked.push(one);
      const route = `${one.method} ${path}`;
      const count = (counts.get(route) ?? 0) + 1;
      counts.set(route, count);
      const found = url.pathname.startsWith(folder) ? (routes[route] ?? notFound) : notFound;
      send(typeof found === 'function' ? found(one, count) : found, response);
    });
  }, certificate);
  const origin = `${certificate === undefined ? 'http://127.0.0.1' : 'https://localhost'}:${server.port}`;
  return {
    port: server.port,
    open: server.open,
    deserted: server.deserted,
    close: server.close,
    asked,
    routesAsked: () => asked.map(({ method, path }) => `${method} ${path}`),
    apiUrl: `${origin}${folder}`,
  };
}

function send(answer: GithubAnswer | 'hang', response: ServerResponse): void {
  if (answer === 'hang') return;
  const { status = 200, body = {}, headers = {} } = answer;
  const isText = typeof body === 'string';
  const type = isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, ...headers }).end(isText ? body : JSON.stringify(body));
}

/**
 * A list as GitHub pages it: `per_page` entries from `page` on, with the address of the next page in `Link`.
 * @param wrap puts a page into the object that some lists come in.
 */
export function paged(
  entries: readonly unknown[],
  wrap: (page: readonly unknown[]) => unknown = (page) => page,
): GithubRoute {
  return ({ path, query, headers }) => {
    const size = Number(query.get('per_page') ?? 30);
    const page = Number(query.get('page') ?? 1);
    const next = new URLSearchParams(query);
    next.set('page', String(page + 1));
    const more = page * size < entries.length;
    const link = `<http://${String(headers['host'])}${path}?${next.toString()}>; rel="next"`;
    return { body: wrap(entries.slice((page - 1) * size, page * size)), ...(more ? { headers: { link } } : {}) };
  };
}
