import { describe, expect, it } from 'vitest';
import { bearer, json, page, password, type Shop, username, welcome } from './login-shop.ts';
import { lines, shopWith } from './login-shops.ts';

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
