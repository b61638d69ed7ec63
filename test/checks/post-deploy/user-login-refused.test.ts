import { describe, expect, it } from 'vitest';
import { loginForm, page, type Visit, welcome } from './login-shop.ts';
import { lines, redirect, shopWith } from './login-shops.ts';

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
