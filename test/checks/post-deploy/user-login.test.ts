import { afterEach, describe, expect, it } from 'vitest';
import { userLogin } from '../../../lib/checks/post-deploy/user-login.ts';
import { Secret } from '../../../lib/domain/secret.ts';
import { SourceError } from '../../../lib/domain/source-error.ts';
import { createAuthority, issueCertificate } from '../../../sandbox/certificates.ts';
import {
  bearer,
  json,
  loginForm,
  openShop,
  page,
  password,
  type Shop,
  trustedAuthority,
  username,
  type Visit,
  welcome,
} from './login-shop.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function shopWith(...args: Parameters<typeof openShop>): Promise<Shop> {
  const shop = await openShop(...args);
  closing.push(shop.server.close);
  return shop;
}

const lines = ({ requests }: Shop) => requests.map(({ line }) => line);
const byForm = ({ origin }: Shop) => ({
  user: 'u',
  login: { form: { page: `${origin}/login` } },
  afterwards: { url: `${origin}/account` },
});
const redirect =
  (status: number, location?: string) =>
  ({ response }: Visit) =>
    response.writeHead(status, location === undefined ? {} : { location }).end();

describe('user-login by a form', () => {
  it('passes when the test user gets what only users get, by one login', async () => {
    const shop = await shopWith();
    const result = await shop.logIn({ csrf: { field: '_csrf' }, cookie: 'session' });
    expect(result).toMatchObject({
      outcome: 'pass',
      summary: 'the test user logs in, and GET /account answers as it should',
    });
    expect(result.evidence).toMatchObject([
      {
        where: `GET ${shop.origin}, to where POST ${shop.origin}/login leads`,
        observed: expect.stringMatching(/^HTTP 200, the cookie session/),
      },
      { where: `GET ${shop.origin}/account`, observed: expect.stringMatching(/^HTTP 200 in/) },
    ]);
    expect(lines(shop)).toEqual(['GET /login', 'POST /login', 'GET /account', 'GET /account']);
  });

  it('sends the form as browsers do, to pages that look where it comes from', async () => {
    const shop = await shopWith();
    await shop.logIn({ extra: { remember: 'on' }, headers: { 'X-Team': 'checkout' } });
    const [, sent] = shop.requests;
    expect(sent?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      origin: shop.origin,
      referer: `${shop.origin}/login`,
      cookie: 'visitor=anonymous',
      'x-team': 'checkout',
    });
    expect(sent?.body).toContain('remember=on');
  });

  it('takes the token of the page for each login: it passes again after the token changed', async () => {
    const shop = await shopWith();
    expect(await shop.logIn()).toMatchObject({ outcome: 'pass' });
    expect(await shop.logIn()).toMatchObject({ outcome: 'pass' });
    expect(shop.requests.filter(({ line }) => line === 'POST /login').map(({ body }) => body.split('&')[0])).toEqual([
      '_csrf=token-1',
      '_csrf=token-2',
    ]);
  });

  it('sends the token of a meta element in its header', async () => {
    const shop = await shopWith({
      'GET /login': ({ response }) => page(response, `<meta name="csrf-token" content="m-1">${loginForm()}`),
      'POST /login': ({ response, headers }) =>
        response.writeHead(headers['x-csrf-token'] === 'm-1' ? 204 : 419, { 'set-cookie': welcome }).end(),
    });
    expect(await shop.logIn({ csrf: { meta: 'csrf-token', header: 'X-CSRF-Token' } })).toMatchObject({
      outcome: 'pass',
    });
    expect(await shop.logIn()).toMatchObject({ outcome: 'fail', summary: expect.stringContaining('HTTP 419') });
  });

  it('follows the login page to where it is now, within the origin', async () => {
    const shop = await shopWith({
      'GET /account/sign-in': redirect(302, '../login?lang=en'),
    });
    expect(await shop.logIn({ page: `${shop.origin}/account/sign-in` })).toMatchObject({ outcome: 'pass' });
  });

  it('sends the form to another origin where the configuration says so', async () => {
    const id = await shopWith({
      'POST /in': ({ response }) => response.writeHead(200, { 'set-cookie': welcome }).end(),
    });
    const shop = await shopWith();
    const result = await shop.ask({
      user: 'u',
      login: { form: { page: `${shop.origin}/login`, action: `${id.origin}/in` } },
      afterwards: { url: `${id.origin}/account` },
    });
    expect(result).toMatchObject({ outcome: 'pass' });
    expect(id.requests[0]?.headers).toMatchObject({ origin: shop.origin, referer: `${shop.origin}/` });
  });

  it('looks on this machine without TLS, too', async () => {
    const shop = await shopWith({}, { certificate: 'none' });
    expect(await shop.logIn()).toMatchObject({ outcome: 'pass' });
  });
});

