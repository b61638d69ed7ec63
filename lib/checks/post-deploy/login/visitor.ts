import { type Cookie, cookieHeader, cookiesFor, keepCookies } from '../../../domain/cookie-jar.ts';
import { Secret } from '../../../domain/secret.ts';
import { SourceError } from '../../../domain/source-error.ts';
import { WebFailure } from '../../../domain/web-failure.ts';
import type { Web, WebAnswer, WebRequest } from '../../../sources/web.ts';
import { LoginRefused } from './login-refused.ts';

/** A browser as far as logging in needs one: it keeps cookies, and follows redirects to addresses of the configuration's origins. */
export interface Visitor {
  /** One request. Its redirect is not followed. */
  ask(request: WebRequest): Promise<Visit>;
  /** One request, and what it leads to. What was sent is not sent again: redirects are followed by GET. */
  visit(request: WebRequest): Promise<Visit>;
  /** What a request to this address carries now. */
  cookies(url: URL): readonly Cookie[];
}

export interface Visit {
  readonly url: URL;
  /** As evidence names it: `POST https://shop.example.com/login`. Without the query, and what a redirect leads to: both may carry a token. */
  readonly where: string;
  readonly answer: WebAnswer;
}

export interface VisitorSettings {
  readonly web: Web;
  /** Those that the configuration names: no page and no answer leads to another one. */
  readonly origins: ReadonlySet<string>;
  /** Of each request, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** A login that leads on for longer runs in a circle. */
const mostRedirects = 5;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Those that ask for the same request again, body and all (RFC 9110, section 15.4). */
const repeating: ReadonlySet<number> = new Set([307, 308]);
/** A shorter value may be an ordinary word: `theme=light`. */
const shortestSecret = 16;

export function visitor({ web, origins, headers, now, signal }: VisitorSettings): Visitor {
  let jar: readonly Cookie[] = [];
  const cookies = (url: URL): readonly Cookie[] => cookiesFor(jar, url, now);
  return { ask: (request) => ask(request, nameOf(request.url)), visit, cookies };

  async function ask(request: WebRequest, name: string): Promise<Visit> {
    const { url, method = 'GET' } = request;
    const cookie = cookieHeader(cookies(url));
    const sent = { ...headers, ...request.headers, ...(cookie === undefined ? {} : { cookie }) };
    const where = `${method} ${name}`;
    const answer = await web.ask({ ...request, headers: sent }, signal).catch((cause: unknown) => {
      throw explained(cause, url, { where, name });
    });
    jar = keepCookies(jar, answer.cookies, url, now);
    // As a Secret, so that a page that repeats one is not shown.
    for (const { value } of jar) if (value.length >= shortestSecret) new Secret(value);
    return { url, where, answer };
  }

  async function visit(request: WebRequest): Promise<Visit> {
    let seen = await ask(request, nameOf(request.url));
    const first = seen.where;
    const { accept } = request.headers ?? {};
    for (let followed = 0; redirects.has(seen.answer.status); followed += 1) {
      if (followed === mostRedirects) {
        const evidence = { where: first, observed: `${mostRedirects + 1} redirects`, expected: 'a page' };
        throw new LoginRefused(`${first} leads on and on, more than ${mostRedirects} times`, evidence);
      }
      const url = leadsTo(seen, origins, followed === 0 && request.body !== undefined);
      const name = `${url.origin}, to where ${first} leads`;
      seen = await ask({ url, ...(accept === undefined ? {} : { headers: { accept } }) }, name);
    }
    return seen;
  }
}

/** Without what Java servers write into the path: `;jsessionid=…`. */
function nameOf({ origin, pathname }: URL): string {
  return `${origin}${pathname.replace(/;.*$/, '')}`;
}

/** @param wasSent whether the request held the password. */
function leadsTo({ where, url, answer }: Visit, origins: ReadonlySet<string>, wasSent: boolean): URL {
  const { status, headers } = answer;
  const { location } = headers;
  const observed = `HTTP ${status}`;
  const to = location === undefined ? null : URL.parse(location, url.href);
  if (to === null) {
    const evidence = { where, observed, expected: 'an address to go on' };
    throw new LoginRefused(`${where} answered with HTTP ${status} and no address to go on`, evidence);
  }
  if (!origins.has(to.origin)) throw elsewhere(where, to, 'leads');
  if (wasSent && repeating.has(status)) {
    const evidence = { where, observed, expected: 'an answer to the login' };
    throw new LoginRefused(`${where} wants the password sent again to another address: HTTP ${status}`, evidence);
  }
  // A user name in an address would become a header.
  return Object.assign(to, { hash: '', username: '', password: '' });
}

/** @param how it goes there: `leads`, `would be sent` */
export function elsewhere(where: string, { origin, protocol }: URL, how: string): LoginRefused {
  const there = origin === 'null' ? protocol : origin;
  const evidence = { where, observed: there, expected: 'an origin of the configuration' };
  return new LoginRefused(`${where} ${how} to ${there}, which the configuration does not name`, evidence);
}

/** What the endpoint itself is at fault for, its users meet too. */
function explained(
  cause: unknown,
  { origin, pathname }: URL,
  { where, name }: { where: string; name: string },
): unknown {
  if (!(cause instanceof SourceError)) return cause;
  const message = cause.message.replaceAll(`${origin}${pathname}`, name);
  if (!(cause instanceof WebFailure && cause.isDefinite)) return new SourceError(message, { cause });
  return new LoginRefused(message, { where, observed: message, expected: 'an answer' });
}

/**
 * @param what went wrong where it is not, by its status: `there is no login page`
 * @throws LoginRefused unless the answer is 2xx.
 * @throws SourceError where the application only says that it was asked too often: others may well log in.
 */
export function mustBeFine({ where, answer: { status } }: Visit, what: (status: number) => string): void {
  if (status >= 200 && status < 300) return;
  const evidence = { where, observed: `HTTP ${status}`, expected: 'HTTP 200' };
  if (status === 429) throw new SourceError(`${where} was asked too often: HTTP 429`, { evidence: [evidence] });
  throw new LoginRefused(`${what(status)}: ${where} answered with HTTP ${status}`, evidence);
}

/** What an answer other than 2xx says of a login. */
export function loginProblem(status: number): string {
  return status === 401 ? 'the user name or the password was not accepted' : 'the login does not work';
}
