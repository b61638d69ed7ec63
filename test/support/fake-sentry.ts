import type { IncomingMessage, RequestListener } from 'node:http';
import { type AnsweringServer, startAnswering } from './answering-server.ts';

/** One error, as an application reported it. */
export interface ReportedError {
  /** ISO 8601. */
  readonly at: string;
  readonly release: string;
  /** The number in the short id of its issue. @default 1 */
  readonly issue?: number;
  /** @default 'TypeError: price is undefined' */
  readonly title?: string;
  /** @default error */
  readonly level?: string;
  /** @default shop-api */
  readonly project?: string;
  /** @default production */
  readonly environment?: string;
}

export interface FakeSentry {
  /** What was reported. */
  readonly errors: readonly ReportedError[];
  /** Releases of which a pipeline told Sentry; those that reported something are known in any case. */
  readonly releases?: readonly string[];
  /** Issues on a page, whatever is asked for. @default 100 */
  readonly pageSize?: number;
  /** Answers instead, where it answers anything. */
  readonly instead?: Instead;
}

export type Instead = (url: URL, request: IncomingMessage) => Reply | undefined;

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or a text as it is. */
  readonly body: unknown;
}

export const token = 'sntrys_eyJpYXQiOjE3';
const projects: Readonly<Record<string, string>> = { 'shop-api': '4507112', 'shop-web': '4507113' };

/**
 * Sentry's web API of the organization `acme` on loopback: "Retrieve a Project", "Query Discover Events in Table Format", "List an
 * Organization's Issues" and "Retrieve an Organization's Release" of its reference, with the bodies that stand there, as far as they tell
 * about errors.
 */
export function startFakeSentry(world: FakeSentry): Promise<AnsweringServer> {
  return startAnswering(fakeSentry(world));
}

function fakeSentry(world: FakeSentry): RequestListener {
  return (request, response) => {
    const url = new URL(request.url ?? '', `http://${request.headers.host}`);
    const { status = 200, headers = {}, body } = world.instead?.(url, request) ?? answerTo(request, url, world);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...limits, ...headers }).end(text);
  };
}

/** "Rate Limits": with every answer. */
const limits = {
  'x-sentry-rate-limit-limit': '40',
  'x-sentry-rate-limit-remaining': '39',
  'x-sentry-rate-limit-reset': '1795435201',
  'x-sentry-rate-limit-concurrentlimit': '25',
  'x-sentry-rate-limit-concurrentremaining': '24',
};
const notFound: Reply = { status: 404, body: { detail: 'The requested resource does not exist' } };

function answerTo({ headers }: IncomingMessage, url: URL, world: FakeSentry): Reply {
  if (headers.authorization !== `Bearer ${token}`) return { status: 401, body: { detail: 'Invalid token' } };
  const path = /\/api\/0\/(?<kind>organizations|projects)\/acme\/(?<rest>.+)\/$/.exec(url.pathname)?.groups;
  const rest = path?.['rest'] ?? '';
  if (path?.['kind'] === 'projects') return rest in projects ? { body: projectBody(rest) } : notFound;
  if (rest === 'events') return ask(url, (query) => events(query, world));
  if (rest === 'issues') return ask(url, (query) => issues(query, world, url));
  return rest.startsWith('releases/') ? release(decodeURIComponent(rest.slice(9)), world) : notFound;
}

const projectBody = (slug: string) => ({ id: projects[slug], slug, name: slug, platform: 'node', status: 'active' });

interface Query {
  readonly project: string;
  readonly environment: string | null;
  readonly start: number;
  readonly end: number;
  /** Terms of the search, by their keys; the quoted ones as Sentry reads them. */
  readonly terms: ReadonlyMap<string, string>;
}

function ask(url: URL, answer: (query: Query) => Reply): Reply {
  const { searchParams } = url;
  const project = Object.entries(projects).find(([, id]) => id === searchParams.get('project'))?.[0];
  if (project === undefined)
    return { status: 400, body: { detail: 'Invalid project parameter. Values must be numbers.' } };
  const [start = Number.NaN, end = Number.NaN] = ['start', 'end'].map((key) => Date.parse(`${searchParams.get(key)}Z`));
  if (!(start < end)) return { status: 400, body: { detail: 'start must be before end' } };
  const terms = termsOf(searchParams.get('query') ?? '');
  return answer({ project, environment: searchParams.get('environment'), start, end, terms });
}