describe('a login page that changed', () => {
  it.each<[string, string, string, object?]>([
    ['has no form', '<button>Use a passkey</button>', 'has no form'],
    ['is empty', '', 'has no form'],
    [
      'has other fields',
      '<form method=post><input name=phone></form>',
      'has no form with the fields email and password',
    ],
    [
      'has no CSRF token',
      loginForm({ token: '' }),
      'has no CSRF token in its field _csrf',
      { csrf: { field: '_csrf' } },
    ],
    [
      'has no CSRF token in its head',
      loginForm(),
      'has no CSRF token in <meta name="csrf">',
      { csrf: { meta: 'csrf', header: 'x-csrf' } },
    ],
    [
      'would put the password into the address',
      loginForm({ method: 'get' }),
      'has a form that would put the password into the address',
    ],
    ['nests without end', '<div>'.repeat(200_000), 'is no page that can be read'],
    [
      'holds thousands of forms',
      '<form><input name=email></form>'.repeat(20_000),
      'has no form with the fields email and password',
    ],
    ['is UTF-16', Buffer.from(loginForm(), 'utf16le').toString('latin1'), 'has no form'],
  ])('fails when it %s, and the password is not sent', async (_what, html, problem, changes) => {
    const shop = await shopWith({ 'GET /login': ({ response }) => page(response, html) });
    expect(await shop.logIn(changes)).toMatchObject({
      outcome: 'fail',
      summary: `the login page changed: GET ${shop.origin}/login ${problem}`,
    });
    expect(lines(shop)).toEqual(['GET /login']);
  });

  it.each([404, 401, 500, 503, 304])('fails when it answers with HTTP %d', async (status) => {
    const shop = await shopWith({ 'GET /login': ({ response }) => response.writeHead(status).end() });
    expect(await shop.logIn()).toMatchObject({
      outcome: 'fail',
      summary: `there is no login page: GET ${shop.origin}/login answered with HTTP ${status}`,
    });
  });

  it.each([
    'https://evil.example/login',
    '//evil.example/login',
    'http://localhost/login',
    'javascript:alert(1)',
    'mailto:a@b.example',
  ])('fails when its form goes to %s, and the password is not sent', async (action) => {
    const shop = await shopWith({ 'GET /login': ({ response }) => page(response, loginForm({ action })) });
    const result = await shop.logIn();
    const there = /^[a-z]+:\/\//.test(action)
      ? new URL(action).origin
      : action.startsWith('//')
        ? 'https://evil.example'
        : `${action.split(':')[0]}:`;
    expect(result).toMatchObject({
      outcome: 'fail',
      summary: `the form of GET ${shop.origin}/login would be sent to ${there}, which the configuration does not name`,
    });
    expect(lines(shop)).toEqual(['GET /login']);
  });

  it('fails when a base element leads its form elsewhere', async () => {
    const shop = await shopWith({
      'GET /login': ({ response }) =>
        page(response, `<base href="https://evil.example/">${loginForm({ action: 'in' })}`),
    });
    expect(await shop.logIn()).toMatchObject({
      outcome: 'fail',
      summary: expect.stringContaining('would be sent to https://evil.example'),
    });
  });

  it('cannot look when it is longer than a page is', async () => {
    const shop = await shopWith({ 'GET /login': ({ response }) => page(response, 'x'.repeat(2 * 1024 * 1024)) });
    expect(await shop.logIn()).toMatchObject({ outcome: 'error', summary: expect.stringContaining('more than 1 MiB') });
  });
});

