import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { livePath, shopLive } from '../../sandbox/world/shop-live.ts';
import { type ShopDefect, type SiteState, shopSite } from '../../sandbox/world/shop-site.ts';

const testUser = { username: 'preflight@shop.example.com', password: 'a <password> & "more"' };
const app = { 'x-app-version': '7.3.0', 'x-app-platform': 'ios' };
let state: SiteState = { testUser, defects: {} };
let version = '1.42.0';
const site = { stateNow: () => state, serves: () => Promise.resolve(version) };
const server = createServer(shopSite(site));
const live = shopLive(site);
let origin = '';

beforeAll(async () => {
  server.on('upgrade', live.upgrade).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  state = { testUser, defects: {} };
  version = '1.42.0';
});
afterAll(async () => {
  live.close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${origin}${path}`, { redirect: 'manual', ...init });

function breakIt(defect: ShopDefect): void {
  state = { testUser, defects: { '1.42.0': defect } };
}

/** As a browser does it. */
async function logIn({ password = testUser.password, csrf }: { password?: string; csrf?: string } = {}) {
  const page = await ask('/login');
  const scraped = /name="csrf_token" value="(?<token>[^"]+)"/.exec(await page.text())?.groups?.['token'] ?? '';
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const body = new URLSearchParams({ email: testUser.username, password, csrf_token: csrf ?? scraped });
  return ask('/login', { method: 'POST', headers: { cookie }, body });
}

test('its health names the version that serves', async () => {
  expect(await (await ask('/health')).json()).toEqual({ status: 'ok', version: '1.42.0' });
  version = '1.41.3';
  expect(await (await ask('/health')).json()).toEqual({ status: 'ok', version: '1.41.3' });
});

test('a page that is not there is an error page', async () => {
  expect((await ask('/nowhere')).status).toBe(404);
});

describe('who signs in', () => {
  test('sees the account', async () => {
    const answer = await logIn();
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/account']);
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const account = await ask('/account', { headers: { cookie } });
    expect(account.status).toBe(200);
    expect(await account.text()).toContain(`Signed in as ${testUser.username}`);
  });

  test('needs the right password, and the token of the form', async () => {
    expect((await logIn({ password: 'another' })).status).toBe(401);
    expect((await logIn({ csrf: 'of-somebody-else' })).status).toBe(403);
    expect((await ask('/login', { method: 'POST', body: new URLSearchParams() })).status).toBe(403);
  });

  test('is sent to the form without a session', async () => {
    const answer = await ask('/account', { headers: { cookie: 'session=guessed' } });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/login']);
  });
});

describe('a version with a defect', () => {
  test('does not sign anybody in', async () => {
    breakIt('login-fails');
    expect((await logIn()).status).toBe(500);
  });

  test('has another page to sign in', async () => {
    breakIt('login-changed');
    expect(await (await ask('/login')).text()).not.toContain('<form');
  });

  test('finds nothing, and says that all is well', async () => {
    expect(await (await ask('/api/search?q=tea')).json()).toMatchObject({ total: 3 });
    breakIt('search-finds-nothing');
    const answer = await ask('/api/search?q=tea');
    expect([answer.status, await answer.json()]).toEqual([200, { total: 0, products: [] }]);
  });

  test('refuses the apps that people have', async () => {
    breakIt('apps-refused');
    const answer = await ask('/api/mobile/config', { headers: app });
    expect([answer.status, await answer.json()]).toEqual([426, expect.objectContaining({ minimumVersion: '8.0.0' })]);
  });

  test('is the only one that has it', async () => {
    breakIt('login-fails');
    version = '1.41.3';
    expect((await logIn()).status).toBe(303);
  });
});

test('apps say which they are, and none is older than the oldest', async () => {
  const statusFor = async (headers: Record<string, string>) => (await ask('/api/mobile/config', { headers })).status;
  expect(await statusFor(app)).toBe(200);
  expect(await statusFor({})).toBe(400);
  expect(await statusFor({ ...app, 'x-app-version': '7.0.0' })).toBe(200);
  expect(await statusFor({ ...app, 'x-app-version': '6.12.9' })).toBe(426);
  expect(await statusFor({ ...app, 'x-app-version': '10.0.0' })).toBe(200);
});

describe('the WebSocket of the apps', () => {
  async function open(path: string, headers: Record<string, string>): Promise<string> {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}${path}`, ['shop.v1'], { headers });
    const [refused] = await Promise.race([
      once(socket, 'message').then(() => ['']),
      once(socket, 'unexpected-response').then(([, answer]) => [String(answer.statusCode)]),
    ]);
    socket.on('error', () => undefined).terminate();
    return refused || `open with ${socket.protocol}`;
  }

  test('opens for an app, at its address alone', async () => {
    expect(await open(livePath, app)).toBe('open with shop.v1');
    expect(await open('/health', app)).toBe('404');
    expect(await open(livePath, {})).toBe('400');
    breakIt('apps-refused');
    expect(await open(livePath, app)).toBe('426');
  });
});
