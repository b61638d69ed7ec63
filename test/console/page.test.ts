import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bundleConsole } from '../../scripts/bundle-console.ts';
import { consoleUrl, issuer, now, request } from './support/events.ts';
import { answering, handling, metadata } from './support/handle.ts';

const page = (server = handling()) => server.handle(request('GET', '/'));
const hashOf = (text = ''): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe('the page', () => {
  it('allows its own script and style by their hashes, its API and the token endpoint, and nothing else', async () => {
    const { statusCode, headers, body } = await page();
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const script = /<script[^>]*>([\s\S]*?)<\/script>/.exec(body)?.[1];
    const style = /<style>([\s\S]*?)<\/style>/.exec(body)?.[1];
    expect(headers['content-security-policy']?.split('; ').toSorted()).toEqual(
      [
        "default-src 'none'",
        `script-src ${hashOf(script)}`,
        `style-src ${hashOf(style)}`,
        'img-src data:',
        "connect-src 'self' https://tokens.acme.example",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ].toSorted(),
    );
  });

  it('holds no handler and no style in an attribute, which its policy would refuse', async () => {
    const { body } = await page();
    const shell = body.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '');
    expect(shell).not.toMatch(/\son\w+=|\sstyle=|javascript:/i);
    expect(shell).not.toMatch(/(?:src|href)="(?!#|data:)/);
  });

  it('is the same for the list and for every run, and holds nothing of any', async () => {
    const { handle } = handling();
    const list = await handle(request('GET', '/'));
    expect(await handle(request('GET', '/runs/shop-api-1.42.0'))).toEqual(list);
  });

  it('tells its script where people sign in, with the root of the console as the address to return to', async () => {
    const { body } = await page();
    const settings = /data-settings="([^"]*)"/.exec(body)?.[1]?.replaceAll('&quot;', '"') ?? '';
    const { jwks_uri: _, ...asked } = metadata;
    expect(JSON.parse(settings)).toEqual({
      base: '',
      issuer: asked,
      clientId: 'preflight-console',
      redirectUri: `${consoleUrl}/`,
      scopes: ['openid', 'email'],
    });
  });

  it('is 40 KB at most, compressed, all in', async () => {
    const [{ body }, script] = await Promise.all([page(), bundleConsole()]);
    const whole = body.replace('console.log("the script")', () => script);
    expect(whole).toContain('code_challenge');
    expect(gzipSync(whole).length).toBeLessThanOrEqual(40 * 1000);
  });

  it('has a script without a way to turn text into markup or code', async () => {
    expect(await bundleConsole()).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function|localStorage|document\.cookie/,
    );
  });

  it('answers HEAD without its text', async () => {
    expect(await handling().handle(request('HEAD', '/'))).toMatchObject({ statusCode: 200, body: '' });
  });

  it('escapes the names of service and environment', async () => {
    const server = handling({ settings: { service: '</title><script>alert(1)</script>', environment: '"><b>' } });
    const { body } = await page(server);
    expect(body.match(/<script/g)).toHaveLength(1);
    expect(body).not.toContain('<b>');
  });
});

describe('without the issuer', () => {
  it.each([
    ['is gone', 'gone', 500],
    ['answers something else', '<html>', 200],
    ['is another one', { ...metadata, issuer: 'https://login.evil.example' }, 200],
    ['is the same but for a slash', { ...metadata, issuer: `${issuer}/` }, 200],
    ['has no token endpoint', { ...metadata, token_endpoint: undefined }, 200],
    ['has a token endpoint without TLS', { ...metadata, token_endpoint: 'http://login.acme.example/token' }, 200],
    ['has a script for an authorization endpoint', { ...metadata, authorization_endpoint: 'javascript:alert(1)' }, 200],
  ])('which %s, the page says that sign-in is not available', async (_, body, status) => {
    const server = handling({ http: answering(body, status) });
    const answer = await page(server);
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toContain('Sign-in is not available now');
    expect(answer.body).not.toMatch(/<script|evil/);
    expect(answer.headers['content-security-policy']).not.toMatch(/script-src|connect-src/);
    expect(server.logged).toMatchObject([{ level: 'error', message: 'sign-in is not available' }]);
  });

  it('is asked once an hour, at the address that the issuer names, and what it said counts while it is silent', async () => {
    const asked: string[] = [];
    let isThere = true;
    let time = now;
    const http = {
      async get(url: string) {
        asked.push(url);
        if (!isThere) throw new Error('connection refused');
        return { status: 200, body: JSON.stringify({ ...metadata, issuer: `${issuer}/tenant/` }) };
      },
    };
    const { signInEndpoints } = await import('../../lib/console/sign-in-endpoints.ts');
    const endpoints = signInEndpoints(`${issuer}/tenant/`, http);
    await endpoints.get(time);
    await endpoints.get(time);
    expect(asked).toEqual([`${issuer}/tenant/.well-known/openid-configuration`]);
    [isThere, time] = [false, new Date(now.getTime() + 3_600_000)];
    await expect(endpoints.get(time)).resolves.toMatchObject({ token_endpoint: metadata.token_endpoint });
    expect(asked).toHaveLength(2);
    await endpoints.get(new Date(time.getTime() + 59_999));
    expect(asked).toHaveLength(2);
    await endpoints.get(new Date(time.getTime() + 60_000));
    expect(asked).toHaveLength(3);
  });

  it('that is configured without TLS, nobody is asked', async () => {
    const { signInEndpoints } = await import('../../lib/console/sign-in-endpoints.ts');
    const endpoints = signInEndpoints('http://login.acme.example', {
      get: () => Promise.reject(new Error('was asked')),
    });
    await expect(endpoints.get(now)).rejects.toThrow('not an https address');
  });
});