describe('a login that does not work', () => {
  it('fails when the password is wrong, by its status', async () => {
    const shop = await shopWith({ 'POST /login': ({ response }) => response.writeHead(401).end() });
    expect(await shop.logIn()).toMatchObject({
      outcome: 'fail',
      summary: `the user name or the password was not accepted: POST ${shop.origin}/login answered with HTTP 401`,
    });
  });

  it.each([
    ['with HTTP 200', ({ response }: Visit) => page(response, `<p>Wrong password</p>${loginForm()}`)],
    ['by a redirect', redirect(302, '/login?error=1')],
  ])('fails when the form comes again %s', async (_how, route) => {
    const shop = await shopWith({ 'POST /login': route });
    expect(await shop.logIn()).toMatchObject({
      outcome: 'fail',
      summary: 'the login page came again: the user name or the password was not accepted',
    });
    expect(lines(shop)).not.toContain('GET /account');
  });

  it.each([400, 403, 419, 422, 500, 502, 503])('fails when it answers with HTTP %d', async (status) => {
    const shop = await shopWith({ 'POST /login': ({ response }) => response.writeHead(status).end() });
    expect(await shop.logIn()).toMatchObject({
      outcome: 'fail',
      summary: `the login does not work: POST ${shop.origin}/login answered with HTTP ${status}`,
    });
  });

  it('cannot look when the application lets its test user log in no more for a while', async () => {
    const shop = await shopWith({
      'POST /login': ({ response }) => response.writeHead(429, { 'retry-after': '60' }).end(),
    });
    expect(await shop.logIn()).toMatchObject({
      outcome: 'error',
      summary: `could not look: POST ${shop.origin}/login was asked too often: HTTP 429`,
    });
  });

  it('fails when the page after it is broken', async () => {
    const shop = await shopWith({ 'GET /account': ({ response }) => response.writeHead(500).end() });
    expect(await shop.logIn()).toMatchObject({
      outcome: 'fail',
      summary: expect.stringMatching(/^the login does not work: .* HTTP 500$/),
    });
  });

  it('fails when it answers with an error page and no cookie', async () => {
    const shop = await shopWith({
      'GET /login': ({ response }) => page(response, loginForm()),
      'POST /login': ({ response }) => page(response, '<h1>Something went wrong</h1>'),
    });
    expect(await shop.logIn()).toMatchObject({
      outcome: 'fail',
      summary: `the login gave no session: POST ${shop.origin}/login answered with HTTP 200, and without a cookie for ${shop.origin}/account`,
    });
    expect(lines(shop)).toEqual(['GET /login', 'POST /login']);
  });

  it('fails when it answers with an error page, and another cookie is there', async () => {
    const shop = await shopWith({ 'POST /login': ({ response }) => page(response, '<h1>Something went wrong</h1>') });
    expect(await shop.logIn({ cookie: 'session' })).toMatchObject({
      outcome: 'fail',
      summary: expect.stringContaining('without the cookie session for'),
    });
    expect(await shop.logIn()).toMatchObject({
      outcome: 'fail',
      summary: 'the test user is not logged in: GET /account answers with HTTP 401, not 200',
    });
  });

  it.each([
    ['of another path', 'session=session-0123456789abcdef; Path=/admin'],
    ['of another host', 'session=session-0123456789abcdef; Path=/; Domain=example.com'],
    ['that is over at once', 'session=session-0123456789abcdef; Path=/; Max-Age=0'],
    ['that browsers refuse', '__Host-session=session-0123456789abcdef; Path=/'],
  ])('fails when its cookie is one %s', async (_what, cookie) => {
    const shop = await shopWith({
      'GET /login': ({ response }) => page(response, loginForm()),
      'POST /login': ({ response }) => response.writeHead(204, { 'set-cookie': cookie }).end(),
    });
    expect(await shop.logIn()).toMatchObject({
      outcome: 'fail',
      summary: expect.stringMatching(/^the login gave no session/),
    });
  });

  it.each([401, 403, 500])('fails when what only users get answers with HTTP %d', async (status) => {
    const shop = await shopWith({ 'GET /private': ({ response }) => response.writeHead(status).end() });
    const { origin } = shop;
    const result = await shop.ask({
      user: 'u',
      login: { form: { page: `${origin}/login` } },
      afterwards: { url: `${origin}/private` },
    });
    expect(result).toMatchObject({
      outcome: 'fail',
      summary: `the test user is not logged in: GET /private answers with HTTP ${status}, not 200`,
    });
    expect(result.evidence).toHaveLength(2);
  });

  it('fails when what only users get leads back to the login', async () => {
    const shop = await shopWith({ 'GET /private': redirect(302, '/login') });
    const { origin } = shop;
    const result = await shop.ask({
      user: 'u',
      login: { form: { page: `${origin}/login` } },
      afterwards: { url: `${origin}/private` },
    });
    expect(result).toMatchObject({ outcome: 'fail', summary: expect.stringContaining('redirects to') });
  });
});

