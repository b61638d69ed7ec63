import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Answer } from './http-system.ts';
import { accountPage, changedLoginPage, errorPage, loginPage } from './shop-pages.ts';
import { type ShopSessions, shopSessions } from './shop-sessions.ts';

/** What is wrong with a version of the shop, though its servers count no error. */
export type ShopDefect = 'login-fails' | 'login-changed' | 'search-finds-nothing' | 'apps-refused';

export interface SiteState {
  /** By whom a machine signs in. */
  readonly testUser: { readonly username: string; readonly password: string };
  /** By version. */
  readonly defects: Readonly<Record<string, ShopDefect>>;
}

export interface Site {
  readonly stateNow: () => SiteState;
  /** The version that serves. */
  readonly serves: () => Promise<string>;
}

/** One request, of the version that serves at this moment. */
interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly version: string;
  readonly defect: ShopDefect | undefined;
  readonly sessions: ShopSessions;
}

/** The apps in the stores send theirs; older ones than this no version of the shop takes. */
export const oldestApp = '7.0.0';
/** The defect: a version that nobody has yet. */
const unreleasedApp = '8.0.0';
const products = ['Darjeeling', 'Earl Grey', 'Sencha'];

const routes: Readonly<Record<string, (visit: Visit) => void | Promise<void>>> = {
  'GET /': ({ response }) => void response.writeHead(200, { 'content-type': 'text/plain' }).end('the shop is open\n'),
  'GET /health': ({ response, version }) => sendJson(response, 200, { status: 'ok', version }),
  'GET /api/search': search,
  'GET /login': showLogin,
  'POST /login': logIn,
  'GET /account': showAccount,
  'GET /api/mobile/config': configureApp,
};

/** What a browser and an app see of the shop. */
export function shopSite({ stateNow, serves }: Site): Answer {
  const sessions = shopSessions(() => stateNow().testUser);
  return (request, response) => {
    response.on('error', () => response.destroy());
    const visit = async (): Promise<void> => {
      const version = await serves();
      const route = routes[`${request.method} ${pathOf(request)}`];
      if (route === undefined) sendPage(response, 404, errorPage('There is no such page.'));
      else await route({ request, response, version, defect: stateNow().defects[version], sessions });
    };
    visit().catch(() => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    });
  };
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?')[0] ?? '';
}

function search({ response, defect }: Visit): void {
  const found = defect === 'search-finds-nothing' ? [] : products;
  sendJson(response, 200, { total: found.length, products: found.map((name) => ({ name })) });
}

function showLogin({ response, defect, sessions }: Visit): void {
  if (defect === 'login-changed') {
    sendPage(response, 200, changedLoginPage);
    return;
  }
  const { cookie, csrf } = sessions.begin();
  response.setHeader('set-cookie', cookie);
  sendPage(response, 200, loginPage(csrf));
}

async function logIn({ request, response, defect, sessions }: Visit): Promise<void> {
  const form = new URLSearchParams(await text(request));
  if (defect === 'login-fails') return sendPage(response, 500, errorPage('Something went wrong.'));
  const answer = sessions.logIn(request.headers.cookie, form);
  if (answer === 'stale') return sendPage(response, 403, errorPage('This form has expired.'));
  if (answer === 'wrong') return sendPage(response, 401, errorPage('Wrong e-mail address or password.'));
  response.writeHead(303, { location: '/account', 'set-cookie': answer.cookie }).end();
}

function showAccount({ request, response, sessions }: Visit): void {
  const username = sessions.user(request.headers.cookie);
  if (username === undefined) response.writeHead(303, { location: '/login' }).end();
  else sendPage(response, 200, accountPage(username));
}

function configureApp({ request, response, defect }: Visit): void {
  const answer = appAnswer(request, defect);
  sendJson(response, answer.status, answer.body);
}

/** What an app is told, by the headers that it sends. */
export function appAnswer(
  { headers }: Pick<IncomingMessage, 'headers'>,
  defect: ShopDefect | undefined,
): { readonly status: number; readonly body: object } {
  const version = headers['x-app-version'];
  if (typeof version !== 'string' || headers['x-app-platform'] === undefined)
    return { status: 400, body: { error: 'the headers X-App-Version and X-App-Platform are missing' } };
  const minimumVersion = defect === 'apps-refused' ? unreleasedApp : oldestApp;
  // Numbers are compared as numbers: 10.0.0 is newer than 9.9.9.
  if (version.localeCompare(minimumVersion, 'en', { numeric: true }) < 0)
    return { status: 426, body: { error: 'this app is too old', minimumVersion } };
  return { status: 200, body: { minimumVersion, features: ['search', 'checkout'] } };
}

function sendPage(response: ServerResponse, status: number, page: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(page);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
