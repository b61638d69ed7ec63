import { describe, expect, it } from 'vitest';
import { json, loginForm, page, password, username, type Visit, welcome } from './login-shop.ts';
import { lines, redirect, shopWith } from './login-shops.ts';

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