describe('a login that leads elsewhere', () => {
  it.each([
    ['another host', 'https://evil.example/account?code=1', 'https://evil.example'],
    ['the same host without TLS', 'http://localhost/account', 'http://localhost'],
    ['something that is no page', 'data:text/html,x', 'data:'],
  ])('fails when it leads to %s, to which nothing goes', async (_what, location, there) => {
    const shop = await shopWith({ 'POST /login': redirect(302, location) });
    expect(await shop.logIn()).toMatchObject({
      outcome: 'fail',
      summary: `POST ${shop.origin}/login leads to ${there}, which the configuration does not name`,
    });
    expect(lines(shop)).toEqual(['GET /login', 'POST /login']);
  });

  it('asks no other port of its host', async () => {
    const other = await shopWith();
    const shop = await shopWith({ 'GET /login': redirect(301, `${other.origin}/login`) });
    expect(await shop.logIn()).toMatchObject({
      outcome: 'fail',
      summary: expect.stringContaining(`leads to ${other.origin}, which`),
    });
    expect(other.requests).toEqual([]);
  });

  it.each([307, 308])('fails at HTTP %d, which asks for the password again, and does not send it', async (status) => {
    const shop = await shopWith({ 'POST /login': redirect(status, '/other') });
    expect(await shop.logIn()).toMatchObject({
      outcome: 'fail',
      summary: `POST ${shop.origin}/login wants the password sent again to another address: HTTP ${status}`,
    });
    expect(lines(shop)).toEqual(['GET /login', 'POST /login']);
  });

  it.each([301, 302, 303])('follows HTTP %d without what was sent', async (status) => {
    const shop = await shopWith({
      'POST /login': ({ response }) =>
        response.writeHead(status, { location: '/welcome', 'set-cookie': welcome }).end(),
      'GET /welcome': ({ response }) => page(response, 'hello'),
    });
    expect(await shop.logIn()).toMatchObject({ outcome: 'pass' });
    const [, , followed] = shop.requests;
    expect(followed).toMatchObject({ line: 'GET /welcome', body: '' });
    expect(followed?.headers['content-type']).toBeUndefined();
  });

  it('keeps the cookies of each page on the way', async () => {
    const shop = await shopWith({
      'POST /login': redirect(302, '/callback?code=1'),
      'GET /callback': ({ response }) => response.writeHead(302, { location: '/account', 'set-cookie': welcome }).end(),
    });
    expect(await shop.logIn()).toMatchObject({ outcome: 'pass' });
  });

  it('follows five redirects, and not a sixth', async () => {
    const steps = (count: number) => ({
      'GET /login': ({ response, line }: Visit) => {
        const step = Number(line.split('=')[1] ?? 0);
        return step === count
          ? page(response, loginForm())
          : response.writeHead(302, { location: `/login?step=${step + 1}` }).end();
      },
      'POST /login': ({ response }: Visit) => response.writeHead(204, { 'set-cookie': welcome }).end(),
    });
    expect(await (await shopWith(steps(5))).logIn()).toMatchObject({ outcome: 'pass' });
    const shop = await shopWith(steps(6));
    expect(await shop.logIn()).toMatchObject({
      outcome: 'fail',
      summary: `GET ${shop.origin}/login leads on and on, more than 5 times`,
    });
  });

  it.each([[undefined], ['https://[']])('fails at a redirect to %s', async (location) => {
    const shop = await shopWith({ 'POST /login': redirect(302, location) });
    expect(await shop.logIn()).toMatchObject({
      outcome: 'fail',
      summary: `POST ${shop.origin}/login answered with HTTP 302 and no address to go on`,
    });
  });
});

