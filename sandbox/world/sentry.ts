import type { IncomingMessage, ServerResponse } from 'node:http';
import { portOf } from '../addresses.ts';
import type { Certificate } from '../certificates.ts';
import { type Answer, httpSystem } from './http-system.ts';
import type { System } from './system.ts';

export interface SentryState {
  readonly token: string;
  readonly issues: readonly SentryIssueState[];
}

/** A kind of error, as the shop reported it: all its events at one moment. */
export interface SentryIssueState {
  readonly title: string;
  /** As the shop tells it to Sentry: `shop-api@1.42.0`. */
  readonly release: string;
  readonly events: number;
  /** Before the world became so. */
  readonly minutesAgo: number;
}

/** An issue with the moment at which it was. */
interface Issue extends SentryIssueState {
  readonly id: string;
  readonly at: Date;
}

const organization = 'acme';
const project = { id: '4507112', slug: 'shop-api', name: 'shop-api' } as const;
const environment = 'production';
const minute = 60_000;

/** The shop's Sentry: as much of its web API as tells about errors of one project. */
export async function startSentry(certificate: Certificate, initial: SentryState): Promise<System<SentryState>> {
  let api = sentryApi(initial, new Date());
  const system = await httpSystem(portOf('sentry'), (request, response) => api(request, response), certificate);
  return {
    async apply(next, fault) {
      api = sentryApi(next, new Date());
      await system.setFault(fault);
    },
    close: () => system.close(),
  };
}

/** @param now when the world became so. */
export function sentryApi({ token, issues }: SentryState, now: Date): Answer {
  const all = issues.map((issue, index) => ({
    ...issue,
    id: String(6_100_412 + index),
    at: new Date(now.getTime() - issue.minutesAgo * minute),
  }));
  return (request, response) => {
    response.on('error', () => response.destroy());
    const [status, body] = answerTo(request, token, all);
    sendJson(response, status, body);
  };
}

function answerTo({ method, url = '', headers }: IncomingMessage, token: string, issues: readonly Issue[]): Reply {
  const { pathname, searchParams } = new URL(url, 'https://sentry.invalid');
  if (headers.authorization !== `Bearer ${token}`) return [401, { detail: 'Invalid token' }];
  if (method !== 'GET') return [405, { detail: 'Method not allowed' }];
  const ofOrganization = `/api/0/organizations/${organization}/`;
  if (pathname === `/api/0/projects/${organization}/${project.slug}/`) return [200, project];
  if (pathname === `${ofOrganization}events/`) return listing(searchParams, issues, countOf);
  if (pathname === `${ofOrganization}issues/`) return listing(searchParams, issues, issueBodies);
  const version = pathname.startsWith(`${ofOrganization}releases/`) ? pathname.split('/').at(-2) : undefined;
  return version === undefined ? notFound : releaseOf(decodeURIComponent(version));
}

type Reply = readonly [status: number, body: unknown];
const notFound: Reply = [404, { detail: 'The requested resource does not exist' }];

/** The shop's pipeline tells Sentry of every release ("Create a New Release"). */
function releaseOf(version: string): Reply {
  return version.startsWith(`${project.slug}@`) ? [200, { version, projects: [project] }] : notFound;
}

/** What of the issues was in a question's project, environment, time and release. */
function listing(
  query: URLSearchParams,
  issues: readonly Issue[],
  bodyOf: (issues: readonly Issue[]) => unknown,
): Reply {
  if (query.get('project') !== project.id)
    return [403, { detail: 'You do not have permission to perform this action.' }];
  const [start, end] = [momentOf(query.get('start')), momentOf(query.get('end'))];
  if (!(start < end)) return [400, { detail: 'start must be before end' }];
  const release = /\b(?:release|firstRelease):"(?<name>[^"]*)"/.exec(query.get('query') ?? '')?.groups?.['name'];
  const found = issues.filter(
    (issue) =>
      query.get('environment') === environment &&
      issue.at.getTime() >= start &&
      issue.at.getTime() < end &&
      (release === undefined || issue.release === release),
  );
  return [200, bodyOf(found)];
}

/** Sentry's times are in UTC, whether they say so or not; NaN for what is none. */
const momentOf = (text: string | null): number => Date.parse(`${text?.replace(/Z$/, '')}Z`);

function countOf(issues: readonly Issue[]) {
  const count = issues.reduce((sum, { events }) => sum + events, 0);
  return { data: [{ 'count()': count }], meta: { fields: { 'count()': 'integer' }, dataset: 'errors' } };
}

function issueBodies(issues: readonly Issue[]) {
  return issues
    .toSorted((one, other) => other.events - one.events)
    .map(({ id, title, events, at }) => ({
      id,
      shortId: `SHOP-API-${Number(id).toString(36).toUpperCase()}`,
      title,
      level: 'error',
      status: 'unresolved',
      issueCategory: 'error',
      // A text, as Sentry has it.
      count: String(events),
      firstSeen: at.toISOString(),
      lastSeen: at.toISOString(),
      project,
    }));
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