/** As Sentry's grammar has quoted values (`quoted_value` in its event_search.py): an asterisk that is not escaped stands for anything. */
function termsOf(search: string): Map<string, string> {
  const found = search.matchAll(/(?<key>[\w.]+):(?:"(?<quoted>(?:[^"]|(?<=\\)")*)"|(?<plain>[^\s"]+))(?=\s|$)/g);
  return new Map([...found].map(({ groups = {} }) => [groups['key'] ?? '', readValue(groups)]));
}

function readValue({ quoted, plain = '' }: Record<string, string | undefined>): string {
  if (quoted !== undefined && /(?<!\\)\*/.test(quoted)) throw new Error(`a wildcard was asked for: ${quoted}`);
  return quoted?.replaceAll(/\\(["*])/g, '$1') ?? plain;
}

function reported({ project, environment, start, end }: Query, { errors }: FakeSentry): ReportedError[] {
  return errors.filter((one) => {
    const at = Date.parse(one.at);
    const isThere = (one.project ?? 'shop-api') === project && (one.environment ?? 'production') === environment;
    return isThere && at >= start && at < end;
  });
}

function events(query: Query, world: FakeSentry): Reply {
  if (query.terms.get('event.type') !== 'error') throw new Error('other events than errors were asked for');
  const wanted = query.terms.get('release');
  const found = reported(query, world).filter(({ release: one }) => wanted === undefined || one === wanted);
  const meta = {
    fields: { 'count()': 'integer' },
    units: { 'count()': null },
    isMetricsData: false,
    dataset: 'errors',
  };
  return { body: { data: [{ 'count()': found.length }], meta } };
}

function issues(query: Query, world: FakeSentry, url: URL): Reply {
  const wanted = query.terms.get('firstRelease');
  const everything = reported({ ...query, start: 0, end: Number.POSITIVE_INFINITY }, world);
  const numbers = [...new Set(reported(query, world).map(({ issue = 1 }) => issue))];
  const found = numbers.flatMap((number) => {
    const ofIt = everything.filter(({ issue = 1 }) => issue === number).toSorted((a, b) => a.at.localeCompare(b.at));
    const [first, last] = [ofIt[0], ofIt.at(-1)];
    if (first === undefined || last === undefined || first.release !== wanted) return [];
    const count = reported(query, world).filter(({ issue = 1 }) => issue === number).length;
    return [issueBody(query.project, number, { first, last, count })];
  });
  const byEvents = found.toSorted((one, other) => Number(other.count) - Number(one.count));
  const { pageSize = 100 } = world;
  const offset = Number(url.searchParams.get('cursor')?.split(':')[1] ?? 0);
  const page = byEvents.slice(offset, offset + pageSize);
  return { headers: { link: linkOf(url, offset, pageSize, byEvents.length) }, body: page };
}

interface Seen {
  readonly first: ReportedError;
  readonly last: ReportedError;
  readonly count: number;
}

function issueBody(slug: string, number: number, { first, last, count }: Seen) {
  const { title = 'TypeError: price is undefined', level = 'error' } = first;
  return {
    id: `61004${number}`,
    shareId: null,
    shortId: `${slug.toUpperCase()}-${number}`,
    title,
    culprit: 'GET /checkout',
    permalink: `https://acme.sentry.io/issues/61004${number}/`,
    logger: null,
    level,
    status: 'unresolved',
    statusDetails: {},
    substatus: 'new',
    isPublic: false,
    platform: 'node',
    project: { id: projects[slug], name: slug, slug, platform: 'node' },
    type: 'error',
    metadata: { title },
    issueType: 'error',
    issueCategory: 'error',
    count: String(count),
    userCount: 1,
    firstSeen: `${first.at.slice(0, 19)}Z`,
    lastSeen: `${last.at.slice(0, 19)}Z`,
  };
}

/** "Paginating Results": both neighbours, whether or not there is anything. */
function linkOf(url: URL, offset: number, size: number, all: number): string {
  const link = (rel: string, cursor: string, results: boolean): string => {
    const there = new URL(url);
    there.searchParams.set('cursor', cursor);
    return `<${there.href}>; rel="${rel}"; results="${results}"; cursor="${cursor}"`;
  };
  const previous = link('previous', `0:${Math.max(offset - size, 0)}:1`, offset > 0);
  return `${previous}, ${link('next', `0:${offset + size}:0`, offset + size < all)}`;
}

function release(version: string, { errors, releases = [] }: FakeSentry): Reply {
  const ofErrors = errors.filter((one) => one.release === version).map(({ project = 'shop-api' }) => project);
  const slugs = [...new Set([...ofErrors, ...(releases.includes(version) ? ['shop-api'] : [])])];
  if (slugs.length === 0) return notFound;
  return { body: { id: 1102, version, shortVersion: version, status: 'open', projects: slugs.map(projectBody) } };
}