describe('user-login by JSON', () => {
  const byJson = (shop: Shop, changes: object = {}, url = '/api/me') =>
    shop.ask({
      user: 'u',
      login: { json: { url: `${shop.origin}/api/login`, ...changes } },
      afterwards: { url: `${shop.origin}${url}`, json: { '$.active': true } },
    });

  it('passes with a token, which the next request bears', async () => {
    const shop = await shopWith();
    const result = await byJson(shop, { token: '$.data.token', extra: { device: 'preflight', version: 2 } });
    expect(result).toMatchObject({
      outcome: 'pass',
      summary: 'the test user logs in, and GET /api/me answers as it should',
    });
    expect(JSON.parse(shop.requests[0]?.body ?? '')).toEqual({
      device: 'preflight',
      version: 2,
      email: username,
      password,
    });
    expect(shop.requests[1]?.headers).toMatchObject({ authorization: `Bearer ${bearer}` });
    expect(shop.requests[1]?.headers.cookie).toBeUndefined();
  });

  it('passes with a cookie', async () => {
    const shop = await shopWith();
    expect(await byJson(shop)).toMatchObject({ outcome: 'pass' });
    expect(shop.requests[1]?.headers.authorization).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ['no token', { data: {} }, 'nothing at $.data.token'],
    ['an empty one', { data: { token: '' } }, 'nothing at $.data.token'],
    ['null', { data: { token: null } }, 'nothing at $.data.token'],
    ['a number', { data: { token: 7 } }, 'no token at $.data.token'],
    ['one that begins a header', { data: { token: 'a\r\nx: y' } }, 'no token at $.data.token'],
    ['one that is too long', { data: { token: 'x'.repeat(8193) } }, 'no token at $.data.token'],
    ['an error', { error: 'wrong password' }, 'nothing at $.data.token'],
  ])('fails when the answer holds %s', async (_what, body, observed) => {
    const shop = await shopWith({ 'POST /api/login': ({ response }) => json(response, 200, body) });
    expect(await byJson(shop, { token: '$.data.token' })).toMatchObject({
      outcome: 'fail',
      summary: `the login gave no token: POST ${shop.origin}/api/login answered with HTTP 200 and ${observed}`,
    });
    expect(lines(shop)).toEqual(['POST /api/login']);
  });

  it('fails when the answer is a page', async () => {
    const shop = await shopWith({ 'POST /api/login': ({ response }) => page(response, '<h1>Maintenance</h1>') });
    expect(await byJson(shop, { token: '$.token' })).toMatchObject({
      outcome: 'fail',
      summary: expect.stringContaining('something that is not JSON'),
    });
    expect(await byJson(shop)).toMatchObject({
      outcome: 'fail',
      summary: expect.stringMatching(/^the login gave no session/),
    });
  });

  it.each([
    [401, 'the user name or the password was not accepted'],
    [302, 'the login does not work'],
    [500, 'the login does not work'],
  ])('fails at HTTP %d', async (status, problem) => {
    const shop = await shopWith({
      'POST /api/login': ({ response }) =>
        response.writeHead(status, { location: '/api/me', 'set-cookie': welcome }).end(),
    });
    expect(await byJson(shop)).toMatchObject({
      outcome: 'fail',
      summary: `${problem}: POST ${shop.origin}/api/login answered with HTTP ${status}`,
    });
    expect(lines(shop)).toEqual(['POST /api/login']);
  });

  it('fails when the token is not taken', async () => {
    const shop = await shopWith({
      'POST /api/login': ({ response }) => json(response, 200, { data: { token: 'an-old-token' } }),
    });
    expect(await byJson(shop, { token: '$.data.token' })).toMatchObject({
      outcome: 'fail',
      summary: 'the test user is not logged in: GET /api/me answers with HTTP 403, not 200',
    });
  });
});

