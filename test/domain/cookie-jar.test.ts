import { describe, expect, it } from 'vitest';
import { type Cookie, cookieHeader, cookiesFor, keepCookies } from '../../lib/domain/cookie-jar.ts';

const now = new Date('2026-11-23T12:00:00Z');
const login = new URL('https://shop.example.com/account/login');

function sentTo(
  address: string,
  lines: readonly string[],
  { from = login, later = 0, jar = [] as readonly Cookie[] } = {},
) {
  const kept = keepCookies(jar, lines, from, now);
  return cookieHeader(cookiesFor(kept, new URL(address), new Date(now.getTime() + later)));
}

describe('the cookie jar', () => {
  it('sends back what was set, the longest path first', () => {
    const lines = ['a=1; Path=/', 'b=2; Path=/account', 'c="3=4"; Path=/'];
    expect(sentTo('https://shop.example.com/account', lines)).toBe('b=2; a=1; c="3=4"');
  });

  it.each([
    ['the same path', 'https://shop.example.com/api', true],
    ['a path below it', 'https://shop.example.com/api/me', true],
    ['a path that only begins alike', 'https://shop.example.com/apis', false],
    ['another path', 'https://shop.example.com/', false],
  ])('sends a cookie of a path to %s: %s', (_what, address, sent) => {
    expect(sentTo(address, ['s=1; Path=/api']) !== undefined).toBe(sent);
  });

  it.each([
    ['s=1', 'https://shop.example.com/account/orders', 's=1'],
    ['s=1', 'https://shop.example.com/', undefined],
    ['s=1; Path=account', 'https://shop.example.com/', undefined],
  ])('takes the folder of the page for the path of %s', (line, address, sent) => {
    expect(sentTo(address, [line])).toBe(sent);
  });

  it.each([
    ['without a domain goes to its host alone', 's=1; Path=/', 'https://api.shop.example.com/', undefined],
    [
      'of the host goes to hosts below it',
      's=1; Path=/; Domain=shop.example.com',
      'https://api.shop.example.com/',
      's=1',
    ],
    ['of a domain goes to its other hosts', 's=1; Path=/; Domain=.Example.com', 'https://api.example.com/', 's=1'],
    [
      'does not go to a host that only ends alike',
      's=1; Path=/; Domain=example.com',
      'https://badexample.com/',
      undefined,
    ],
    ['of another domain is not kept', 's=1; Path=/; Domain=example.org', 'https://example.org/', undefined],
    [
      'of a host below is not kept',
      's=1; Path=/; Domain=api.shop.example.com',
      'https://api.shop.example.com/',
      undefined,
    ],
    ['of a whole top-level domain is not kept', 's=1; Path=/; Domain=com', 'https://shop.example.com/', undefined],
  ])('a cookie %s', (_what, line, address, sent) => {
    expect(sentTo(address, [line])).toBe(sent);
  });

  it('takes an address for a host, never for a domain', () => {
    const from = new URL('https://127.0.0.1/login');
    expect(sentTo('https://127.0.0.1/', ['s=1; Path=/; Domain=127.0.0.1'], { from })).toBe('s=1');
    expect(sentTo('https://127.0.0.1/', ['s=1; Path=/; Domain=0.0.1'], { from })).toBeUndefined();
  });

  it.each([
    ['Max-Age=60', 59_999, true],
    ['Max-Age=60', 60_000, false],
    ['Max-Age=0', 0, false],
    ['Max-Age=-1', 0, false],
    ['Expires=Mon, 23 Nov 2026 12:01:00 GMT', 59_999, true],
    ['Expires=Mon, 23 Nov 2026 12:01:00 GMT', 60_000, false],
    ['Expires=Thu, 01-Jan-1970 00:00:00 GMT', 0, false],
    ['Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60', 0, true],
    ['Expires=whenever', 3_600_000, true],
  ])('a cookie with %s is there %d ms later: %s', (attribute, later, there) => {
    expect(sentTo('https://shop.example.com/', [`s=1; Path=/; ${attribute}`], { later }) !== undefined).toBe(there);
  });

  it('forgets a cookie that is taken back, and keeps the newest of a name', () => {
    const jar = keepCookies([], ['s=1; Path=/', 'other=1; Path=/'], login, now);
    expect(sentTo('https://shop.example.com/', ['s=2; Path=/'], { jar })).toBe('other=1; s=2');
    expect(sentTo('https://shop.example.com/', ['s=; Path=/; Max-Age=0'], { jar })).toBe('other=1');
  });

  it('keeps cookies of one name apart by their paths', () => {
    expect(sentTo('https://shop.example.com/a', ['s=1; Path=/', 's=2; Path=/a'])).toBe('s=2; s=1');
  });

  it.each([
    ['http://shop.example.com/', 'http://shop.example.com/', undefined],
    ['https://shop.example.com/', 'http://shop.example.com/', undefined],
    ['https://shop.example.com/', 'https://shop.example.com/', 's=1'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/', 's=1'],
  ])('sends a secure cookie of %s to %s: %s', (from, address, sent) => {
    expect(sentTo(address, ['s=1; Path=/; Secure'], { from: new URL(from) })).toBe(sent);
  });

  it.each([
    ['__Host-s=1; Secure; Path=/', true],
    ['__Host-s=1; Path=/', false],
    ['__Host-s=1; Secure; Path=/account', false],
    ['__Host-s=1; Secure; Path=/; Domain=shop.example.com', false],
    ['__Secure-s=1; Secure; Path=/', true],
    ['__Secure-s=1; Path=/', false],
  ])('keeps %s as browsers do: %s', (line, kept) => {
    expect(sentTo('https://shop.example.com/account/login', [line]) !== undefined).toBe(kept);
  });

  it.each([
    ['without a name', '=1'],
    ['without an equals sign', 'session'],
    ['empty', ''],
    ['with a control character', 's=1\u0000; Path=/'],
    ['with a line break', 's=1\r\nx: y; Path=/'],
    ['longer than browsers keep', `s=${'x'.repeat(4096)}; Path=/`],
  ])('leaves out a cookie %s', (_what, line) => {
    expect(sentTo('https://shop.example.com/account/login', [line])).toBeUndefined();
  });

  it('keeps one that is as long as browsers keep it', () => {
    expect(sentTo('https://shop.example.com/', [`s=${'x'.repeat(4095)}; Path=/`])).toHaveLength(4097);
  });

  it('keeps no more than the newest fifty', () => {
    const lines = Array.from({ length: 1000 }, (_, index) => `c${index}=1; Path=/`);
    const sent = sentTo('https://shop.example.com/', lines)?.split('; ');
    expect(sent).toHaveLength(50);
    expect(sent?.at(-1)).toBe('c999=1');
  });
});
