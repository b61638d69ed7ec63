import { type Cookie, cookieHeader } from '../../../domain/cookie-jar.ts';
import type { Evidence } from '../../../domain/evidence.ts';
import type { Login } from '../../../domain/login.ts';
import type { Web } from '../../../sources/web.ts';
import { logInByForm } from './by-form.ts';
import { logInByJson } from './by-json.ts';
import { LoginRefused } from './login-refused.ts';
import { type Visit, visitor } from './visitor.ts';

export interface LoginInput {
  readonly login: Login;
  readonly user: { readonly username: string; readonly password: string };
  /** Of each request of the login, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** What is asked with the session: cookies that are for another address are no session. */
  readonly afterwards: URL;
  readonly web: Web;
  readonly now: Date;
  readonly signal: AbortSignal;
}

export interface Session {
  /** Those that carry it, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly evidence: Evidence;
}

/**
 * Logs a user in.
 * @throws LoginRefused where the login does not work.
 * @throws SourceError where nobody can tell.
 */
export async function logIn(input: LoginInput): Promise<Session> {
  const { login, user, headers, afterwards, web, now, signal } = input;
  const origins = originsOf(login, afterwards);
  const browser = visitor({ web, origins, headers, now, signal });
  if ('form' in login) {
    const seen = await logInByForm(login.form, user, { visitor: browser, origins, web });
    return byCookies(browser.cookies(afterwards), seen, login.form.cookie, afterwards);
  }
  const { token, ...seen } = await logInByJson(login.json, user, browser);
  if (token === undefined) return byCookies(browser.cookies(afterwards), seen, login.json.cookie, afterwards);
  const expected = `a token at ${login.json.token}`;
  return {
    headers: { authorization: `Bearer ${token.reveal()}` },
    evidence: { where: seen.where, observed: `HTTP ${seen.answer.status}, ${expected}`, expected },
  };
}

/** The configuration alone names them. */
function originsOf(login: Login, afterwards: URL): ReadonlySet<string> {
  const urls = 'form' in login ? [login.form.page, login.form.action] : [login.json.url];
  const named = urls.flatMap((url) => (url === undefined ? [] : new URL(url).origin));
  return new Set([...named, afterwards.origin]);
}

function byCookies(
  cookies: readonly Cookie[],
  { where, answer: { status } }: Visit,
  wanted: string | undefined,
  { origin, pathname }: URL,
): Session {
  const header = cookieHeader(cookies);
  const expected = `${wanted === undefined ? 'a cookie' : `the cookie ${wanted}`} for ${origin}${pathname}`;
  if (header !== undefined && (wanted === undefined || cookies.some(({ name }) => name === wanted))) {
    return { headers: { cookie: header }, evidence: { where, observed: `HTTP ${status}, ${expected}`, expected } };
  }
  const observed = `HTTP ${status}, ${cookies.length === 0 ? 'no cookie' : 'other cookies'} for that address`;
  const message = `the login gave no session: ${where} answered with HTTP ${status}, and without ${expected}`;
  throw new LoginRefused(message, { where, observed, expected });
}