describe('a login that nobody answers', () => {
  it('fails when nothing listens', async () => {
    const shop = await openShop();
    await shop.server.close();
    expect(await shop.logIn()).toMatchObject({
      outcome: 'fail',
      summary: expect.stringContaining('refused the connection'),
    });
  });

  it.each([
    ['another authority', async () => issueCertificate({ names: ['localhost'] }, await createAuthority('Somebody'))],
    ['another host', async () => issueCertificate({ names: ['shop.example.com'] }, await trustedAuthority())],
    [
      'last year',
      async () =>
        issueCertificate(
          { names: ['localhost'], notAfter: new Date(Date.now() - 86_400_000) },
          await trustedAuthority(),
        ),
    ],
  ])('fails when its certificate is one of %s, and says nothing to it', async (_whose, issue) => {
    const shop = await shopWith({}, { certificate: await issue() });
    expect(await shop.logIn()).toMatchObject({
      outcome: 'fail',
      summary: expect.stringContaining('presented a certificate that'),
    });
    expect(shop.requests).toEqual([]);
  });

  it('fails when the answer begins and does not end', async () => {
    const shop = await shopWith({ 'POST /login': ({ response }) => response.writeHead(200).write('<html>') });
    expect(await shop.ask(byForm(shop), 2)).toMatchObject({
      outcome: 'fail',
      summary: `${shop.origin}/login began to answer with HTTP 200 and did not finish in time`,
    });
  });

  it('cannot look when the answer does not begin', async () => {
    const shop = await shopWith({ 'POST /login': () => undefined });
    expect(await shop.ask(byForm(shop), 2)).toMatchObject({
      outcome: 'error',
      summary: expect.stringContaining(`${shop.origin}/login took the request and did not answer in time`),
    });
  });

  it('names no address that the application chose, when that does not answer', async () => {
    const shop = await shopWith({
      'POST /login': redirect(302, '/token/5f3a9c'),
      'GET /token/5f3a9c': ({ response }) => response.destroy(),
    });
    const result = await shop.logIn();
    expect(result).toMatchObject({
      outcome: 'fail',
      summary: `${shop.origin}, to where POST ${shop.origin}/login leads closed the connection before it answered`,
    });
    expect(JSON.stringify(result)).not.toContain('5f3a9c');
  });

  it.each([
    ['the secret is missing', 'Secrets Manager has no secret shop/test-user'],
    ['Secrets Manager does not answer', 'Secrets Manager did not answer in time'],
  ])('cannot look when %s, and asks nobody', async (_what, message) => {
    const shop = await shopWith({}, { secrets: { credentials: () => Promise.reject(new SourceError(message)) } });
    expect(await shop.logIn()).toMatchObject({ outcome: 'error', summary: `could not look: ${message}` });
    expect(shop.requests).toEqual([]);
  });

  it('cannot look when the secret has no user name', async () => {
    const shop = await shopWith(
      {},
      { secrets: { credentials: async () => ({ username: '', password: new Secret('x') }) } },
    );
    expect(await shop.logIn()).toMatchObject({
      outcome: 'error',
      summary: 'could not look: secret shop/test-user of Secrets Manager has no username',
    });
  });
});

describe('what user-login tells', () => {
  it.each<[string, Record<string, (visit: Visit) => unknown>, object]>([
    ['a page that repeats what was sent', { 'POST /login': ({ response, body }) => page(response, body, {}, 500) }, {}],
    [
      'an answer that repeats it as its title',
      { 'GET /account': ({ response }) => page(response, `<title>${username} ${password}</title>`) },
      { text: 'Welcome' },
    ],
    [
      'an answer that repeats it as a value',
      {
        'GET /account': ({ response, headers }) =>
          json(response, 200, { a: `${username} ${password} ${headers.cookie}` }),
      },
      { json: { '$.a': 'x' } },
    ],
    [
      'a redirect with it',
      {
        'POST /login': ({ response, body }) =>
          response.writeHead(302, { location: `/${encodeURIComponent(username)}?${body}` }).end(),
      },
      {},
    ],
    [
      'fields with it',
      {
        'GET /login': ({ response }) =>
          page(response, `<form><input name="${username}"><input name="${password.replace('&', '&amp;')}"></form>`),
      },
      {},
    ],
  ])('holds neither user nor password nor session, of %s', async (_what, routes, expected) => {
    const shop = await shopWith(routes);
    const { origin } = shop;
    const result = await shop.ask({
      user: 'u',
      login: { form: { page: `${origin}/login` } },
      afterwards: { url: `${origin}/account`, ...expected },
    });
    expect(result.outcome).toBe('fail');
    const told = JSON.stringify(result);
    for (const secret of ['jane', 'horse', 'session-0123']) expect(told).not.toContain(secret);
  });

  it('sends the password once, in a body, to the configured origin', async () => {
    const shop = await shopWith();
    await shop.logIn();
    const sent = shop.requests.map(({ line, headers, body }) => ({
      line,
      inHead: JSON.stringify([line, headers]).includes('horse'),
      inBody: body.includes('horse'),
    }));
    expect(sent.filter(({ inHead }) => inHead)).toEqual([]);
    expect(sent.filter(({ inBody }) => inBody)).toEqual([{ line: 'POST /login', inHead: false, inBody: true }]);
  });
});

describe('the settings of user-login', () => {
  const form = { page: 'https://shop.example.com/login' };
  const good = { user: 'shop/test-user', login: { form }, afterwards: { url: 'https://shop.example.com/account' } };
  const problemsOf = (config: object) => {
    const parsed = userLogin.config.safeParse(config);
    return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  };
  const key = { secret: 'shop/basic', prefix: 'Basic ' };

  it.each<[string, object, string]>([
    ['two logins', { login: { form, json: { url: form.page } } }, 'login: '],
    ['no login', { login: {} }, 'login: '],
    [
      "a cookie of one's own",
      { login: { form: { ...form, headers: { Cookie: 'a=b' } } } },
      'login.form.headers.Cookie: must be left out: the login gives this header',
    ],
    [
      'one afterwards',
      { afterwards: { ...good.afterwards, headers: { cookie: 'a=b' } } },
      'afterwards.headers.cookie: must be left out',
    ],
    [
      'two authorizations',
      {
        login: { json: { url: form.page, token: '$.t' } },
        afterwards: { ...good.afterwards, headers: { Authorization: key } },
      },
      'afterwards.headers.Authorization: must be left out',
    ],
    [
      'a token and a cookie',
      { login: { json: { url: form.page, token: '$.t', cookie: 's' } } },
      'login.json.cookie: must be left out',
    ],
    [
      'one name for two fields',
      { login: { form: { ...form, fields: { username: 'pin', password: 'pin' } } } },
      'login.form.fields.password: must be two names',
    ],
    ...['Host', 'cookie', 'authorization'].map((header): [string, object, string] => [
      `a token of the page that would say ${header}`,
      { login: { form: { ...form, csrf: { meta: 'csrf-token', header } } } },
      'login.form.csrf.header: must be the header that takes the token',
    ]),
    [
      "the application's own network",
      { afterwards: { ...good.afterwards, inNetwork: true } },
      'afterwards.inNetwork: must be left out',
    ],
  ])('are refused with %s', (_what, changes, problem) => {
    expect(problemsOf({ ...good, ...changes }).join('\n')).toContain(problem);
  });

  it('are taken with a key for what stands before the application, whose secrets its function may read', () => {
    const config = {
      ...good,
      login: { form: { ...form, headers: { authorization: key } } },
      afterwards: { ...good.afterwards, headers: { authorization: key } },
    };
    expect(problemsOf(config)).toEqual([]);
    expect(userLogin.resources?.(userLogin.config.parse(config))).toEqual({
      secretsManager: ['shop/test-user', 'shop/basic'],
    });
  });
});
